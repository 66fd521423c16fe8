"""Rows of the enrollment program in dictionaries, and how a transaction is taken back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, MutableMapping, Sequence
from datetime import datetime
from heapq import nsmallest
from typing import Any, TypeVar

import attrs

from pymdm.dep.sync.merging import MOST_COOL_DOWN
from pymdm.dep.sync.records import DeviceRecord, SyncState
from pymdm.dep.sync.store import DeviceCounts
from pymdm.stores._dep_rows import DEPRows, SecretName
from pymdm.stores._steps import reach

__all__ = ["MemoryDEPTransactions"]

R = TypeVar("R")
_MISSING: Any = object()


class MemoryDEPTransactions:
    """One lock, one set of dictionaries; what a failed transaction wrote is put back."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._rows = _MemoryDEPRows()

    def write(self, name: str, work: Callable[[DEPRows], R], /) -> R:
        """See `DEPTransactions`."""
        with self._lock:
            self._rows.journal.clear()
            try:
                done = work(self._rows)
                reach(f"{name}.before-commit")
            except BaseException:
                self._rows.take_back()
                raise
        reach(f"{name}.after-commit")
        return done

    def read(self, work: Callable[[DEPRows], R], /) -> R:
        """See `DEPTransactions`."""
        with self._lock:
            return work(self._rows)


class _MemoryDEPRows:
    """All rows.  Every write goes through `_put`, which notes how to take it back."""

    def __init__(self) -> None:
        self.journal: list[tuple[MutableMapping[Any, Any], Any, Any]] = []
        self._servers: dict[str, SyncState] = {}
        self._secrets: dict[tuple[str, str], bytes] = {}
        self._devices: dict[str, dict[str, DeviceRecord]] = {}

    def take_back(self) -> None:
        while self.journal:
            table, key, value = self.journal.pop()
            if value is _MISSING:
                del table[key]
            else:
                table[key] = value

    def _put(self, table: MutableMapping[Any, Any], key: Any, value: Any) -> None:
        self.journal.append((table, key, table.get(key, _MISSING)))
        table[key] = value

    def server(self, server: str, /) -> SyncState | None:
        return self._servers.get(server)

    def servers(self) -> Sequence[SyncState]:
        return [self._servers[key] for key in sorted(self._servers)]

    def save_server(self, state: SyncState, /) -> None:
        self._put(self._servers, state.server, state)

    def secret(self, server: str, name: SecretName, /) -> bytes | None:
        return self._secrets.get((server, name))

    def put_secret(self, server: str, name: SecretName, value: bytes, /) -> None:
        self._put(self._secrets, (server, name), value)

    def records(self, server: str, serials: Iterable[str], /) -> dict[str, DeviceRecord]:
        table = self._devices.get(server, {})
        return {serial: table[serial] for serial in serials if serial in table}

    def add(self, server: str, records: Sequence[DeviceRecord], /) -> None:
        table = self._devices.setdefault(server, {})
        for record in records:
            self._put(table, record.serial_number, record)

    def change(self, server: str, records: Sequence[DeviceRecord], /) -> None:
        self.add(server, records)

    def touch(self, server: str, serials: Sequence[str], listing: int, /) -> None:
        known = self.records(server, serials).values()
        self.add(server, [attrs.evolve(record, listing=listing) for record in known])

    def devices(self, server: str, after: str, limit: int, /) -> Sequence[DeviceRecord]:
        return self._some(server, after, limit, lambda _: True)

    def missing(self, server: str, listing: int, after: str, limit: int, /) -> Sequence[str]:
        found = self._some(
            server, after, limit, lambda each: each.deleted_at is None and each.listing < listing
        )
        return [record.serial_number for record in found]

    def assignable(self, server: str, at: datetime, after: str, limit: int, /) -> Sequence[DeviceRecord]:
        def due(record: DeviceRecord) -> bool:
            last = record.assignment
            retry_at = None if last is None else last.retry_at
            resting = retry_at is not None and at < retry_at <= at + MOST_COOL_DOWN
            return record.unassigned and not resting

        return self._some(server, after, limit, due)

    def counts(self, server: str, listing: int, /) -> DeviceCounts:
        records = self._devices.get(server, {}).values()
        present = [record for record in records if record.deleted_at is None]
        return DeviceCounts(
            present=len(present),
            missing=sum(record.listing < listing for record in present),
            unassigned=sum(record.unassigned for record in present),
            deleted=len(records) - len(present),
        )

    def _some(
        self, server: str, after: str, limit: int, wanted: Callable[[DeviceRecord], bool]
    ) -> list[DeviceRecord]:
        table = self._devices.get(server, {})
        serials = (serial for serial, record in table.items() if serial > after and wanted(record))
        return [table[serial] for serial in nsmallest(limit, serials)]
