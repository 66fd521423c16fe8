"""F29: the clock of the machine is a quarter of an hour off, and is put right."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import pytest

from pymdm.server.worker import Job, Worker
from pymdm.service.verbs import EventsAfter

from .scene import NOW, scene

QUARTER = timedelta(minutes=15)


def test_what_is_done_from_time_to_time_does_not_follow_the_clock_on_the_wall(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """F29: neither all at once after a jump ahead, nor an hour late after one back."""
    ran: list[str] = []
    worker = Worker((Job(name="sweep", every=600.0, run=lambda: ran.append("sweep")),))
    steady, wall = time.monotonic(), time.time()
    monkeypatch.setattr(time, "time", lambda: wall)
    assert 0 < worker.round() <= 600

    for jump in (QUARTER, -QUARTER, 365 * 24 * QUARTER):
        wall = time.time() + jump.total_seconds()
        left = worker.round()
        assert ["sweep"] == ran
        assert 600 - 60 < left + (time.monotonic() - steady) <= 600 + 60


@pytest.mark.parametrize("jumps", [(QUARTER, -QUARTER), (-QUARTER, QUARTER), (-2 * QUARTER, timedelta(0))])
def test_a_device_whose_server_changes_its_clock_stays_managed(jumps: tuple[timedelta, ...]) -> None:
    """F29: its identity is not from the future, no command is late, and the order stays."""
    at = [NOW]

    def clock() -> datetime:
        return at[0]

    mdm = scene(clock=clock)
    mac = mdm.device(seed="clock")
    place = f"/v1/enrollments/{mac.enrollment.id}/commands"
    uuids = []
    for jump in (timedelta(0), *jumps):
        at[0] = NOW + jump
        uuids += [
            mdm.admin("POST", place, {"request_type": "ProfileList"}).json["command_uuid"] for _ in range(2)
        ]
        newcomer = mdm.device("iOS", seed=f"newcomer {jump}")  # its clock is right, the server's is not
        assert newcomer.enrolled

    at[0] = NOW - QUARTER
    done = [(step.command_uuid, step.status) for step in mac.connect()]

    assert [(uuid, "Acknowledged") for uuid in uuids] == done
    [events] = mdm.store.events_after([EventsAfter(consumer="order", limit=1000)])
    assert [event.id for event in events] == list(range(1, len(events) + 1))
    times = [event.at for event in events]
    assert sorted(times) != times, "no jump reached the events"
