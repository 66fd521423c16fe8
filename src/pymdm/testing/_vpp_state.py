"""What the fake of Apps and Books is made of: locations with their books, tokens, limits, logs and dice."""

from __future__ import annotations

import hashlib
import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import attrs

from pymdm.testing._vpp_books import Books
from pymdm.testing._vpp_events import Event
from pymdm.testing._vpp_notes import Notebook
from pymdm.testing._vpp_users import Users

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from pymdm.testing._vpp_chaos import VPPChaos
    from pymdm.testing._vpp_events import Kind, Step
    from pymdm.testing._vpp_tokens import FakeContentToken

__all__ = ["BATCHES", "LIMITS", "Call", "Location", "VPPRequest", "VPPWrite", "World"]

#: Those of Apple's example of Service Config; requests per second only where they are asked for.
LIMITS: Final = {
    "maxAssets": 25,
    "maxUsers": 100,
    "maxNotificationLength": 512,
    "maxRevokeClientUserIds": 100,
    "maxClientUserIds": 1000,
    "maxSerialNumbers": 1000,
    "maxRevokeSerialNumbers": 100,
    "maxMdmNameLength": 100,
    "maxMdmMetadataLength": 255,
    "maxMdmIdLength": 100,
}

#: The limits of manageVPPLicensesByAdamIdSrv: of what it gives, and of what it takes back.
BATCHES: Final = ("maxBatchAssociateLicenseCount", "maxBatchDisassociateLicenseCount")


@attrs.frozen(kw_only=True)
class VPPRequest:
    """One request as it was answered.

    Attributes:
        number: From 1.
        at: By the fake's clock.
        method, path: Of the request.
        query: Of the request, without the question mark.
        status: 0 for a connection that broke before anything was done.
        code: Apple's number of the error; 0 for none.
        ending: What became of the answer: ``"whole"``, ``"drop"``, ``"half"``, ``"slow"``, ``"endless"`` or
            ``"bomb"``.
    """

    number: int
    at: datetime
    method: str
    path: str
    query: str = ""
    status: int
    code: int = 0
    ending: str = "whole"


@attrs.frozen(kw_only=True)
class VPPWrite:
    """One change that was accepted.

    Attributes:
        number: Of the request.
        at: By the fake's clock.
        kind: ASSOCIATE, DISASSOCIATE, REVOKE, CREATE, UPDATE, RETIRE; CLIENT_CONFIG; or the service of 2014.
        event_id: Of the event; empty where there is none.
        assets: Pairs of adamId and pricingParam.
        serials: Of devices.
        client_user_ids: Of users.
    """

    number: int
    at: datetime
    kind: str
    event_id: str = ""
    assets: tuple[tuple[str, str], ...] = ()
    serials: tuple[str, ...] = ()
    client_user_ids: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Call:
    """One request that has been let in."""

    number: int
    now: datetime
    method: str
    path: str
    query: dict[str, str]
    location: Location
    token: FakeContentToken = attrs.field(repr=False)
    body: dict[str, Any] = attrs.field(factory=dict, repr=False)


