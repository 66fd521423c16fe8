"""The checker: what was ordered, what the devices know, what the database says and what was told must agree.

It is the proof of a run with faults.  Begin with ``watch``, before anything happens, so that the store
keeps every event until it is read here::

    checker = Checker(orders, devices)
    checker.watch(store)
    ...
    audit = checker.check(store)
    assert not audit.differences, str(audit)

A command that was accepted is lost unless it waits or has ended; one whose answer the server has
confirmed with 200 has ended, with just those bytes, is never sent again and is told as finished once.
"""

from __future__ import annotations

import enum
from collections import Counter
from typing import TYPE_CHECKING, Final

import attrs

from pymdm.service import verbs as vb
from pymdm.service.events import CommandFinished
from pymdm.service.records import CommandRecord, CommandState
from pymdm.testing._stories import Story, stories

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from pymdm.service.events import Event
    from pymdm.service.store import Store
    from pymdm.testing._orders import Order, Orders
    from pymdm.testing.channel import SimulatedChannel

__all__ = ["Audit", "Checker", "Difference", "Wrong"]

#: The name under which the store remembers how far the checker has read.
CONSUMER = "pymdm.testing.checker"

#: Differences that a report spells out; a broken run may have thousands of the same kind.
SHOWN = 10

_PAGE = 500
_ANSWERED: Final = frozenset(
    {CommandState.ACKNOWLEDGED, CommandState.ERROR, CommandState.COMMAND_FORMAT_ERROR}
)


@enum.unique
class Wrong(enum.Enum):
    """The kinds of difference."""

    LOST = "accepted, but not in the database"
    FORGOTTEN = "its answer was confirmed with 200, but the database does not have it"
    REDELIVERED = "sent to the device again after its answer was confirmed with 200"
    ALTERED = "the stored result is none of the messages that the device sent"
    MADE_UP = "ended by an answer that the device never gave"
    UNORDERED = "in the database, but nobody ordered it"
    UNEXPLAINED = "ended without an answer, and the test did nothing that explains it"
    UNTOLD = "ended by an answer, but there is no event"
    TOLD_TWICE = "two events say that it finished"
    TOLD_WRONG = "the event does not fit what the database has"


@attrs.frozen(kw_only=True)
class Difference:
    """One command about which two sides do not agree."""

    wrong: Wrong
    enrollment: str
    command_uuid: str
    detail: str

    def __str__(self) -> str:
        where = f"{self.enrollment} {self.command_uuid}"
        return f"{self.wrong.name}: {where}: {self.wrong.value} ({self.detail})"


@attrs.frozen(kw_only=True)
class Audit:
    """What a check has found.  The numbers are of commands, ``offers`` and ``executions`` of times."""

    ordered: int
    finished: int
    pending: int
    offers: int
    executions: int
    seen: int
    events: int
    differences: tuple[Difference, ...]

    def __str__(self) -> str:
        text = (
            f"{self.ordered} ordered, {self.finished} finished, {self.pending} pending; "
            f"{self.offers} offers, {self.executions} executions, {self.seen} confirmed; "
            f"{self.events} events; {len(self.differences)} differences"
        )
        kinds = Counter(difference.wrong.name for difference in self.differences)
        counts = [f"{count} × {name}" for name, count in kinds.most_common()]
        more = len(self.differences) - SHOWN
        shown = [str(difference) for difference in self.differences[:SHOWN]]
        return "\n  ".join([text, *counts, *shown, *([f"and {more} more"] if more > 0 else [])])


@attrs.frozen(kw_only=True)
class _Case:
    """What every side knows of one command."""

    enrollment: str
    uuid: str
    order: Order | None
    record: CommandRecord | None
    story: Story
    told: tuple[CommandFinished, ...]
    enrolled_anew: bool

    @property
    def ended(self) -> bool:
        return self.record is not None and self.record.state is not CommandState.PENDING

    @property
    def answered(self) -> bool:
        return self.record is not None and self.record.state in _ANSWERED

    @property
    def excused(self) -> bool:
        """The command ended without an answer, and the run explains why."""
        if self.record is None:
            return False
        allowed = self.order.allowed if self.order else set()
        return self.record.state in allowed or (
            self.record.state is CommandState.CLEARED and self.enrolled_anew
        )

    def differs(self, wrong: Wrong, detail: str = "") -> Difference:
        state = self.record.state.value if self.record else "not in the database"
        detail = f"{state}; {detail}" if detail else state
        return Difference(wrong=wrong, enrollment=self.enrollment, command_uuid=self.uuid, detail=detail)


