"""What was asked for and takes its time: events, carried out step by step and in their order.

A step is one asset and a hundred targets at most, as Apple tells of them in one notification.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, Final, Literal

import attrs

from pymdm.testing._vpp_words import name_of, named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from pymdm.testing._vpp_books import AssetBook

__all__ = ["CHUNK", "Event", "Failure", "Step"]

#: Targets of one step: "in batch of 100 devices per 1 app" (Apple's developer forum, thread 724381).
CHUNK: Final = 100

Kind = Literal["ASSOCIATE", "DISASSOCIATE", "REVOKE", "CREATE", "UPDATE", "RETIRE"]


@attrs.frozen(kw_only=True)
class Step:
    """A part of an event.

    Attributes:
        work: Does it; what it returns is how many parts were done.
        size: How many parts it has.
    """

    work: Callable[[], int]
    size: int


@attrs.define(kw_only=True)
class Failure:
    """What did not happen, for one reason: targets, of one asset or of all."""

    number: int
    asset: AssetBook | None
    targets: list[str] = attrs.field(factory=list)

    def wire(self) -> dict[str, Any]:
        """An ErrorResponse."""
        info: dict[str, Any] = {}
        if self.asset is not None:
            adam_id, pricing_param = self.asset.key
            info["assets"] = [{"adamId": adam_id, "pricingParam": pricing_param}]
        for target in self.targets:
            key, name = name_of(target)
            info.setdefault(f"{key}s", []).append(name)
        return {"errorInfo": info, **named(self.number)}


@attrs.define(kw_only=True, eq=False)
class Event:
    """One change that was accepted.

    Attributes:
        event_id: Its name.
        kind: What it does.
        at: When it was accepted.
        requested: Parts of it, such as one asset for one device.
        completed: Parts that are done.
        polls: How often somebody asked.
        stuck_until: Nothing is done for it before.
    """

    event_id: str
    kind: Kind
    at: datetime
    requested: int = 0
    completed: int = 0
    polls: int = 0
    stuck_until: datetime | None = None
    steps: deque[Step] = attrs.field(factory=deque, repr=False)
    total_steps: int = 0
    failures: dict[tuple[int, str], Failure] = attrs.field(factory=dict, repr=False)

    @property
    def done(self) -> bool:
        """Nothing is left to do."""
        return not self.steps

    @property
    def status(self) -> Literal["PENDING", "COMPLETE", "FAILED"]:
        """Apple's word for it; FAILED as soon as one part failed, and only at the end."""
        if not self.done:
            return "PENDING"
        return "FAILED" if self.failures else "COMPLETE"

    def plan(self, steps: Iterator[Step]) -> None:
        """What there is to do."""
        self.steps.extend(steps)
        self.total_steps = len(self.steps)
        self.requested = sum(step.size for step in self.steps)

    def advance(self, count: int) -> None:
        """Do so many steps, or what is left."""
        for _ in range(min(count, len(self.steps))):
            step = self.steps.popleft()
            self.completed += step.work()

    def fail(self, number: int, asset: AssetBook | None, targets: Sequence[str]) -> None:
        """Something did not happen."""
        key = (number, "" if asset is None else "/".join(asset.key))
        failure = self.failures.setdefault(key, Failure(number=number, asset=asset))
        known = set(failure.targets) if asset is None else ()
        failure.targets.extend(target for target in targets if target not in known)

    def wire(self) -> dict[str, Any]:
        """As the service tells it."""
        found: dict[str, Any] = {
            "eventStatus": self.status,
            "eventType": self.kind,
            "numCompleted": self.completed,
            "numRequested": self.requested,
        }
        if self.done and self.failures:
            found["failures"] = [failure.wire() for failure in self.failures.values()]
        return found