class Location:
    """What one content token leads to."""

    def __init__(self, world: World, *, uid: str, name: str) -> None:
        self.world = world
        self.uid = uid
        self.name = name
        self.books = Books(f"{world.chaos.seed} {uid}")
        self.users = Users(f"{world.chaos.seed} {uid}", self.books)
        self.notes = Notebook(uid=uid, chaos=world.chaos)
        self.events: dict[str, Event] = {}
        self.pending: dict[str, Event] = {}
        self.mdm: dict[str, str] = {}
        self.notification_url = ""
        self.notification_token = ""
        self.client_context = ""
        self.apn_token = ""
        self.pushes: list[tuple[str, int]] = []
        self.kept: dict[tuple[str, ...], tuple[str, Any]] = {}
        self.batches: dict[str, tuple[str, list[Any], int, int]] = {}
        self.marks: dict[tuple[str, str], int] = {}

    def push(self, kind: int) -> None:
        """Tell the holder of the push token of 2014: 0 of itself, 1 of licenses, 2 of users."""
        if self.apn_token:
            self.pushes.append((self.apn_token, kind))

    def begin(self, call: Call, kind: Kind, plan: Callable[[Event], Iterator[Step]]) -> Event:
        """Accept an event; nothing is done yet."""
        digits = hashlib.sha256(
            f"{self.world.chaos.seed} {self.uid} event {len(self.events)}".encode()
        ).hexdigest()
        name = f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:32]}"
        event = Event(event_id=name, kind=kind, at=call.now)
        if self.world.roll(self.world.chaos.stuck):
            event.stuck_until = call.now + timedelta(seconds=self.world.chaos.stuck_seconds)
        event.plan(plan(event))
        self.events[name] = self.pending[name] = event
        return event

    def asked(self, event: Event, now: datetime) -> None:
        """Somebody wants to know how far an event is: do a part of it, or the rest."""
        event.polls += 1
        if event.done or _is_stuck(event, now):
            return
        for earlier in list(self.pending.values()):
            if earlier is event:
                break
            self._finish(earlier, now)
        polls = self.world.polls
        if event.polls > polls:
            self._finish(event, now)
        else:
            wanted = event.total_steps * event.polls // (polls + 1)
            event.advance(wanted - (event.total_steps - len(event.steps)))
        self._tidy(event)

    def go_on(self, now: datetime) -> None:
        """Carry out what has waited long enough, whether or not somebody asked."""
        for event in list(self.pending.values()):
            if now - event.at >= self.world.delay:
                self._finish(event, now)

    def finish(self, now: datetime) -> None:
        """Carry out everything now, also what is stuck."""
        for event in list(self.pending.values()):
            event.stuck_until = None
            self._finish(event, now)

    def _finish(self, event: Event, now: datetime) -> None:
        if not _is_stuck(event, now):
            event.advance(len(event.steps))
            self._tidy(event)

    def _tidy(self, event: Event) -> None:
        if event.done:
            if event.kind == "REVOKE":  # what there was to take is only known at the end
                event.requested = event.completed + sum(
                    len(failure.targets) for failure in event.failures.values()
                )
            self.pending.pop(event.event_id, None)


def _is_stuck(event: Event, now: datetime) -> bool:
    return event.stuck_until is not None and now < event.stuck_until


class World:
    """Everything behind the endpoints."""

    def __init__(self, *, chaos: VPPChaos, page: int, polls: int, delay: float) -> None:
        self.chaos = chaos
        self.rng = random.Random(chaos.seed)  # noqa: S311 - repeatable is the point
        self.page = page
        self.polls = polls
        self.delay = timedelta(seconds=delay)
        self.limits = dict(LIMITS)
        self.origin = "https://vpp.example"
        self.urls: dict[str, str] = {}
        self.moves = 0
        self.just_moved = False
        self.batches = dict.fromkeys(BATCHES, 100)
        self.batch_rows = min(page, 500)
        self.tokens: dict[str, tuple[FakeContentToken, Location]] = {}
        self.scripted: dict[str, tuple[int, int | None]] = {}
        self.requests: list[VPPRequest] = []
        self.writes: list[VPPWrite] = []
        self.recent: list[datetime] = []

    def roll(self, fraction: float) -> bool:
        """Whether it happens now; a fraction of 0 costs no chance, so that scripts stay comparable."""
        return fraction > 0 and self.rng.random() < fraction

    def failure(self, target: str) -> int:
        """The number with which the next change for a target fails, as a test wants it; 0: it does not."""
        if target not in self.scripted:
            return 0
        number, times = self.scripted[target]
        if times is not None and times <= 1:
            del self.scripted[target]
        else:
            self.scripted[target] = (number, None if times is None else times - 1)
        return number
