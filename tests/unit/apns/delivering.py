"""A delivery with connections whose every event is written by the test, and a clock that it moves."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from pymdm.apns._delivery import Delivery
from pymdm.apns._delivery_job import Job
from pymdm.apns._delivery_rules import DeliveryRules
from pymdm.apns.connection import Event, Failed, GoAway, Returned, State
from pymdm.apns.outcome import Push, PushHeaders, PushOutcome
from pymdm.errors import RemoteProtocolError
from pymdm.protocol.push import PushTarget

TOPIC = "com.apple.mgmt.External.1"
WALL = 1_700_000_000.0


def target(number: int, topic: str = TOPIC) -> PushTarget:
    return PushTarget(topic=topic, token=number.to_bytes(32, "big"), push_magic=f"magic-{number}")


class Machine:
    """A `PushConnection` to a peer that does what the test says."""

    def __init__(self) -> None:
        self.state = State.STARTING
        self.max_streams = 1000
        self.pushes: list[Push] = []
        self.pings: list[bytes] = []
        self.cancelled: list[Push] = []
        self.said_goodbye = False
        self.events: list[Event] = []

    @property
    def in_flight(self) -> int:
        return len(self.pushes)

    @property
    def room(self) -> int:
        return max(0, self.max_streams - len(self.pushes)) if self.state is State.OPEN else 0

    def push(self, push: Push) -> int:
        return self.submit_many(iter([push]), 1)

    def submit_many(self, pushes: Iterator[Push], limit: int) -> int:
        taken = list(islice(pushes, min(limit, self.room)))
        for push in taken:
            push.attempts += 1
            push.stream = 1
        self.pushes += taken
        return len(taken)

    def receive_data(self, data: bytes) -> list[Event]:
        events, self.events = self.events, []
        return events

    def data_to_send(self) -> bytes:
        return b""

    def ping(self, payload: bytes) -> None:
        assert 8 == len(payload)
        self.pings.append(payload)

    def cancel(self, push: Push) -> None:
        if push in self.pushes:
            self.cancelled.append(self.let_go(push))

    def close(self) -> None:
        self.said_goodbye = True
        if self.state is not State.CLOSED:
            self.state = State.DRAINING

    def take_unanswered(self) -> list[Push]:
        return [self.let_go(push) for push in list(self.pushes)]

    def let_go(self, push: Push) -> Push:
        self.pushes.remove(push)
        push.stream = 0
        return push


class Scene:
    """A delivery at second ``now``; what a shell would do is done by ``step``, except for time."""

    def __init__(self, rules: DeliveryRules | None = None, *, dice: float = 0.0) -> None:
        self.now = 1000.0
        self.machines: list[Machine] = []
        self.headers = PushHeaders(topic=TOPIC, expiration=7 * 86_400)
        self.delivery = Delivery(
            rules or DeliveryRules(), self.headers, machine=self._machine, random=lambda: dice
        )
        self.reachable = True
        self.settings_come = True
        self.closed: list[int] = []
        self.opened: list[int] = []

    def _machine(self) -> Machine:
        self.machines.append(Machine())
        return self.machines[-1]

    @property
    def newest(self) -> Machine:
        return self.machines[-1]

    def machine(self, key: int) -> Machine:
        found = self.delivery.links.by_key[key].machine
        assert isinstance(found, Machine)
        return found

    def submit(self, *numbers: int, job: Job | None = None, topic: str = TOPIC) -> Job:
        job = job or Job()
        self.delivery.submit([target(number, topic) for number in numbers], job, self.now, WALL)
        self.step()
        self.wait(0)
        return job

    def step(self) -> None:
        """What a shell does at once: connections come about, or do not, and are closed."""
        links = self.delivery.links
        self.delivery.step(self.now)
        while keys := links.take_openings():
            for key in keys:
                self.opened.append(key)
                if self.reachable:
                    links.connected(key, self.now)
                    if self.settings_come:
                        self.machine(key).state = State.OPEN
                else:
                    links.not_connected(key, "refused", self.now)
            self.delivery.step(self.now)
        self.closed += [key for key, _ in links.take_closings()]

    def wait(self, seconds: float) -> None:
        """Let time pass as a shell does: from one moment that is due to the next."""
        end = self.now + seconds
        for _ in range(10_000):
            due = self.delivery.due(self.now)
            if due is None or due > end:
                break
            self.now = max(self.now, due)
            self.step()
        else:
            raise AssertionError("the delivery is never done with this moment")
        self.now = end
        self.step()

    def tell(self, key: int, *events: Event) -> None:
        self.machine(key).events += events
        self.delivery.received(key, b"", self.now)
        self.step()

    def answer(self, key: int, *numbers: int, status: int = 200, reason: str | None = None) -> None:
        machine = self.machine(key)
        wanted = [target(number) for number in numbers]
        found = [push for push in machine.pushes if push.target in wanted]
        assert len(found) == len(wanted), "not there in flight"
        self.tell(key, *(PushOutcome(machine.let_go(push), status, reason=reason) for push in found))

    def goaway(self, key: int, *abandoned: int) -> None:
        machine = self.machine(key)
        machine.state = State.DRAINING
        found = [push for push in machine.pushes if push.target in [target(number) for number in abandoned]]
        back = [Returned(push=machine.let_go(push), processed=False, why="GOAWAY") for push in found]
        self.tell(key, GoAway(last_stream=1, error_code=0), *back)

    def break_protocol(self, key: int) -> None:
        self.machine(key).state = State.CLOSED
        self.tell(key, Failed(error=RemoteProtocolError("expected sense")))

    def lose(self, key: int) -> None:
        self.delivery.lost(key, "closed by the peer", self.now)
        self.step()


def numbers(outcomes: list[PushOutcome]) -> list[int]:
    return sorted(int.from_bytes(outcome.target.token, "big") for outcome in outcomes)


def in_flight(machine: Machine) -> list[int]:
    return sorted(int.from_bytes(push.target.token, "big") for push in machine.pushes)
