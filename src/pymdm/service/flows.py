"""The work of a service as generators that yield what they need and are sent what came of it.

``MDMService`` and ``AsyncMDMService`` drive the same generators, so they cannot drift apart; a test
drives them by hand: ``step = next(flow)``, ``flow.send(outcome)``.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeAlias, TypeVar

import attrs

from pymdm.errors import NotFound
from pymdm.protocol import EnrollmentID, PushTarget, Target, never_refused
from pymdm.service import verbs as vb
from pymdm.service.answer import MDMReply
from pymdm.service.plan import plan
from pymdm.service.records import CommandRecord, EnrollmentRecord
from pymdm.service.reply import reply
from pymdm.service.request import MDMRequest
from pymdm.service.rules import ServiceRules
from pymdm.service.steps import Step
from pymdm.service.unenroll import only_deliberate

__all__ = ["CommandLike", "PushOutcomeLike", "PushSender", "SendPushes", "target_of"]

T = TypeVar("T")

# Tokens that Apple says are dead: 410 Unregistered and 400 with this reason.
_DEAD_REASONS = frozenset({"Unregistered", "BadDeviceToken"})

# Devices that one transaction of a sweep touches; it takes a few milliseconds and lets others in between.
SWEEP_BATCH = 500

# Targets handed to a sender at once; one round of a large fleet stays a few megabytes.
PUSH_BATCH = 1000


class CommandLike(Protocol):
    """What a command must offer to be queued; all classes of ``pymdm.commands`` do."""

    @property
    def request_type(self) -> str:
        """The RequestType."""

    def encode(self, *, uuid: str) -> bytes:
        """The exact bytes for the device."""

    def check(self, target: Any, /, *, unknown: Any = ...) -> None:
        """Raise NotSupportedOn where the device cannot do it."""


class PushOutcomeLike(Protocol):
    """What a push sender says of one push."""

    @property
    def target(self) -> PushTarget:
        """Where it went."""

    @property
    def status(self) -> int:
        """Apple's HTTP status; 200 is delivered to Apple."""

    @property
    def reason(self) -> str | None:
        """Apple's reason where the status is not 200."""


class PushSender(Protocol):
    """Sends wake-ups to devices; ``pymdm.testing.StubAPNs`` is one for tests."""

    def send_many(self, targets: Iterable[PushTarget], /) -> Iterable[PushOutcomeLike]:
        """One outcome for each target, in any order."""


@attrs.frozen(kw_only=True)
class SendPushes:
    """Hand these targets to the push sender; the outcome is what it answered."""

    targets: tuple[PushTarget, ...] = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class StoreVerb:
    """Carry out a verb that no device asked for."""

    verb: (
        vb.Enqueue
        | vb.Cancel
        | vb.HoldQueues
        | vb.ReleaseQueues
        | vb.OrderUnenroll
        | vb.PushRound
        | vb.Sweep
        | vb.IssueIdentity
        | vb.RevokeIdentity
        | vb.EventsAfter
        | vb.EnrollmentQuery
        | vb.EnrollmentsQuery
        | vb.CommandQuery
        | vb.QueueQuery
        | vb.IdentityQuery
    )


Wish: TypeAlias = Step | StoreVerb | SendPushes
Flow: TypeAlias = Generator[Wish, Any, T]


def conversation(request: MDMRequest, rules: ServiceRules, now: datetime) -> Flow[MDMReply]:
    """Answer one request of a device."""
    step = plan(request, rules, now)
    while not isinstance(step, MDMReply):
        outcome = yield step
        step = reply(step, outcome, rules)
    return only_deliberate(step)


def target_of(record: EnrollmentRecord) -> Target:
    """What is known of an enrollment when a command for it is checked."""
    return Target(
        os=record.os, version=record.os_version, channel=record.id.channel, enrollment=record.id.kind
    )


def find_enrollment(enrollment: EnrollmentID | str) -> Flow[EnrollmentRecord]:
    """The record of an enrollment; raises NotFound."""
    found = yield StoreVerb(verb=vb.EnrollmentQuery(id=str(enrollment)))
    if not found:
        raise NotFound("no enrollment with this id")
    record: EnrollmentRecord = found[0]
    return record


def find_command(enrollment: EnrollmentID | str, uuid: str) -> Flow[CommandRecord]:
    """The record of a command; raises NotFound."""
    found = yield StoreVerb(verb=vb.CommandQuery(enrollment=str(enrollment), uuid=uuid))
    if not found:
        raise NotFound("no such command for this enrollment")
    record: CommandRecord = found[0]
    return record


