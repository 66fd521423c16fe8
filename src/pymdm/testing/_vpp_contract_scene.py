"""One location in a store, and what the checks do with it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import attrs

from pymdm.vpp._words import EventType
from pymdm.vpp.models import Asset, Assignment, OwnedAsset, User
from pymdm.vpp.notifications import Notification
from pymdm.vpp.sync import Kind, Position, VPPStore, Work
from pymdm.vpp.tokens import ContentToken

if TYPE_CHECKING:
    from pymdm.vpp.sync import Job

__all__ = [
    "APP",
    "NOW",
    "OTHER_APP",
    "UID",
    "VPPScene",
    "assignment",
    "content_token",
    "owned",
    "raises",
    "user",
]

NOW: Final = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
UID: Final = "2049025000431439"
APP: Final = Asset("361309726")
OTHER_APP: Final = Asset("408709785")


def content_token(*, days: int = 300, mark: str = "canary", organization: str = "Example") -> ContentToken:
    """A token that ends so many days after `NOW`."""
    found = {
        "token": mark,
        "expDate": (NOW + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S+0000"),
        "orgName": organization,
    }
    return ContentToken.from_text(base64.b64encode(json.dumps(found).encode()).decode())


def assignment(serial: str = "", user: str = "", asset: Asset = APP) -> Assignment:
    """Somebody has an asset."""
    return Assignment(asset=asset, serial=serial, client_user_id=user)


def owned(asset: Asset = APP, *, total: int = 10, assigned: int = 0, **more: Any) -> OwnedAsset:
    """An asset of the location."""
    counts = {"totalCount": total, "assignedCount": assigned, "availableCount": total - assigned}
    found = {"adamId": asset.adam_id, "pricingParam": asset.pricing_param, "revocable": True}
    return OwnedAsset.decode({**found, **counts, **more})


def user(name: str, status: str = "Registered", **more: Any) -> User:
    """A user."""
    return User.decode({"clientUserId": name, "status": status, **more})


def raises(kind: type[Exception], work: Callable[[], object]) -> bool:
    """Whether it does."""
    try:
        work()
    except kind:
        return True
    return False


class VPPScene:
    """A store with one location."""

    def __init__(self, store: VPPStore, uid: str = UID) -> None:
        self.store = store
        self.uid = uid
        self.notes = 0
        store.add_location(uid, content_token(), at=NOW)

    def position(self, kind: Kind = Kind.ASSIGNMENTS) -> Position:
        return self.store.position(self.uid, kind)

    def page(
        self, *rows: Any, kind: Kind = Kind.ASSIGNMENTS, last: bool = True, first: bool = True
    ) -> Position:
        """Store one page of a reading."""
        before = self.position(kind)
        after = attrs.evolve(before, listing=before.listing + first, reading="" if last else "v")
        self.store.store_page(self.uid, kind, rows, before=before, after=after)
        return after

    def plan(self, *serials: str, type: EventType = EventType.ASSOCIATE, asset: Asset = APP) -> Job:  # noqa: A002
        """One job."""
        assets = () if type is EventType.REVOKE else (asset,)
        [job] = self.store.add_jobs(self.uid, [Work(type=type, assets=assets, serials=serials)], at=NOW)
        return job

    def accepted(self, *serials: str, event_id: str = "e1", **options: Any) -> Job:
        """One job that Apple has accepted."""
        job = self.plan(*serials, **options)
        assert self.store.asking(job.number)
        self.store.accepted(job.number, [event_id])
        return self.job(job.number)

    def job(self, number: int) -> Job:
        found = self.store.job(number)
        assert found is not None
        return found

    def note(
        self,
        *serials: str,
        event_id: str = "e1",
        type: str = "ASSOCIATE",  # noqa: A002 - Apple's word
        result: str = "SUCCESS",
        name: str = "",
        kind: str = "ASSET_MANAGEMENT",
    ) -> bool:
        """Take a notification; its name is a new one unless it is given."""
        self.notes += 1
        rows = [{"adamId": APP.adam_id, "pricingParam": "STDQ", "serialNumber": each} for each in serials]
        said: dict[str, object] = {"eventId": event_id, "type": type, "result": result, "assignments": rows}
        if kind == "ASSET_COUNT":
            said = {"adamId": APP.adam_id, "pricingParam": "STDQ", "countDelta": 5}
        found = {"notificationId": name or f"n{self.notes}", "notificationType": kind, "uId": self.uid}
        return self.store.take_note(Notification.decode({**found, "notification": said}), at=NOW)

    @property
    def have(self) -> list[str]:
        """Devices that have the app."""
        return [each.serial for each in self.store.assignments(self.uid) if each.asset == APP]
