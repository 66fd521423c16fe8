"""Notifications: what is told to the server, on time or late, once or twice, or never.

Source: Apple's documentation, Subscribing to Notifications.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections import deque
from typing import TYPE_CHECKING, Any, Final

import attrs

from pymdm.testing._vpp_words import dump, named

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pymdm.testing._vpp_books import AssetBook
    from pymdm.testing._vpp_chaos import VPPChaos
    from pymdm.testing._vpp_events import Event

__all__ = ["TYPES", "Notebook", "VPPNotification"]

TYPES: Final = ("ASSET_MANAGEMENT", "USER_MANAGEMENT", "USER_ASSOCIATED", "ASSET_COUNT")

#: How many later notifications may come before one that is late.
_LATE: Final = 20


@attrs.frozen(kw_only=True)
class VPPNotification:
    """One notification as it is sent.

    Attributes:
        notification_id: The same when it is sent again.
        notification_type: Apple's word.
        body: JSON.
    """

    notification_id: str
    notification_type: str
    body: bytes = attrs.field(repr=False)

    def json(self) -> dict[str, Any]:
        """The body, read."""
        found: dict[str, Any] = json.loads(self.body)
        return found


class Notebook:
    """What is to be told, in the order in which it will be.

    What is subscribed to is looked at when something happens; a body is made when it is taken.
    """

    def __init__(self, *, uid: str, chaos: VPPChaos) -> None:
        self._uid = uid
        self.chaos = chaos
        # Its own dice: what is lost does not depend on who asks for what meanwhile.
        self._rng = random.Random(f"{chaos.seed} {uid} notifications")  # noqa: S311 - repeatable is the point
        self._waiting: deque[tuple[str, str, Callable[[], str]]] = deque()
        self.subscribed: set[str] = set()
        self._kept: list[VPPNotification] = []
        self.made = 0
        self.lost = 0

    def __len__(self) -> int:
        return len(self._kept) + len(self._waiting)

    def test(self) -> VPPNotification:
        """The one that is sent when the address is set; no chaos touches it."""
        return self._written(self._name(), "TEST_NOTIFICATION", "{}")

    def keep(self, note: VPPNotification) -> None:
        """Let this one, which nobody has brought, be the next."""
        self._kept.append(note)

    def counted(self, asset: AssetBook, delta: int) -> None:
        """Licenses were bought or given back."""
        found = {"adamId": asset.adam_id, "countDelta": delta, "pricingParam": asset.pricing_param}
        self._put("ASSET_COUNT", lambda: dump(found).decode())

    def managed(self, event: Event, asset: AssetBook, targets: Sequence[str], number: int = 0) -> None:
        """A step of an event was done for these targets, or failed with this number."""
        if not targets:
            return

        def write() -> str:
            rows = ",".join(f"{asset.head}{target}}}" for target in targets)
            return f'{{"assignments":[{rows}],{_end(event, number)}'

        self._put("ASSET_MANAGEMENT", write)

    def revoked(self, event: Event, pairs: Sequence[tuple[AssetBook, str]]) -> None:
        """A revocation took these."""
        if not pairs:
            return

        def write() -> str:
            rows = ",".join(f"{asset.head}{target}}}" for asset, target in pairs)
            return f'{{"assignments":[{rows}],{_end(event, 0)}'

        self._put("ASSET_MANAGEMENT", write)

    def users(self, event: Event, users: Sequence[dict[str, Any]], number: int = 0) -> None:
        """Users were created, changed or retired, or not."""
        if users:
            rows = dump(users).decode()
            self._put("USER_MANAGEMENT", lambda: f'{{"users":{rows},{_end(event, number)}')

    def associated(self, found: dict[str, Any]) -> None:
        """A user has accepted the invitation."""
        self._put("USER_ASSOCIATED", lambda: dump({"associatedUsers": [found]}).decode())

    def take(self, most: int | None = None) -> list[VPPNotification]:
        """What is told next, so many at most."""
        first = self._kept[:most]
        del self._kept[: len(first)]
        left = len(self._waiting)
        count = left if most is None else min(most - len(first), left)
        rows = [self._waiting.popleft() for _ in range(count)]
        return [*first, *(self._written(name, kind, write()) for name, kind, write in rows)]

    def _put(self, kind: str, write: Callable[[], str]) -> None:
        if kind not in self.subscribed:
            return
        entry = (self._name(), kind, write)
        if self._roll(self.chaos.lose):
            self.lost += 1
            return
        self._waiting.append(entry)
        if self._roll(self.chaos.repeat):
            self._waiting.insert(max(len(self._waiting) - self._rng.randrange(_LATE), 0), entry)
        if self._roll(self.chaos.reorder):
            place = max(len(self._waiting) - 1 - self._rng.randrange(1, _LATE), 0)
            moved = self._waiting[place]
            del self._waiting[place]
            self._waiting.append(moved)

    def _roll(self, fraction: float) -> bool:
        return fraction > 0 and self._rng.random() < fraction

    def _name(self) -> str:
        self.made += 1
        digits = hashlib.sha256(f"{self.chaos.seed} {self._uid} note {self.made}".encode()).hexdigest()
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:32]}"

    def _written(self, name: str, kind: str, what: str) -> VPPNotification:
        body = (
            f'{{"notification":{what},"notificationId":"{name}","notificationType":"{kind}",'
            f'"uId":"{self._uid}"}}'
        )
        return VPPNotification(notification_id=name, notification_type=kind, body=body.encode())


def _end(event: Event, number: int) -> str:
    found: dict[str, Any] = {"eventId": event.event_id}
    if number:
        found["error"] = named(number)
    found |= {"result": "FAILURE" if number else "SUCCESS", "type": event.kind}
    return dump(found).decode()[1:]