def enqueue(
    enrollment: EnrollmentID | str,
    command: CommandLike,
    *,
    uuid: str,
    now: datetime,
    unknown: str,
    **options: Any,
) -> Flow[str]:
    """Check a command against what is known of its device and queue it; gives its CommandUUID.

    The rules about a user's command need the platform of the device that the user is on.
    """
    record = yield from find_enrollment(enrollment)
    device = record if record.id.parent_id is None else (yield from find_enrollment(record.id.parent_id))
    target = attrs.evolve(target_of(device), channel=record.id.channel, enrollment=record.id.kind)
    command.check(target, unknown=unknown)
    verb = vb.Enqueue(
        enrollment=record.id.id,
        uuid=uuid,
        request_type=command.request_type,
        body=command.encode(uuid=uuid),
        at=now,
        never_refused=never_refused(command.request_type, device.os, record.id.channel),
        **options,
    )
    queued: vb.Enqueued = yield StoreVerb(verb=verb)
    return queued.uuid


def cancel(
    enrollment: EnrollmentID | str, uuids: Sequence[str] | None, *, now: datetime
) -> Flow[tuple[str, ...]]:
    """Take pending commands back; gives those that were pending."""
    chosen = tuple(uuids) if uuids is not None else None
    verb = vb.Cancel(enrollment=str(enrollment), at=now, uuids=chosen)
    cancelled: vb.Cancelled = yield StoreVerb(verb=verb)
    return cancelled.uuids


def order_unenroll(enrollment: EnrollmentID | str, *, by: str, why: str, now: datetime) -> Flow[bool]:
    """Have a device told to unenroll; gives False where that was ordered before."""
    verb = vb.OrderUnenroll(enrollment=str(enrollment), at=now, by=by, why=why)
    ordered: vb.Ordered = yield StoreVerb(verb=verb)
    return ordered.fresh


def hold_queues(why: str | None, *, now: datetime) -> Flow[bool]:
    """Hold all queues, or release them where there is no reason; gives whether they are held now."""
    verb = vb.ReleaseQueues(at=now) if why is None else vb.HoldQueues(at=now, why=why)
    held: vb.Held = yield StoreVerb(verb=verb)
    return held.held


def sweep(*, wake_after: timedelta, silent_after: timedelta, now: datetime) -> Flow[vb.Swept]:
    """Wake who has been quiet and mark who has been silent for too long, until nobody is left."""
    woken = inactive = 0
    verb = vb.Sweep(at=now, wake_after=wake_after, silent_after=silent_after, limit=SWEEP_BATCH)
    while True:
        swept: vb.Swept = yield StoreVerb(verb=verb)
        woken, inactive = woken + swept.woken, inactive + swept.inactive
        if not swept.more:
            return vb.Swept(woken=woken, inactive=inactive, more=False)


def send_pushes(*, now: datetime) -> Flow[int]:
    """Send every pending wake-up once and store what became of each; gives how many were delivered."""
    delivered = 0
    receipts: tuple[vb.PushReceipt, ...] = ()
    tried: set[tuple[str, datetime]] = set()
    while True:
        verb = vb.PushRound(at=now, receipts=receipts, limit=PUSH_BATCH + len(tried))
        pending: tuple[vb.PendingPush, ...] = yield StoreVerb(verb=verb)
        fresh = [push for push in pending if (push.enrollment.id, push.wanted_at) not in tried][:PUSH_BATCH]
        if not fresh:
            return delivered
        outcomes: Sequence[PushOutcomeLike] = yield SendPushes(targets=tuple(push.target for push in fresh))
        tried.update((push.enrollment.id, push.wanted_at) for push in fresh)
        receipts = _receipts(fresh, outcomes)
        delivered += sum(receipt.delivered for receipt in receipts)


def _receipts(
    pushes: Sequence[vb.PendingPush], outcomes: Iterable[PushOutcomeLike]
) -> tuple[vb.PushReceipt, ...]:
    # A user on a Mac may share the token of another, so outcomes are matched by the whole target.
    by_target: dict[PushTarget, PushOutcomeLike] = {outcome.target: outcome for outcome in outcomes}
    receipts = []
    for push in pushes:
        outcome = by_target.get(push.target)
        if outcome is None:
            continue
        receipts.append(
            vb.PushReceipt(
                enrollment=push.enrollment,
                target=push.target,
                wanted_at=push.wanted_at,
                delivered=outcome.status == 200,
                token_dead=outcome.reason in _DEAD_REASONS,
            )
        )
    return tuple(receipts)
