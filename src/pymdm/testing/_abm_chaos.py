"""What a fake of the Apple Business Manager API does wrong, repeatable by its seed."""

from __future__ import annotations

import random
from typing import Final

import attrs

__all__ = ["ABM_CALM", "ABMChaos"]


@attrs.frozen(kw_only=True)
class ABMChaos:
    """A script of disturbances; without arguments, none.  Numbers from 0 to 1 are fractions of the requests.

    Attributes:
        seed: Of all that is left to chance.
        drop_before: The connection breaks before anything is done.
        drop_after: The request is carried out, and then the connection breaks.
        half: The same, and half of the answer comes.
        slow: The answer comes by single bytes (T67).
        endless: The answer does not end (T67).
        bomb: The answer unpacks to a thousand times its size (T67).
        broken: 500, 502 or 504 with a page for people, before anything is done.
        throttle: 429, before anything is done.
        retry_after: Seconds that 429 asks for, as number or as date.
        stale: The bearer is revoked: 401; not when it is used for the first time.
        short_pages: The page has fewer resources than were asked for, or none; more follow.
        same_next: The link to the next page is the link of this one.
        foreign_next: The link to the next page names another host, which must not get the bearer (T65).
        latency_ms: Before each answer; on the loopback only.
    """

    seed: int = 0
    drop_before: float = 0
    drop_after: float = 0
    half: float = 0
    slow: float = 0
    endless: float = 0
    bomb: float = 0
    broken: float = 0
    throttle: float = 0
    retry_after: int = 1
    stale: float = 0
    short_pages: float = 0
    same_next: float = 0
    foreign_next: float = 0
    latency_ms: float = 0

    @classmethod
    def mild(cls, seed: int) -> ABMChaos:
        """What a good client hardly notices: bearers are revoked, pages are short."""
        rng = random.Random(seed)  # noqa: S311 - repeatable is the point
        return cls(seed=seed, stale=rng.choice((0, 0.05)), short_pages=rng.choice((0, 0.2)))


ABM_CALM: Final = ABMChaos()
