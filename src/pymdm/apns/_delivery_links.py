"""The connections of one sender: when another one is opened, and when one is given up."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pymdm.apns import _delivery_rules as limits
from pymdm.apns._delivery_link import Link
from pymdm.apns._delivery_rules import DeliveryRules, backoff
from pymdm.apns.connection import PushConnection, State
from pymdm.apns.outcome import Push

__all__ = ["Links"]


class Links:
    """All connections, from the wish for one until it is gone.

    Attributes:
        by_key: The connections, oldest first.
        opened, failed, lost: How many came about, did not, and broke.
        last_error: Why the last one failed or broke.
    """

    def __init__(
        self,
        rules: DeliveryRules,
        *,
        machine: Callable[[], PushConnection],
        random: Callable[[], float],
    ) -> None:
        self.by_key: dict[int, Link] = {}
        self.opened = self.failed = self.lost = 0
        self.last_error: str | None = None
        self._rules = rules
        self._machine = machine
        self._random = random
        self._keys = 0
        self._openings: list[int] = []
        self._closings: list[tuple[int, bytes]] = []
        self._failures = 0
        self._connect_at = 0.0
        self._crowded: float | None = None

    def __iter__(self) -> Iterator[Link]:
        return iter(self.by_key.values())

    def take_openings(self) -> list[int]:
        """Connections that the shell has to open."""
        found, self._openings = self._openings, []
        return found

    def take_closings(self) -> list[tuple[int, bytes]]:
        """Connections that the shell has to close, each with the last bytes to write before."""
        found, self._closings = self._closings, []
        return found

    @property
    def in_flight(self) -> int:
        """Pushes that wait for their answers."""
        return sum(link.machine.in_flight for link in self)

    @property
    def room(self) -> int:
        """How many pushes could go now."""
        return sum(link.room for link in self)

    @property
    def streams(self) -> int:
        """How many pushes could be on their way at once; 0 without a usable connection."""
        return sum(link.machine.max_streams for link in self if link.usable)

    def down(self, now: float) -> bool:
        """Whether so many attempts have failed that it is no use to wait for the next one."""
        nothing = not any(link.usable or link.starting for link in self)
        return nothing and self._failures > self._rules.retries and now < self._connect_at

    # -- what the shell reports

    def connected(self, key: int, now: float) -> None:
        """The shell has the connection, TLS and all."""
        link = self.by_key.get(key)
        if link is not None:
            link.connected = True
            link.heard = now
            self.opened += 1

    def not_connected(self, key: int, why: str, now: float) -> None:
        """The connection did not come about."""
        if self.by_key.pop(key, None) is not None:
            self.failed += 1
            self._back_off(why, now)

    def gone(self, key: int, why: str, now: float) -> list[Push]:
        """The connection is no more; gives what was in flight."""
        link = self.by_key.pop(key, None)
        if link is None:
            return []
        pushes = link.machine.take_unanswered()
        if pushes or not (link.retired or link.machine.state is State.DRAINING):
            self.lost += 1
            self.last_error = why
            if not link.answered:
                self._back_off(why, now)
        elif link.sent_away:
            self._back_off("GOAWAY before any answer", now)
        return pushes

    def answered(self, link: Link) -> None:
        """Apple has answered a push there: connections are worth opening."""
        link.answered = True
        self._failures = 0
        self._connect_at = 0.0

    def _back_off(self, why: str, now: float) -> None:
        self._failures += 1
        self._connect_at = now + backoff(self._failures, self._random())
        self.last_error = why

    # -- what becomes of them

    def finish(self, link: Link, now: float) -> None:
        """Say good-bye and close; a peer that has answered nothing is not asked again at once."""
        if link.sent_away:
            self._back_off("GOAWAY before any answer", now)
        link.machine.close()
        del self.by_key[link.key]
        self._closings.append((link.key, link.machine.data_to_send()))

    def give_up(self, link: Link, why: str, now: float) -> list[Push]:
        """Close without waiting for anything; gives what was in flight."""
        self._closings.append((link.key, link.machine.data_to_send()))
        if link.connected:
            return self.gone(link.key, why, now)
        self.not_connected(link.key, why, now)
        return []

    def retire_all(self) -> None:
        """Let all of them answer what they have, and start afresh."""
        for link in self:
            link.retire()
        self._failures = 0
        self._connect_at = 0.0

    def outdate_all(self) -> None:
        """As `retire_all`, for another certificate is shown from now on."""
        for link in self:
            link.outdated = True
        self.retire_all()

    def overdue(self, now: float) -> list[Push]:
        """Give up what has been silent for too long (F36), close what is spent; gives what was in flight."""
        back: list[Push] = []
        for link in list(self):
            if link.spent:
                self.finish(link, now)
            elif (why := link.overdue(now, self._rules)) is not None:
                back += self.give_up(link, why, now)
        return back

    def no_need(self) -> None:
        """All pushes went: streams are not the limit."""
        self._crowded = None

    def need(self, now: float, *, held: float | None) -> None:
        """Pushes are left over: open a connection if there is none, or if streams are the limit.

        ``held`` is until when nothing may go anyway.
        """
        due = self.connect_due(now)
        if due is None or now < due or held is not None:
            return
        if any(link.usable for link in self) and self._crowded is None:
            self._crowded = now
            return
        self._crowded = None
        self._keys += 1
        self.by_key[self._keys] = Link(self._keys, self._machine(), now)
        self._openings.append(self._keys)

    def connect_due(self, now: float) -> float | None:
        """When a connection is to be opened for the pushes that are left over; None: not for want of one."""
        usable = sum(link.usable for link in self)
        if any(link.starting for link in self) or len(self.by_key) >= 2 * self._rules.connections:
            return None
        if not usable:
            return self._connect_at
        if usable >= self._rules.connections or any(
            link.room or link.clogged for link in self if link.usable
        ):
            self._crowded = None
            return None
        return now if self._crowded is None else max(self._connect_at, self._crowded + limits.CROWDED_AFTER)

    def due(self) -> float | None:
        """When one of them has to be looked at again."""
        return min((link.due(self._rules) for link in self), default=None)
