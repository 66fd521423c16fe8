"""One connection as the delivery sees it: the byte machine, and since when it has been silent."""

from __future__ import annotations

from pymdm.apns._delivery_rules import DeliveryRules
from pymdm.apns.connection import PushConnection, State

__all__ = ["Link"]


class Link:
    """A connection from the wish for one until it is gone.

    Attributes:
        key: What the shell calls it.
        machine: The engine's byte machine.
        connected: Whether the shell has it open, TLS and all.
        heard: When something last came.
        pinged: When a sign of life was asked for that has not come.
        clogged: The shell has bytes that the peer does not take; nothing is added to them.
        outdated: It shows a certificate that was replaced.
        retired: Nothing new goes here, because of what Apple said or of a new certificate.
        answered: Whether a push was ever answered here.
    """

    __slots__ = (
        "answered",
        "clogged",
        "connected",
        "heard",
        "key",
        "machine",
        "outdated",
        "pinged",
        "retired",
        "started",
    )

    def __init__(self, key: int, machine: PushConnection, now: float) -> None:
        self.key = key
        self.machine = machine
        self.started = now
        self.heard = now
        self.pinged: float | None = None
        self.connected = False
        self.clogged = False
        self.outdated = False
        self.retired = False
        self.answered = False

    @property
    def starting(self) -> bool:
        """Whether it may still become usable."""
        return not self.retired and (not self.connected or self.machine.state is State.STARTING)

    @property
    def usable(self) -> bool:
        """Whether pushes may go here, now or when there is room."""
        return self.connected and not self.retired and self.machine.state is State.OPEN

    @property
    def room(self) -> int:
        """How many could go now."""
        return self.machine.room if self.usable and not self.clogged else 0

    @property
    def spent(self) -> bool:
        """Whether nothing will go or come here any more."""
        over = self.retired or self.machine.state is State.DRAINING
        return over and not self.machine.in_flight

    @property
    def sent_away(self) -> bool:
        """Whether the peer said GOAWAY before it answered anything."""
        return self.machine.state is State.DRAINING and not self.retired and not self.answered

    def retire(self) -> None:
        """Let what is in flight be answered, and nothing else."""
        if not self.retired:
            self.retired = True
            if self.connected:
                self.machine.close()

    def due(self, rules: DeliveryRules) -> float:
        """When it has to be looked at again."""
        if not self.connected or self.machine.state is State.STARTING:
            return self.started + rules.connect_timeout
        if self.pinged is not None:
            return self.pinged + rules.ping_deadline
        return self.heard + rules.ping_after

    def overdue(self, now: float, rules: DeliveryRules) -> str | None:
        """Why it has to be given up, if so; asks for a sign of life where it is time to (F36)."""
        if now < self.due(rules):
            return None
        if not self.connected:
            return "no connection in time"
        if self.machine.state is State.STARTING:
            return "no SETTINGS in time"
        if self.pinged is not None:
            return "no sign of life"
        self.pinged = now
        self.machine.ping(int(now * 1000).to_bytes(8, "big", signed=True))
        return None
