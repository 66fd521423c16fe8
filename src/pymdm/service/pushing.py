"""What an answer of the push service means for a device: the decisions that every store has to take the same
way, and the watch over topics whose certificate is refused.

Source: Apple, "Handling notification responses from APNs".
"""

from __future__ import annotations

import enum
import threading
import zlib
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeVar

import attrs

__all__ = ["PushFate", "TopicRefusal", "TopicWatch", "fate_of", "is_dead", "wait_before_retry"]

# Two servers on one store may differ by so much, and so may ours and Apple's (F29).
CLOCK_SKEW: Final = timedelta(minutes=15)

# A sender has repeated a push for half a minute before it gives up, so that a minute is the least that helps.
FIRST_WAIT: Final = timedelta(minutes=1)

# A device whose pushes are refused is tried twenty times a day, and is woken about an hour after Apple's
# trouble is over.
LONGEST_WAIT: Final = timedelta(hours=1)

# What Apple asks for is obeyed up to here: a typing error at the other end must not end the wake-ups.
LONGEST_ASKED: Final = timedelta(days=1)

# A push that is refused for what it is does no better in an hour; perhaps the device sends a new address.
REFUSED_WAIT: Final = timedelta(days=1)

# A refused certificate is replaced by a person.  One push in a quarter of an hour shows whether it is done.
TOPIC_PAUSE: Final = timedelta(minutes=15)

_DEAD: Final = frozenset({"Unregistered", "BadDeviceToken", "ExpiredToken"})
_TOPIC: Final = frozenset({"BadTopic", "TopicDisallowed", "MissingTopic"})
_UNSENT: Final = frozenset({"NoConnection", "NotSent"})


@enum.unique
class PushFate(enum.Enum):
    """What became of one push."""

    DELIVERED = "delivered"
    """Apple has accepted it; whether the device gets it is not said."""
    DEAD_TOKEN = "dead token"  # noqa: S105 - a fate, not a token
    """Nothing more goes to this token before the next TokenUpdate (F32)."""
    TRY_LATER = "try later"
    """Apple is busy, or has asked for less, or gave no answer: this device waits (F33)."""
    CERTIFICATE = "certificate"
    """Apple refuses the certificate or the topic, for all devices of the topic alike (F35)."""
    REFUSED = "refused"
    """Apple refuses this push for what it is."""
    UNSENT = "unsent"
    """It was not sent, so that it says nothing about the device: no connection, or no certificate (F34)."""


def fate_of(status: int, reason: str | None) -> PushFate:
    """What an answer means; ``status`` 0 is no answer.  The same judgement as ``pymdm.apns.Verdict``."""
    if status == 200:
        return PushFate.DELIVERED
    if status == 410 or reason in _DEAD:
        return PushFate.DEAD_TOKEN
    if status == 403 or reason in _TOPIC:
        return PushFate.CERTIFICATE
    if status == 0 and reason in _UNSENT:
        return PushFate.UNSENT
    if status in (0, 429) or status >= 500 or reason == "IdleTimeout":
        return PushFate.TRY_LATER
    return PushFate.REFUSED


def is_dead(since: datetime | None, updated_at: datetime | None) -> bool:
    """Whether a token is dead that Apple calls so ``since`` a time, the last TokenUpdate having come later or
    not (F32).

    The clocks may differ (F29).  To leave a live token alone would cost the device all wake-ups; to push to a
    dead one costs a push an hour.  So in doubt it lives.
    """
    return since is None or updated_at is None or since >= updated_at + CLOCK_SKEW


def wait_before_retry(key: str, failures: int, asked: timedelta | None) -> timedelta:
    """How long a device waits after its pushes failed so often in a row, ``failures`` being 0 at the first.

    Twice as long each time, spread by a quarter to either side, so that devices that were refused together
    do not come back together.  The spread follows from the id: no dice are needed, and every store takes the
    same.
    """
    step = min(FIRST_WAIT * (1 << min(failures, 16)), LONGEST_WAIT)
    spread = 0.75 + zlib.crc32(f"{key}/{failures}".encode()) / 2**33
    return max(step * spread, min(asked or timedelta(0), LONGEST_ASKED))


@attrs.frozen(kw_only=True)
class TopicRefusal:
    """Apple refuses the certificate of a topic: its pushes wait, and one is tried at ``next_try_at``."""

    topic: str
    reason: str
    since: datetime
    next_try_at: datetime


P = TypeVar("P")


class TopicWatch:
    """Which topics are let be because their certificate is refused (F35).

    One alarm is told for each until a push of the topic is accepted, or its certificate replaced.  What is
    remembered is of this process: another one asks Apple once for itself.
    """

    def __init__(self, on_refused: Callable[[TopicRefusal], object]) -> None:
        self._on_refused = on_refused
        self._lock = threading.Lock()
        self._refused: dict[str, TopicRefusal] = {}
        self._proven: set[str] = set()

    def refusals(self) -> tuple[TopicRefusal, ...]:
        """The topics that are refused, in their order."""
        with self._lock:
            return tuple(self._refused[topic] for topic in sorted(self._refused))

    def paused(self, now: datetime) -> frozenset[str]:
        """Topics that are not to be pushed to now."""
        return frozenset(refusal.topic for refusal in self.refusals() if refusal.next_try_at > now)

    def one_each(self, pushes: Iterable[P], topic_of: Callable[[P], str]) -> Sequence[P]:
        """The pushes, of a topic that was refused only the first: it is tried whether it does better now."""
        doubtful = {refusal.topic for refusal in self.refusals()}
        tried: set[str] = set()
        chosen = []
        for push in pushes:
            topic = topic_of(push)
            if topic not in tried:
                chosen.append(push)
            if topic in doubtful:
                tried.add(topic)
        return chosen

    def accepted(self, topic: str) -> None:
        """A push of the topic was accepted: it is pushed to again."""
        with self._lock:
            self._refused.pop(topic, None)
            self._proven.add(topic)

    def replaced(self, topic: str) -> None:
        """The certificate of the topic was replaced: it is pushed to again, and has to prove itself anew."""
        with self._lock:
            self._refused.pop(topic, None)
            self._proven.discard(topic)

    def is_proven(self, topic: str) -> bool:
        """Whether Apple has accepted a push of the topic in this process, with this certificate.

        Until then BadDeviceToken says nothing about a device: with a certificate or an address for the other
        of Apple's two environments each token of a fleet is called bad (F32).
        """
        with self._lock:
            return topic in self._proven

    def refused(self, topic: str, reason: str, at: datetime) -> None:
        """Apple has refused the certificate for this topic."""
        with self._lock:
            known = self._refused.get(topic)
            found = TopicRefusal(
                topic=topic,
                reason=reason,
                since=known.since if known else at,
                next_try_at=at + TOPIC_PAUSE,
            )
            self._refused[topic] = found
        if known is None:
            self._on_refused(found)
