"""Quiet devices are woken, silent ones told of, and nobody is unenrolled."""

from __future__ import annotations

from datetime import datetime, timedelta

from pymdm.testing import SimulatedDevice, StubAPNs

from .scene import NOW, Scene, scene

DAY = timedelta(days=1)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def started(clock: Clock, **options: object) -> tuple[Scene, SimulatedDevice, StubAPNs]:
    apns = StubAPNs()
    mdm = scene(clock=clock, push=apns, start_worker=False, **options)  # type: ignore[arg-type]
    mac = mdm.device("macOS", seed="sweeping")
    apns.register(mac)
    return mdm, mac, apns


def hours_pass(mdm: Scene, clock: Clock, period: timedelta) -> None:
    """Let time pass as the worker would: a sweep an hour, then what is to be pushed."""
    until = clock.now + period
    while clock.now < until:
        clock.now += timedelta(hours=1)
        _job(mdm, "sweep")
        _job(mdm, "pushes")


def _job(mdm: Scene, name: str) -> None:
    [job] = [job for job in mdm.server.worker._jobs if job.name == name]
    job.run()


def events(mdm: Scene, *kinds: str) -> list[str]:
    mdm.server.service.deliver_events()
    told = mdm.admin("GET", "/v1/events?limit=500").json["events"]
    return [event["event"] for event in told if event["event"] in kinds]


ACTIVITY = ("BecameInactive", "BecameActive")


def test_a_quiet_device_is_woken_once_a_day() -> None:
    clock = Clock()
    mdm, _, apns = started(clock)

    hours_pass(mdm, clock, timedelta(hours=20))
    assert [] == apns.pushes
    hours_pass(mdm, clock, timedelta(hours=80))
    assert 4 == len(apns.pushes)


def test_a_device_that_talks_is_left_alone() -> None:
    clock = Clock()
    mdm, mac, apns = started(clock)
    for _ in range(9):
        hours_pass(mdm, clock, timedelta(hours=22))
        mac.connect()

    assert [] == apns.pushes
    assert [] == events(mdm, *ACTIVITY)


def test_a_silent_device_is_inactive_after_a_week_and_active_when_it_is_back() -> None:
    clock = Clock()
    mdm, mac, _ = started(clock)
    hours_pass(mdm, clock, 6 * DAY)
    assert [] == events(mdm, *ACTIVITY)

    hours_pass(mdm, clock, 60 * DAY)
    record = mdm.admin("GET", f"/v1/enrollments/{mac.enrollment.id}").json
    assert ["BecameInactive"] == events(mdm, *ACTIVITY)
    assert ("enrolled", None) == (record["state"], record["unenroll_ordered_at"])
    assert record["inactive_since"] is not None

    assert [] == mac.connect()
    assert mac.enrolled
    assert ["BecameInactive", "BecameActive"] == events(mdm, *ACTIVITY)
    assert None is mdm.admin("GET", f"/v1/enrollments/{mac.enrollment.id}").json["inactive_since"]


def test_the_limits_are_settings() -> None:
    clock = Clock()
    changed = {"wake_after": timedelta(hours=2), "silent_after": timedelta(hours=5)}
    mdm, _, apns = started(clock, changed=changed)
    hours_pass(mdm, clock, timedelta(hours=4))
    assert (2, []) == (len(apns.pushes), events(mdm, *ACTIVITY))

    hours_pass(mdm, clock, timedelta(hours=2))
    assert ["BecameInactive"] == events(mdm, *ACTIVITY)


def test_the_servers_own_absence_is_not_the_devices_silence() -> None:
    """A fleet that is asked after a fortnight has a day to answer."""
    clock = Clock()
    before, mac, _ = started(clock)
    gone_at = clock.now
    clock.now += 14 * DAY
    apns = StubAPNs()
    apns.register(mac)
    mdm = scene(clock=clock, push=apns, start_worker=False, store=before.store, alive_at=gone_at)

    hours_pass(mdm, clock, timedelta(hours=23))
    assert (1, []) == (len(apns.pushes), events(mdm, *ACTIVITY))
    hours_pass(mdm, clock, timedelta(hours=2))
    assert ["BecameInactive"] == events(mdm, *ACTIVITY)


def test_a_restart_is_no_absence() -> None:
    clock = Clock()
    before, _, _ = started(clock)
    clock.now += 14 * DAY
    just_now = clock.now - timedelta(minutes=5)
    mdm = scene(clock=clock, push=StubAPNs(), start_worker=False, store=before.store, alive_at=just_now)

    hours_pass(mdm, clock, timedelta(hours=1))
    assert ["BecameInactive"] == events(mdm, *ACTIVITY)
