"""F11: any sequence of orders, reports and new enrollments, against a reference made of plain lists.

The reference is written from the 2014 text ("Error Handling", "Dequeueing Commands", "Handling a NotNow
Response"), not from the service's code.
"""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from pymdm.protocol import EnrollmentID, Status
from pymdm.service import CommandFinished
from pymdm.stores import MemoryStore
from pymdm.testing._contract_scene import MAC, PHONE, SAM, Scene

EVERYBODY = (MAC, PHONE, SAM)
FINAL = {Status.ACKNOWLEDGED, Status.ERROR, Status.COMMAND_FORMAT_ERROR}

people = some.sampled_from(EVERYBODY)


@dataclasses.dataclass
class Order:
    uuid: str
    rank: tuple[int, int]
    guaranteed: bool
    due: Any
    end: Any
    refused_now: bool = False


@dataclasses.dataclass
class Queue:
    waiting: list[Order] = dataclasses.field(default_factory=list)
    refusing: bool = False

    def offer(self, now: Any) -> str | None:
        self.waiting = [order for order in self.waiting if order.end is None or now < order.end]
        for order in sorted(self.waiting, key=lambda order: order.rank):
            early = order.due is not None and now < order.due
            held = self.refusing and (order.refused_now or not order.guaranteed)
            if not (early or held):
                return order.uuid
        return None


class Conversation(RuleBasedStateMachine):
    """Three queues, and every way in which devices and administrators can meddle with them."""

    @initialize()
    def begin(self) -> None:
        self.scene = Scene(MemoryStore())
        for who in EVERYBODY:
            self.scene.enroll(who)
        self.queues = {who.id: Queue() for who in EVERYBODY}
        self.orders: list[str] = []
        self.finished: dict[tuple[str, str], str] = {}
        self.gone: set[tuple[str, str]] = set()

    @rule(
        who=people,
        priority=some.integers(-1, 1),
        guaranteed=some.booleans(),
        due=some.sampled_from([None, None, -1, 1, 3]),
        end=some.sampled_from([None, None, None, 2, 5]),
    )
    def order(
        self, who: EnrollmentID, priority: int, guaranteed: bool, due: int | None, end: int | None
    ) -> None:
        now, number = self.scene.now, len(self.orders)
        uuid = f"U{number}"
        self.orders.append(uuid)
        entry = Order(
            uuid=uuid,
            rank=(-priority, number),
            guaranteed=guaranteed,
            due=None if due is None else now + timedelta(minutes=due),
            end=None if end is None else now + timedelta(minutes=end),
        )
        queue = self.queues[who.id]
        queue.offer(now)
        queue.waiting.append(entry)
        self.scene.enqueue(
            uuid,
            who,
            priority=priority,
            never_refused=guaranteed,
            not_before=entry.due,
            expires_at=entry.end,
        )

    @rule(who=people, data=some.data())
    def order_again(self, who: EnrollmentID, data: some.DataObject) -> None:
        """F3: a repeat of a call changes nothing."""
        known = list(self.queues[who.id].waiting)
        if known:
            again = data.draw(some.sampled_from(known))
            if again.end is None or self.scene.now < again.end:
                assert not self.scene.enqueue(again.uuid, who).fresh

    @rule(who=people, data=some.data())
    def take_back(self, who: EnrollmentID, data: some.DataObject) -> None:
        chosen = data.draw(
            some.lists(some.sampled_from(self.orders), max_size=3) if self.orders else some.just([])
        )
        queue = self.queues[who.id]
        mine = {order.uuid for order in queue.waiting}
        assert set(self.scene.cancel(chosen, who)) == mine & set(chosen)
        self.gone |= {(who.id, uuid) for uuid in mine & set(chosen)}
        queue.waiting = [order for order in queue.waiting if order.uuid not in chosen]

    @rule(minutes=some.integers(1, 3))
    def wait(self, minutes: int) -> None:
        self.scene.pass_time(minutes=minutes)

    @rule(who=people)
    def idle(self, who: EnrollmentID) -> None:
        queue = self.queues[who.id]
        queue.refusing = False
        for order in queue.waiting:
            order.refused_now = False
        self.check(who, self.scene.idle(who))

    @rule(
        who=people,
        status=some.sampled_from([*sorted(FINAL, key=str), Status.NOT_NOW, "New"]),
        data=some.data(),
    )
    def report(self, who: EnrollmentID, status: Status | str, data: some.DataObject) -> None:
        """On any command ever ordered, whoever's it is: also repeats, strangers and unknown ones."""
        uuid = data.draw(some.sampled_from([*self.orders[-6:], "unknown"]))
        queue = self.queues[who.id]
        order = next((order for order in queue.waiting if order.uuid == uuid), None)
        if status in FINAL:
            if order is not None:
                queue.waiting.remove(order)
                self.finished[who.id, uuid] = str(getattr(status, "value", status))
        else:
            queue.refusing = True
            if order is not None:
                order.refused_now = True
        self.check(who, self.scene.says(status, uuid, who))

    @rule(who=some.sampled_from([MAC, PHONE]))
    def enroll_again(self, who: EnrollmentID) -> None:
        """F12, F16: with the queues of its users."""
        self.scene.enroll(who)
        for member in EVERYBODY:
            if member.device_id == who.id:
                queue = self.queues[member.id]
                self.gone |= {(member.id, order.uuid) for order in queue.waiting}
                self.queues[member.id] = Queue()
                if member is not who:
                    self.scene.enroll(member)

    def check(self, who: EnrollmentID, offered: str | None) -> None:
        """Order, and nothing after its end."""
        assert offered == self.queues[who.id].offer(self.scene.now)
        assert (who.id, offered) not in self.finished
        assert (who.id, offered) not in self.gone

    @invariant()
    def nothing_is_lost(self) -> None:
        for who in EVERYBODY:
            queue, now = self.queues[who.id], self.scene.now
            waiting = [
                order.uuid
                for order in sorted(queue.waiting, key=lambda order: order.rank[1])
                if order.end is None or now < order.end
            ]
            stored = [
                uuid
                for uuid in self.scene.waiting(who)
                if (end := self.scene.command(uuid, who).expires_at) is None or now < end
            ]
            assert stored == waiting

    @invariant()
    def every_final_status_is_told_once(self) -> None:
        told = [
            (event.enrollment.id, event.command_uuid, event.raw.decode().split(" ")[0])
            for event in self.scene.told(CommandFinished)
        ]
        assert sorted(told) == sorted((*key, word) for key, word in self.finished.items())


Conversation.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
TestConversation = Conversation.TestCase
