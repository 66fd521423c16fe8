"""Devices, and a store with one server, for the contract of the enrollment program's stores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs

from pymdm.crypto import Secret
from pymdm.dep.devices import Device
from pymdm.dep.sync import DEPStore, DeviceRecord, Lease, PageCounts, SyncState
from pymdm.dep.tokens import ServerToken

__all__ = ["NOW", "SERVER", "DEPScene", "device", "raises", "server_token"]

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
SERVER = "CK_one"
LEASE = timedelta(minutes=15)


def device(serial: str, op_type: str = "", minute: int | None = None, **keys: Any) -> Device:
    """As decoded from Apple's JSON; a change happened so many minutes after noon."""
    raw = {"serial_number": serial, "model": "IPAD", "profile_status": "empty", **keys}
    if op_type:
        raw["op_type"] = op_type
    if minute is not None:
        raw["op_date"] = (NOW + timedelta(minutes=minute)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Device.decode({key: value for key, value in raw.items() if value is not None})


def server_token(server: str = SERVER, *, days: int = 365, mark: str = "a") -> ServerToken:
    """A token that ends so many days after noon."""
    return ServerToken(
        consumer_key=server,
        consumer_secret=Secret(f"CS_{mark}"),
        access_token=Secret(f"AT_{mark}"),
        access_secret=Secret(f"AS_{mark}"),
        access_token_expiry=NOW + timedelta(days=days),
    )


def raises(kind: type[Exception], call: Callable[[], object]) -> bool:
    """Whether the call ends with this error; another one is let through."""
    try:
        call()
    except kind:
        return True
    return False


class DEPScene:
    """One server that is being synchronized."""

    def __init__(self, store: DEPStore, server: str = SERVER) -> None:
        self.store, self.server, self.now = store, server, NOW
        self.lease, state = self.begin()
        self.position = state.position

    def pass_time(self, **spans: float) -> None:
        self.now += timedelta(**spans)

    def begin(self, **options: Any) -> tuple[Lease, SyncState]:
        return self.store.begin(self.server, owner="me", at=self.now, lasts=LEASE, **options)

    def page(
        self, *devices: Device, listed: bool = False, lease: Lease | None = None, **changes: Any
    ) -> PageCounts:
        """Store devices, and a position that has changed in something."""
        after = attrs.evolve(self.position, **{"cursor": f"after {len(devices)}", **changes})
        counts = self.store.store_page(
            lease or self.lease, devices, listed=listed, before=self.position, after=after, at=self.now
        )
        self.position = after
        return counts

    def listing(self, *devices: Device) -> PageCounts:
        """A full listing of one page."""
        self.page(listing=self.position.listing + 1)
        return self.page(*devices, listed=True)

    def record(self, serial: str = "A") -> DeviceRecord:
        [found] = self.store.devices(self.server, serials=[serial])
        return found

    def state(self) -> SyncState:
        found = self.store.state(self.server)
        assert found is not None
        return found

    def missing(self, after: str = "", limit: int = 10) -> tuple[str, ...]:
        listing = self.position.listing
        return self.store.missing(self.server, listing=listing, after=after, limit=limit)

    def assignable(self, after: str = "", limit: int = 10) -> list[str]:
        found = self.store.assignable(self.server, at=self.now, after=after, limit=limit)
        return [record.serial_number for record in found]

    def ask(self, *serials: str, lease: Lease | None = None) -> tuple[str, ...]:
        return self.store.ask(lease or self.lease, "PROFILE", serials, at=self.now)

    def answer(self, lease: Any = None, wait: Any = 0, **outcomes: Any) -> None:
        self.store.answered(
            lease or self.lease, "PROFILE", outcomes, at=self.now, wait=timedelta(seconds=wait)
        )

    def settle(
        self, gone: Sequence[str] = (), present: Sequence[str] = (), lease: Lease | None = None
    ) -> int:
        listing = self.position.listing
        return self.store.settle(
            lease or self.lease, gone=gone, present=present, listing=listing, at=self.now
        )
