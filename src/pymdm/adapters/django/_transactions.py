"""How Django's database runs the transactions of the store: `pymdm.stores.rows.Transactions`.

It can be imported only where Django is set up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import DatabaseError, InterfaceError, connections, transaction

from pymdm.adapters.django._races import attempt
from pymdm.adapters.django._rewrap import rewrap
from pymdm.adapters.django._rows import DjangoRows
from pymdm.crypto import SealKey
from pymdm.errors import StorageError
from pymdm.stores._steps import reach
from pymdm.stores.rows import Rows

__all__ = ["DjangoTransactions"]

R = TypeVar("R")

#: What SQLite calls FULL; EXTRA is 3.
_SYNCHRONOUS_FULL = 2


class DjangoTransactions:
    """Transactions on one database of the project."""

    def __init__(self, using: str, seal: SealKey) -> None:
        self._using = using
        self._seal = seal
        self._checked = False

    def write(self, name: str, devices: Iterable[str], work: Callable[[Rows], R], /) -> R:
        """See `pymdm.stores.rows.Transactions`; inside ``atomic()`` of the caller, durable when that is."""
        wanted = tuple(devices)
        with self._faults():
            return attempt(lambda: self._once(name, wanted, work))

    def _once(self, name: str, devices: tuple[str, ...], work: Callable[[Rows], R]) -> R:
        shared = connections[self._using].in_atomic_block
        with transaction.atomic(using=self._using):
            rows = DjangoRows(self._using, self._seal, writing=True)
            self._check(rows)
            rows.lock(devices)
            done = work(rows)
            rows.finish()
            reach(f"{name}.before-commit")
        if not shared:
            reach(f"{name}.after-commit")
        return done

    def read(self, work: Callable[[Rows], R], /) -> R:
        """See `pymdm.stores.rows.Transactions`."""
        with self._faults(), self._snapshot():
            rows = DjangoRows(self._using, self._seal, writing=False)
            self._check(rows)
            return work(rows)

    def rewrap(self) -> int:
        """See `DjangoStore.rewrap`."""
        self.read(lambda rows: None)
        with self._faults():
            return rewrap(self._using, self._seal)

    @contextmanager
    def _snapshot(self) -> Iterator[None]:
        connection = connections[self._using]
        if connection.in_atomic_block:
            yield
        elif connection.vendor == "sqlite":
            # atomic() begins with the write lock, which reading need not wait for.
            with connection.cursor() as cursor:
                cursor.execute("BEGIN DEFERRED")
                try:
                    yield
                finally:
                    cursor.execute("ROLLBACK")
        else:
            with transaction.atomic(using=self._using), connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                yield

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except (DatabaseError, InterfaceError) as error:
            # A connection that is broken is not used again; the next verb makes a new one.
            connection = connections[self._using]
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
            raise StorageError("the database of the Django project has failed") from error

    def _check(self, rows: DjangoRows) -> None:
        """Once a process: whether the key is this database's and a commit survives a power cut (T70, F19)."""
        if self._checked:
            return
        _check_durable(connections[self._using])
        known = rows.state().key_check
        if known is None and rows.writing:
            known = rows.locked_state().key_check
        if known is not None:
            self._seal.verify_check_value(bytes(known))
            self._checked = True
        elif rows.writing:
            rows.keep_key_check(self._seal.check_value())


def _check_durable(connection: Any) -> None:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        [level] = cursor.fetchone()
    if level < _SYNCHRONOUS_FULL:
        raise StorageError(
            "expected PRAGMA synchronous = FULL on Django's SQLite database: with less, a power cut takes "
            "back results that devices think delivered"
        )
