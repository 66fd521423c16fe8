"""What a fake of Apps and Books does wrong, written down beforehand and repeatable by its seed."""

from __future__ import annotations

import random
from typing import Final, Literal

import attrs

__all__ = ["VPP_CALM", "VPPChaos"]


@attrs.frozen(kw_only=True)
class VPPChaos:
    """A script of disturbances; without arguments, none.  Numbers from 0 to 1 are fractions.

    Attributes:
        seed: Of all that is left to chance.
        drop_before: Requests whose connection breaks before anything is done.
        drop_after: Requests that are carried out, and then the connection breaks (F45).
        half: Requests that are carried out, and half of the answer comes.
        slow: Answers that come by single bytes (T67).
        endless: Answers that do not end (T67).
        bomb: Answers that unpack to a thousand times their size (T67).
        broken: Requests answered with 500, 502 or 504 and a page for people, before anything is done.
        throttle: Requests answered with 429 and 9646, before anything is done.
        unavailable: Requests answered with 503 and 9603, before anything is done.
        retry_after: Seconds that 429 and 503 ask for, as number or as date.
        redirect: Requests answered with 307 to another host, which must not get the token (T65).
        shift: Pages after which the versionId changes, as if somebody had assigned and taken back.
        stuck: Events that stay PENDING although nothing is done for them.
        stuck_seconds: After so many seconds such an event goes on, or when `FakeVPP.release` says so.
        half_done: Changes of assets of which only some are carried out; the rest fails with 9603 (F45).
        lose: Notifications that are never sent.
        repeat: Notifications that are sent twice.
        reorder: Notifications that come after later ones.
        moved: Requests of 2014's services that are answered with 9617, after which they are elsewhere (F43).
        error_name: What the number of an error is called by 2014's services.
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
    redirect: float = 0
    shift: float = 0
    stuck: float = 0
    stuck_seconds: float = 3600
    half_done: float = 0
    lose: float = 0
    repeat: float = 0
    reorder: float = 0
    moved: float = 0
    error_name: Literal["errorNumber", "ErrorCode", "errorCode", "mixed"] = "errorNumber"
    latency_ms: float = 0

    @classmethod
    def mild(cls, seed: int) -> VPPChaos:
        """What a good client hardly notices: notifications repeat, errors are called differently."""
        rng = random.Random(seed)  # noqa: S311 - repeatable is the point
        return cls(seed=seed, repeat=rng.choice((0, 0.2)), reorder=rng.choice((0, 0.2)), error_name="mixed")

    @classmethod
    def wild(cls, seed: int) -> VPPChaos:
        """Everything that a good client survives, if it asks again, waits and begins again.

        Left out are answers that only end when the client cuts them off, changes that are half done and
        events that are stuck for long: what happens then is the client's policy.
        """
        return attrs.evolve(
            cls.mild(seed),
            drop_before=0.02,
            drop_after=0.02,
            half=0.01,
            broken=0.01,
            throttle=0.01,
            unavailable=0.01,
            shift=0.002,
            lose=0.05,
            repeat=0.1,
            reorder=0.1,
            moved=0.02,
        )


VPP_CALM: Final = VPPChaos()
