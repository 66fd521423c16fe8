"""The rules look at every module, and those of the Django store can be imported in a Django project only."""

from __future__ import annotations

from tests.django_project import django_settings

django_settings()
