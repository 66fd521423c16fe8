"""What callers have asked for: jobs, and the batches in which their pushes came."""

from __future__ import annotations

from pymdm.apns.outcome import Push, PushOutcome
from pymdm.protocol.push import MAX_PUSH_MAGIC, MAX_TOKEN, MIN_TOKEN, PushTarget

__all__ = ["Batch", "Job", "fits"]


class Job:
    """One caller's pushes: their outcomes gather here, in any order, until the caller takes them.

    Attributes:
        outcomes: What has ended and was not taken.
        submitted: How many were asked for.
        taken: How many outcomes the caller has got.
        abandoned: Nobody wants the outcomes any more; what is under way ends by itself.
    """

    __slots__ = ("abandoned", "outcomes", "submitted", "taken")

    def __init__(self) -> None:
        self.outcomes: list[PushOutcome] = []
        self.submitted = 0
        self.taken = 0
        self.abandoned = False

    @property
    def unfinished(self) -> int:
        """Pushes whose outcomes the caller does not have."""
        return self.submitted - self.taken

    def take(self) -> list[PushOutcome]:
        """What has ended since the last time."""
        done, self.outcomes = self.outcomes, []
        self.taken += len(done)
        return done


class Batch:
    """Pushes that were submitted together: they share a job and a deadline, so that there is one of each.

    ``Push.context`` is the batch until the push has ended, and None from then on.
    """

    __slots__ = ("deadline", "job", "open", "pushes")

    def __init__(self, job: Job, deadline: float) -> None:
        self.job = job
        self.deadline = deadline
        self.open = 0
        self.pushes: list[Push] = []

    def remaining(self) -> list[Push]:
        """Those that have not ended."""
        return [push for push in self.pushes if push.context is self]

    def forget_ended(self) -> None:
        """Keep no push that has ended, which a slow one in the same batch would otherwise do."""
        if self.open * 2 < len(self.pushes):
            self.pushes = self.remaining()


def fits(target: PushTarget, topic: str) -> bool:
    """Whether a push to ``target`` can be written, and with the certificate of this topic at all."""
    return (
        target.topic == topic
        and MIN_TOKEN <= len(target.token) <= MAX_TOKEN
        and 0 < len(target.push_magic) <= MAX_PUSH_MAGIC
    )