class Checker:
    """Compares the sides; may check as often as wanted, also of a store that was opened again.

    ``channels`` are devices and users; a list may grow until the check.
    """

    def __init__(self, orders: Orders, channels: Collection[SimulatedChannel]) -> None:
        self._orders = orders
        self._channels = channels
        self._events: dict[int, Event] = {}

    def watch(self, store: Store) -> None:
        """Let the store keep its events for the checker, from now on."""
        self._read(store)

    def check(self, store: Store) -> Audit:
        """Compare everything; read-only but for the events, which are taken in."""
        self._read(store)
        cases = self._cases(store)
        records = [case.record for case in cases if case.record]
        known = [case.story for case in cases]
        return Audit(
            ordered=len(self._orders),
            finished=sum(record.state is not CommandState.PENDING for record in records),
            pending=sum(record.state is CommandState.PENDING for record in records),
            offers=sum(story.offered for story in known),
            executions=sum(story.executed for story in known),
            seen=sum(story.seen > 0 for story in known),
            events=len(self._events),
            differences=tuple(difference for case in cases for difference in _judge(case)),
        )

    def _cases(self, store: Store) -> list[_Case]:
        """One for each command that any side knows."""
        orders = {(order.enrollment, order.uuid): order for order in self._orders}
        records, known, told = self._records(store), stories(self._channels), self._told()
        moved = {channel.enrollment.id for channel in self._channels if len(channel.ledger.states()) > 1}
        return [
            _Case(
                enrollment=key[0],
                uuid=key[1],
                order=orders.get(key),
                record=records.get(key),
                story=known.get(key, Story()),
                told=told.get(key, ()),
                enrolled_anew=key[0] in moved,
            )
            for key in sorted({*orders, *records, *known, *told})
        ]

    def _read(self, store: Store) -> None:
        reached = max(self._events, default=None)
        while True:
            verb = vb.EventsAfter(consumer=CONSUMER, acknowledged=reached, limit=_PAGE)
            [events] = store.events_after([verb])
            if not events:
                return
            self._events.update((event.id, event) for event in events)
            reached = events[-1].id

    def _told(self) -> dict[tuple[str, str], tuple[CommandFinished, ...]]:
        found: dict[tuple[str, str], tuple[CommandFinished, ...]] = {}
        ours = {channel.enrollment.id for channel in self._channels}
        for event in self._events.values():
            if isinstance(event, CommandFinished) and event.enrollment.id in ours:
                key = event.enrollment.id, event.command_uuid
                found[key] = (*found.get(key, ()), event)
        return found

    def _records(self, store: Store) -> dict[tuple[str, str], CommandRecord]:
        """Every command of the devices' queues, and every one that was ordered."""
        queues = [vb.QueueQuery(enrollment=channel.enrollment.id) for channel in self._channels]
        single = [vb.CommandQuery(enrollment=order.enrollment, uuid=order.uuid) for order in self._orders]
        queries: list[vb.Query] = [*queues, *single]
        return {
            (record.enrollment.id, record.uuid): record
            for start in range(0, len(queries), _PAGE)
            for records in store.look_up(queries[start : start + _PAGE])
            for record in records
            if isinstance(record, CommandRecord)
        }


def _judge(case: _Case) -> Iterator[Difference]:
    """The orders and the devices first, then the database by itself."""
    story, record, answered = case.story, case.record, case.answered
    if case.order is not None and case.order.accepted and record is None:
        yield case.differs(Wrong.LOST)
    if story.seen and not case.ended and (case.order or record):
        # An answer to a command that never was for this device is accepted as well (F10).
        yield case.differs(Wrong.FORGOTTEN, "it is pending" if record else "there is no such command")
    if story.offered_after_seen:
        yield case.differs(Wrong.REDELIVERED, f"{story.offered_after_seen} times")
    if answered and not story.acknowledged:
        yield case.differs(Wrong.MADE_UP)
    if answered and record is not None and record.result not in story.answers:
        yield case.differs(Wrong.ALTERED, f"{len(record.result or b'')} bytes")
    if record is not None and case.order is None:
        yield case.differs(Wrong.UNORDERED)
    if case.ended and not answered and not case.excused:
        yield case.differs(Wrong.UNEXPLAINED)
    yield from _judge_events(case)


def _judge_events(case: _Case) -> Iterator[Difference]:
    if case.answered and not case.told:
        yield case.differs(Wrong.UNTOLD)
    if len(case.told) > 1:
        yield case.differs(Wrong.TOLD_TWICE, f"events {', '.join(str(event.id) for event in case.told)}")
    if case.told and (case.record is None or not case.answered or case.told[0].raw != case.record.result):
        yield case.differs(Wrong.TOLD_WRONG)
