"""Where the chaos of the fake enrollment service interferes: before a request, after it, and in between."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import attrs

from pymdm.testing._dep_words import Refused, http_date, stamp

if TYPE_CHECKING:
    from datetime import datetime

    from pymdm._flow import HttpRequest
    from pymdm.testing._abm_state import Organization
    from pymdm.testing._dep_chaos import DEPStorm
    from pymdm.testing._dep_state import State
    from pymdm.testing._vpp_state import World

__all__ = ["PAGE", "after_answer", "before_answer", "change_fleet"]

#: The page of a proxy or a load balancer in front of the service.
PAGE: Final = "<html><head><title>Bad Gateway</title></head><body>An error has occurred.</body></html>"

_TOLD: Final = ("seconds", "date", "body")


def before_answer(state: State, request: HttpRequest, *, now: datetime) -> None:
    """Let the request pass.

    Raises:
        Refused: status 0: the connection breaks; else what is answered instead.
    """
    chaos = state.chaos
    if state.roll(chaos.drop_before):
        raise Refused(0, "")
    for storm in state.storms:
        if storm.path == request.path or (not storm.path and request.path != "/session"):
            _use_up(state, storm)
            raise _told(storm.status, storm.word, storm.retry_after, storm.told, now, style=storm.style)
    if state.roll(chaos.broken):
        raise Refused(state.rng.choice((500, 502, 504)), PAGE, style="plain")
    if state.roll(chaos.throttle):
        raise _told(429, "TOO_MANY_REQUESTS", chaos.retry_after, state.rng.choice(_TOLD), now)
    if state.roll(chaos.unavailable):
        raise _told(503, "SERVICE_UNAVAILABLE", chaos.retry_after, state.rng.choice(_TOLD), now)


def after_answer(state: State | Organization | World) -> str:
    """What becomes of the answer on its way."""
    chaos = state.chaos
    for ending, fraction in (
        ("drop", chaos.drop_after),
        ("half", chaos.half),
        ("slow", chaos.slow),
        ("endless", chaos.endless),
        ("bomb", chaos.bomb),
    ):
        if state.roll(fraction):
            return ending
    return "whole"


def change_fleet(state: State, *, now: datetime) -> None:
    """Let something happen to the devices, as often as the chaos says."""
    chaos = state.chaos
    wanted = int(chaos.changes) + state.roll(chaos.changes % 1)
    for _ in range(min(wanted, chaos.changes_until - state.changes_made)):
        state.changes_made += 1
        _change(state, now)


def _change(state: State, now: datetime) -> None:
    fleet, rng = state.fleet, state.rng
    kind = rng.choice(("added", "modified", "modified", "pushed", "deleted"))
    place = rng.randrange(len(fleet.order)) if fleet.order else 0
    device = fleet.order[place] if fleet.order else None
    if kind == "added" or device is None:
        fleet.add(now=now)
    elif kind == "deleted":
        fleet.remove(device.serial_number, now=now)
    elif kind == "pushed" and device.profile_status == "assigned":
        fleet.modify(device.serial_number, now=now, profile_status="pushed", profile_push_time=stamp(now))
    else:
        fleet.modify(device.serial_number, now=now, asset_tag=f"{rng.randrange(10**6):06}")


def _use_up(state: State, storm: DEPStorm) -> None:
    if storm.count is not None:
        state.storms.remove(storm)
        if storm.count > 1:
            state.storms.insert(0, attrs.evolve(storm, count=storm.count - 1))


def _told(
    status: int, word: str, seconds: int | None, told: str, now: datetime, *, style: str = ""
) -> Refused:
    if seconds is None:
        return Refused(status, word, style=style)
    if told == "body":
        return Refused(status, word, extra={"retry_after_seconds": seconds}, style=style)
    when = str(seconds) if told == "seconds" else http_date(now + timedelta(seconds=seconds))
    return Refused(status, word, headers={"Retry-After": when}, style=style)
