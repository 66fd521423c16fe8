"""A store in the database of a Django project, as Django models.

store = DjangoStore(seal=SealKey.from_file("mdm.key"))      # INSTALLED_APPS: "pymdm.adapters.django"
"""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from pymdm.crypto import SealKey
from pymdm.stores.rowstore import RowStore

__all__ = ["DjangoStore"]


class DjangoStore(RowStore):
    """All twelve verbs over the models of the app ``pymdm``, on PostgreSQL or SQLite.

    Called inside ``transaction.atomic()``, a verb is part of that transaction: a command that is queued
    beside other changes of the program is queued if they are stored, and not if they are rolled back.
    Devices are answered outside of any (`pymdm.adapters.django.device_view` sees to it).

    Args:
        seal: What secret columns are sealed with (T69).
        using: The alias of the database.

    Raises:
        ImproperlyConfigured: the database or a setting cannot keep what a store promises; says which.
    """

    def __init__(self, *, seal: SealKey, using: str = "default") -> None:
        _check_settings(using)
        # Models can be imported only once Django is set up; this module, at any time.
        from pymdm.adapters.django._transactions import DjangoTransactions

        self._own = DjangoTransactions(using, seal)
        super().__init__(self._own)

    def rewrap(self) -> int:
        """Seal everything under the current key of the ring; gives how many values were under another.

        ``manage.py pymdm_rewrap mdm.key`` does it, while devices are served by processes that have the
        new ring already.  Interrupted, it may be run again (T70).

        Raises:
            StorageError: a value opens with no key of the ring, or the database has failed.
        """
        return self._own.rewrap()


def _check_settings(using: str) -> None:
    connection = connections[using]
    if not settings.USE_TZ:
        raise ImproperlyConfigured("expected USE_TZ = True: the store keeps moments, not times of day")
    if connection.vendor not in ("postgresql", "sqlite"):
        raise ImproperlyConfigured(
            f"expected PostgreSQL or SQLite as DATABASES['{using}']; the store is not tested on others"
        )
    mode = connection.settings_dict.get("OPTIONS", {}).get("transaction_mode")
    if connection.vendor == "sqlite" and str(mode).upper() not in ("IMMEDIATE", "EXCLUSIVE"):
        # A transaction that reads first and writes then fails at once when another one was faster, whatever
        # the timeout (F22).
        raise ImproperlyConfigured(
            f"expected DATABASES['{using}']['OPTIONS']['transaction_mode'] = 'IMMEDIATE', which SQLite needs "
            "where several threads or processes write"
        )
