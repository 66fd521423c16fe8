"""The Django app: put ``pymdm.adapters.django`` into INSTALLED_APPS to get the tables of `DjangoStore`."""

from __future__ import annotations

from django.apps import AppConfig


class PymdmConfig(AppConfig):
    """Label ``pymdm``: refer to its models as ``"pymdm.Enrollment"`` in foreign keys of your own."""

    name = "pymdm.adapters.django"
    label = "pymdm"
    verbose_name = "Device management"
    default_auto_field = "django.db.models.BigAutoField"
