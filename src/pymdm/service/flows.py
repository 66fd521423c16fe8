"""The work of a service as generators that yield what they need and are sent what came of it.

``MDMService`` and ``AsyncMDMService`` drive the same generators, so they cannot drift apart; a test
drives them by hand: ``step = next(flow)``, ``flow.send(outcome)``.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeAlias, TypeVar

import attrs

from pymdm.errors import NotFound
from pymdm.protocol import EnrollmentID, PushTarget, Target, never_refused
from pymdm.service import verbs as vb
from pymdm.service.answer import MDMReply
from pymdm.service.plan import plan
from pymdm.service.pushing import PushFate, TopicWatch, fate_of
from pymdm.service.records import CommandRecord, EnrollmentRecord
from pymdm.service.reply import reply
from pymdm.service.request import MDMRequest
from pymdm.service.rules import ServiceRules
from pymdm.service.steps import Step
from pymdm.service.unenroll import only_deliberate

__all__ = ["CommandLike", "PushOutcomeLike", "PushSender", "SendPushes", "target_of"]

T = TypeVar("T")

# Devices that one transaction of a sweep touches; it takes a few milliseconds and lets others in between.
SWEEP_BATCH = 500

# Targets handed to a sender at once; one round of a large fleet stays a few megabytes.
PUSH_BATCH = 1000

# Outcomes that are stored together: a transaction of some milliseconds, in which devices wait.  What a
# process that dies had not stored yet is pushed again, which does no harm.
RECEIPT_BATCH = 100


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
    """What a push sender says of one push.

    It may also have ``timestamp``, since when Apple knows that a token is dead, and ``retry_after``, the
    seconds that Apple asks to wait; ``pymdm.apns.PushOutcome`` has.
    """

    @property
    def target(self) -> PushTarget:
        """Where it went."""

    @property
    def status(self) -> int:
        """Apple's HTTP status; 200 is delivered to Apple, 0 is no answer."""

    @property
    def reason(self) -> str | None:
        """Apple's reason where the status is not 200, or a word of the sender's own where there is no answer:
        ``NoConnection`` and ``NotSent`` say that the push was not sent at all."""


class PushSender(Protocol):
    """Sends wake-ups to devices; ``pymdm.testing.StubAPNs`` is one for tests."""

    def send_many(self, targets: Iterable[PushTarget], /) -> Iterable[PushOutcomeLike]:
        """One outcome for each target, in any order, as they come."""


@attrs.frozen(kw_only=True)
class SendPushes:
    """Hand these targets to the push sender; the outcome is an iterator over what it answers."""

    targets: tuple[PushTarget, ...] = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class TakeOutcomes:
    """Wait for as many outcomes, or for the last of them; the outcome is `Outcomes`."""

    sending: Iterator[PushOutcomeLike] = attrs.field(repr=False)
    limit: int


@attrs.frozen(kw_only=True)
class Outcomes:
    """What a sender has said, and what time it is now.  Fewer than were asked for are the last ones."""

    outcomes: tuple[PushOutcomeLike, ...] = attrs.field(repr=False)
    at: datetime


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


Wish: TypeAlias = Step | StoreVerb | SendPushes | TakeOutcomes
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
    while True:
        verb = vb.Sweep(
            at=now, wake_after=wake_after, silent_after=silent_after, limit=SWEEP_BATCH, woken=woken
        )
        swept: vb.Swept = yield StoreVerb(verb=verb)
        woken, inactive = woken + swept.woken, inactive + swept.inactive
        if not swept.more:
            return vb.Swept(woken=woken, inactive=inactive, more=False)


def send_pushes(*, now: datetime, topics: TopicWatch) -> Flow[int]:
    """Send every push that is due once, and store what becomes of each; gives how many were delivered.

    A topic whose certificate is refused (F35), or of which no push of a batch gets through (F34), is left out
    for the rest of the round: Apple is not asked a hundred times for nothing, and others do not wait.
    """
    delivered = 0
    after: tuple[datetime, str] | None = None
    mute: set[str] = set()
    while True:
        skipped = topics.paused(now) | mute
        pending: tuple[vb.PendingPush, ...] = yield StoreVerb(
            verb=vb.PushRound(at=now, limit=PUSH_BATCH, after=after, skip_topics=skipped)
        )
        if not pending:
            return delivered
        after = (pending[-1].wanted_at, pending[-1].enrollment.id)
        chosen = topics.one_each(pending, lambda push: push.target.topic)
        fates = yield from _send(chosen, topics)
        delivered += sum(fate is PushFate.DELIVERED for _, fate in fates)
        spoken = {topic for topic, fate in fates if fate not in (PushFate.UNSENT, PushFate.TRY_LATER)}
        mute |= {push.target.topic for push in pending} - spoken
        # One that was tried with a single push has had its turn.
        mute |= {refusal.topic for refusal in topics.refusals()}


def _send(pushes: Sequence[vb.PendingPush], topics: TopicWatch) -> Flow[list[tuple[str, PushFate]]]:
    """Send these and store each outcome soon after it comes; gives topic and fate of those that had one."""
    # A user on a Mac may share the token of another, so outcomes are matched by the whole target.
    waiting: dict[PushTarget, list[vb.PendingPush]] = {}
    for push in pushes:
        waiting.setdefault(push.target, []).append(push)
    sending: Iterator[PushOutcomeLike] = yield SendPushes(targets=tuple(waiting))
    fates: list[tuple[str, PushFate]] = []
    while True:
        came: Outcomes = yield TakeOutcomes(sending=sending, limit=RECEIPT_BATCH)
        receipts: list[vb.PushReceipt] = []
        for outcome in came.outcomes:
            fate = fate_of(outcome.status, outcome.reason)
            if (
                fate is PushFate.DEAD_TOKEN
                and outcome.status == 400
                and not topics.is_proven(outcome.target.topic)
            ):
                fate = PushFate.TRY_LATER
            fates.append((outcome.target.topic, fate))
            _watch(outcome, fate, topics, came.at)
            if fate is not PushFate.UNSENT:
                receipts += _receipts(waiting.pop(outcome.target, ()), outcome, fate, came.at)
        if receipts:
            yield StoreVerb(verb=vb.PushRound(at=came.at, receipts=tuple(receipts), limit=0))
        if len(came.outcomes) < RECEIPT_BATCH:
            return fates


def _watch(outcome: PushOutcomeLike, fate: PushFate, topics: TopicWatch, at: datetime) -> None:
    if fate is PushFate.CERTIFICATE:
        topics.refused(outcome.target.topic, outcome.reason or fate.value, at)
    elif fate is PushFate.DELIVERED:
        topics.accepted(outcome.target.topic)


def _receipts(
    pushes: Iterable[vb.PendingPush], outcome: PushOutcomeLike, fate: PushFate, at: datetime
) -> list[vb.PushReceipt]:
    seconds = getattr(outcome, "retry_after", None)
    return [
        vb.PushReceipt(
            enrollment=push.enrollment,
            target=push.target,
            wanted_at=push.wanted_at,
            at=at,
            fate=fate,
            reason=outcome.reason,
            dead_since=getattr(outcome, "timestamp", None),
            retry_after=None if seconds is None else timedelta(seconds=seconds),
        )
        for push in pushes
    ]
