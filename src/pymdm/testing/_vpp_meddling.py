"""Where the chaos of the fake of Apps and Books interferes before a request."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pymdm.testing._dep_meddling import PAGE
from pymdm.testing._dep_words import http_date
from pymdm.testing._vpp_words import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from pymdm.testing._vpp_state import World

__all__ = ["ELSEWHERE", "before_answer"]

#: Where a redirection leads; nobody is there, and nobody must bring a token there (T65).
ELSEWHERE = "https://elsewhere.example"


def before_answer(world: World, *, path: str, now: datetime) -> None:
    """Let the request pass.

    Raises:
        Refused: status 0: the connection breaks; else what is answered instead.
    """
    chaos = world.chaos
    if world.roll(chaos.drop_before):
        raise Refused(0, status=0)
    if world.roll(chaos.broken):
        raise Refused(0, status=world.rng.choice((500, 502, 504)), page=PAGE)
    if world.roll(chaos.throttle):
        raise Refused(9646, headers=_later(world, now))
    if world.roll(chaos.unavailable):
        raise Refused(9603, status=503, headers=_later(world, now))
    if world.roll(chaos.redirect):
        raise Refused(0, status=307, headers={"Location": f"{ELSEWHERE}{path}"}, page=PAGE)


def _later(world: World, now: datetime) -> dict[str, str]:
    seconds = world.chaos.retry_after
    as_date = world.rng.random() < 0.5
    return {"Retry-After": http_date(now + timedelta(seconds=seconds)) if as_date else str(seconds)}
