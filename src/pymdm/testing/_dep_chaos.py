"""What a fake enrollment service does wrong, written down beforehand and repeatable by its seed."""

from __future__ import annotations

import random
from typing import Final, Literal

import attrs

__all__ = ["DEP_CALM", "DEPChaos", "DEPStorm"]


@attrs.frozen(kw_only=True)
class DEPStorm:
    """Answers that are errors and have nothing to do with the request.

    Attributes:
        status: Such as 403, 429, 500, 503.
        word: Apple's code; what the body says.
        path: Only for this path, such as ``"/account"``; empty: for all, logins excepted.
        count: For so many requests, from the next one on; None: until `FakeDEP.calm`.
        retry_after: Seconds.
        told: Where the seconds stand: as Retry-After in seconds, as its date, or in the body.
        style: How the body is written.
    """

    status: int
    word: str = ""
    path: str = ""
    count: int | None = None
    retry_after: int | None = None
    told: Literal["seconds", "date", "body"] = "seconds"
    style: Literal["plain", "quoted", "json"] = "plain"


@attrs.frozen(kw_only=True)
class DEPChaos:
    """A script of disturbances; without arguments, none.  Numbers from 0 to 1 are fractions.

    Attributes:
        seed: Of all that is left to chance.
        drop_before: Requests whose connection breaks before anything is done.
        drop_after: Requests that are carried out, and then the connection breaks.
        half: Requests that are carried out, and half of the answer comes.
        slow: Answers that come by single bytes, for longer than anybody waits (T67).
        endless: Answers whose body does not end (T67).
        bomb: Answers of a few kilobytes that unpack to hundreds of megabytes (T67).
        broken: Requests answered with 500, 502 or 504 and a page for people, before anything is done.
        throttle: Requests answered with 429, before anything is done.
        unavailable: Requests answered with 503, before anything is done.
        retry_after: Seconds that 429 and 503 ask for; where it stands is left to chance.
        stale: Requests whose session has just expired: 401 UNAUTHORIZED; not the first with it.
        forbidden: Requests whose session is not known any more: 403 FORBIDDEN; not the first with it.
        rotate: Answers that carry a new session token.
        rotate_kills: The old one is then refused at once.
        session_requests: So many requests are good with one session; None: any number.
        expire_cursor: Requests whose cursor is answered with EXPIRED_CURSOR, and stays so.
        invalid_cursor: The same with INVALID_CURSOR.
        same_cursor: Pages that give back the cursor that they were asked with, and say that more follows.
        stuck_cursor: From the first such page on, the same request gets the same page for ever.
        short_pages: Pages with fewer devices than there are and asked for, or none; more follows.
        repeat: Devices of a page that come a second time, in it or in the next one.
        reorder: Pages whose devices stand in any order.
        string_false: Pages that say more_to_follow as a string, when it is false.
        updated: Changes that say ``updated`` for ``modified``.
        failed: Devices of a write that are answered with FAILED; nothing is done to them.
        throttled: Devices of an assignment that are answered with THROTTLED, and vanish from the cursor.
        changes: Of the requests, how many are followed by a change in the fleet; may be above 1.
        changes_until: So many changes at most.
        error_style: How bodies of errors are written.
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
    unavailable: float = 0
    retry_after: int = 1
    stale: float = 0
    forbidden: float = 0
    rotate: float = 0
    rotate_kills: bool = False
    session_requests: int | None = None
    expire_cursor: float = 0
    invalid_cursor: float = 0
    same_cursor: float = 0
    stuck_cursor: bool = False
    short_pages: float = 0
    repeat: float = 0
    reorder: float = 0
    string_false: float = 0
    updated: float = 0
    failed: float = 0
    throttled: float = 0
    changes: float = 0
    changes_until: int = 1000
    error_style: Literal["plain", "quoted", "json", "mixed"] = "plain"
    latency_ms: float = 0

    @classmethod
    def mild(cls, seed: int) -> DEPChaos:
        """What a good client hardly notices: nothing is refused that it has to wait for or to begin again.

        Tokens rotate and run out, pages are short, repeat and reorder, false is a string, codes are quoted.
        """
        rng = random.Random(seed)  # noqa: S311 - repeatable is the point
        return cls(
            seed=seed,
            rotate=rng.choice((0.05, 0.3)),
            rotate_kills=rng.random() < 0.5,
            session_requests=rng.choice((None, 5, 50)),
            short_pages=rng.choice((0, 0.1)),
            repeat=rng.choice((0, 0.01)),
            reorder=rng.choice((0, 0.5)),
            string_false=rng.choice((0, 0.5, 1)),
            updated=rng.choice((0, 0.5)),
            error_style="mixed",
        )

    @classmethod
    def wild(cls, seed: int) -> DEPChaos:
        """Everything that a good client survives, if it asks again, waits and begins again.

        Left out are answers that only end when the client cuts them off, failed writes, and a cursor that is
        stuck: what happens then is the client's policy.
        """
        return attrs.evolve(
            cls.mild(seed),
            drop_before=0.02,
            drop_after=0.02,
            half=0.01,
            broken=0.01,
            throttle=0.01,
            unavailable=0.01,
            stale=0.01,
            forbidden=0.005,
            expire_cursor=0.002,
            invalid_cursor=0.002,
            short_pages=0.05,
            repeat=0.02,
            reorder=0.5,
            updated=0.5,
            string_false=0.5,
        )


DEP_CALM: Final = DEPChaos()
