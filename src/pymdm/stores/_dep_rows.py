"""What the enrollment program's part of a store needs of a database: rows of servers and of their devices.

The methods decide nothing; what becomes of a record is in ``pymdm.dep.sync.merging``, and what a verb does
with them is written once in ``pymdm.stores.dep``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Literal, Protocol, TypeVar

from pymdm.dep.sync.records import DeviceRecord, SyncState
from pymdm.dep.sync.store import DeviceCounts

__all__ = ["DEPRows", "DEPTransactions", "SecretName"]

R = TypeVar("R")

SecretName = Literal["token", "session"]


class DEPRows(Protocol):
    """One transaction.  ``server`` is the key of one; its row is locked where this transaction may write."""

    def server(self, server: str, /) -> SyncState | None:
        """The state of a server."""

    def servers(self) -> Sequence[SyncState]:
        """All, in the order of their keys."""

    def save_server(self, state: SyncState, /) -> None:
        """Insert it, or store all of it."""

    def secret(self, server: str, name: SecretName, /) -> bytes | None:
        """What is kept sealed of a server."""

    def put_secret(self, server: str, name: SecretName, value: bytes, /) -> None:
        """Insert or replace it; the server is there."""

    def records(self, server: str, serials: Iterable[str], /) -> dict[str, DeviceRecord]:
        """The records that there are."""

    def add(self, server: str, records: Sequence[DeviceRecord], /) -> None:
        """Insert records that are not there yet."""

    def change(self, server: str, records: Sequence[DeviceRecord], /) -> None:
        """Store all of records that are there."""

    def touch(self, server: str, serials: Sequence[str], listing: int, /) -> None:
        """Store the number of the listing, and nothing else."""

    def devices(self, server: str, after: str, limit: int, /) -> Sequence[DeviceRecord]:
        """Records in the order of their serial numbers."""

    def missing(self, server: str, listing: int, after: str, limit: int, /) -> Sequence[str]:
        """Serial numbers, in order, of those that are not deleted and of an earlier listing."""

    def assignable(self, server: str, at: datetime, after: str, limit: int, /) -> Sequence[DeviceRecord]:
        """Unassigned ones, in order, that are not to be left alone at this time.

        One that is to be left alone for longer than ``merging.MOST_COOL_DOWN`` was kept by a clock that was
        wrong, and is due.
        """

    def counts(self, server: str, listing: int, /) -> DeviceCounts:
        """How many there are; missing are those of an earlier listing."""


class DEPTransactions(Protocol):
    """How a database runs transactions; see `pymdm.stores.rows.Transactions`."""

    def write(self, name: str, work: Callable[[DEPRows], R], /) -> R:
        """Run ``work`` in one transaction, durable when this returns; nothing is stored if it raises."""

    def read(self, work: Callable[[DEPRows], R], /) -> R:
        """Run ``work``, which only reads, on one consistent state."""
