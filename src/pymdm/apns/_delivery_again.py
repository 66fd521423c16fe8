"""When to try again: pushes that rest, and the breaker that stops trying for a while (F33, F34)."""

from __future__ import annotations

import heapq
import itertools
from typing import Final

from pymdm.apns._delivery_rules import BREAKER_AFTER, backoff
from pymdm.apns.outcome import Push, PushOutcome

__all__ = ["Breaker", "Resting"]


# Devices that may rest before those are looked for whose rest is over: where everyone is refused for long,
# the last push never wakes, and the rest of each device would be remembered.
_MANY: Final = 1024


class Resting:
    """Pushes that wait before they are tried again, each for itself: the others go on (F33).

    A device of which Apple has said that it was pushed too often rests as a whole: another push to it
    that is submitted meanwhile waits as well.
    """

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Push]] = []
        self._order = itertools.count()
        self._answers: dict[Push, tuple[int, PushOutcome]] = {}
        self._devices: dict[bytes, float] = {}
        self._many = _MANY

    def __len__(self) -> int:
        return len(self._heap)

    @property
    def due(self) -> float | None:
        """When the next one is to be tried again."""
        return self._heap[0][0] if self._heap else None

    def told_to_come_back(self, push: Push, outcome: PushOutcome) -> int:
        """Remember the answer, for the case that no better one comes in time; gives how often by now."""
        count = self._answers[push][0] + 1 if push in self._answers else 1
        self._answers[push] = (count, outcome)
        return count

    def add(self, push: Push, due: float) -> None:
        """Let it rest until then."""
        heapq.heappush(self._heap, (due, next(self._order), push))

    def rest_device(self, token: bytes, due: float, now: float) -> None:
        """Let nothing go to this device until then."""
        self._devices[token] = due
        if len(self._devices) > self._many:
            self._devices = {token: due for token, due in self._devices.items() if due > now}
            self._many = max(_MANY, 2 * len(self._devices))

    def device_due(self, token: bytes, now: float) -> float | None:
        """Until when this device rests, if it does."""
        due = self._devices.get(token) if self._devices else None
        return due if due is not None and due > now else None

    @property
    def devices(self) -> bool:
        """Whether any device rests."""
        return bool(self._devices)

    def awake(self, now: float) -> list[Push]:
        """Those whose time has come and that have not ended meanwhile; they are in the caller's hands."""
        found = []
        while self._heap and self._heap[0][0] <= now:
            push = heapq.heappop(self._heap)[2]
            if push.context is not None:
                found.append(push)
        if self._devices and not self._heap:
            self._devices = {token: due for token, due in self._devices.items() if due > now}
        return found

    def take_all(self) -> list[Push]:
        """All that rest, to be ended."""
        found = [push for _, _, push in self._heap if push.context is not None]
        self._heap.clear()
        return found

    def forget(self, push: Push) -> PushOutcome | None:
        """It ends: what was its last answer?"""
        found = self._answers.pop(push, None) if self._answers else None
        return None if found is None else found[1]

    def forget_ended(self) -> None:
        """Keep nothing of pushes that nobody waits for."""
        if any(push.context is None for _, _, push in self._heap):
            self._heap = [entry for entry in self._heap if entry[2].context is not None]
            heapq.heapify(self._heap)
        self._answers = {push: held for push, held in self._answers.items() if push.context is not None}


class Breaker:
    """Stops everything for a while when Apple fails for everyone (F34); then one push asks how it is.

    Attributes:
        level: How often in a row it has stopped everything; 0 while all is well.
    """

    def __init__(self) -> None:
        self.level = 0
        self._failures = 0
        self._until = 0.0

    def failure(self, now: float, dice: float) -> bool:
        """Apple has failed; gives True if everything has to stop now."""
        if self.level and now < self._until:
            return False  # an answer to what was on its way before
        self._failures += 1
        if not self.level and self._failures < BREAKER_AFTER:
            return False
        self.level += 1
        self._until = now + backoff(self.level, dice)
        return True

    def success(self) -> None:
        """Apple has answered as it should."""
        self.level = 0
        self._failures = 0

    def allowance(self, now: float, wanted: int, in_flight: int) -> int:
        """How many of ``wanted`` may go now: none, one that asks, or all."""
        if not self.level:
            return wanted
        return min(wanted, 1) if now >= self._until and not in_flight else 0

    def due(self, now: float) -> float | None:
        """When the next one may ask."""
        return self._until if self.level and now < self._until else None
