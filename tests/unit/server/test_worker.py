"""The thread beside the requests, mostly driven by hand."""

from __future__ import annotations

import logging
import threading

import pytest

from pymdm.server import worker
from pymdm.server.worker import Job, Worker
from tests.support import PATIENCE


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Counted:
    """Counts its runs, and may fail."""

    def __init__(self, *, fails: bool = False) -> None:
        self.runs = 0
        self.done = threading.Semaphore(0)
        self._fails = fails

    def __call__(self) -> None:
        self.runs += 1
        self.done.release()
        if self._fails:
            raise RuntimeError("no route to the push service")

    def wait(self) -> None:
        assert self.done.acquire(timeout=PATIENCE)


def test_a_job_runs_at_its_time_and_not_between() -> None:
    clock, often, seldom = Clock(), Counted(), Counted()
    beside = Worker(
        [Job(name="often", every=60, run=often), Job(name="seldom", every=3600, first=600, run=seldom)],
        clock=clock,
    )

    assert 60 == beside.round()
    assert (1, 0) == (often.runs, seldom.runs)
    clock.now += 59
    assert 1 == beside.round()
    assert (1, 0) == (often.runs, seldom.runs)
    clock.now += 600
    beside.round()
    assert (2, 1) == (often.runs, seldom.runs)


def test_a_woken_job_runs_at_once_and_the_others_do_not() -> None:
    clock, pushes, sweep = Clock(), Counted(), Counted()
    beside = Worker(
        [Job(name="pushes", every=60, run=pushes), Job(name="sweep", every=3600, run=sweep)], clock=clock
    )
    beside.round()
    beside.wake("pushes")
    beside.wake("a job that this server does not have")
    beside.round()

    assert (2, 1) == (pushes.runs, sweep.runs)


def test_a_job_that_is_woken_while_it_runs_runs_again() -> None:
    clock, runs = Clock(), []

    def run() -> None:
        runs.append(1)
        if len(runs) == 1:
            beside.wake("pushes")

    beside = Worker([Job(name="pushes", every=60, run=run)], clock=clock)

    assert 0 == beside.round()
    assert 60 == beside.round()
    assert 2 == len(runs)


def test_a_job_that_fails_waits_for_its_next_time_and_stops_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """No busy loop: one run a time, however badly it ends."""
    clock, failing, after = Clock(), Counted(fails=True), Counted()
    beside = Worker(
        [Job(name="pushes", every=60, run=failing), Job(name="sweep", every=60, run=after)], clock=clock
    )
    with caplog.at_level(logging.ERROR):
        assert 60 == beside.round()
        assert 60 == beside.round()

    assert (1, 1) == (failing.runs, after.runs)
    assert 1 == caplog.text.count("job failed job=pushes")


def test_its_thread_runs_what_is_woken() -> None:
    job = Counted()
    beside = Worker([Job(name="pushes", every=3600, run=job)])
    beside.start()
    job.wait()
    for _ in range(3):
        beside.wake("pushes")
        job.wait()
    beside.stop()

    assert 4 == job.runs


def test_its_thread_comes_back_by_itself() -> None:
    job = Counted()
    beside = Worker([Job(name="pushes", every=0.001, run=job)])
    beside.start()
    for _ in range(3):
        job.wait()
    beside.stop()

    assert job.runs >= 3


def test_without_a_job_it_waits() -> None:
    assert worker.IDLE_SECONDS == Worker([], clock=Clock()).round()


def test_nothing_is_begun_after_stop() -> None:
    job = Counted()
    beside = Worker([Job(name="pushes", every=60, run=job)])
    beside.stop()
    beside.wake("pushes")

    assert 0 == beside.round()
    assert 0 == job.runs


def test_stop_before_start_and_twice_is_no_fault() -> None:
    beside = Worker([])
    beside.stop()
    beside.start()
    beside.stop()
    beside.stop()


def test_it_is_started_once() -> None:
    beside = Worker([])
    beside.start()
    with pytest.raises(RuntimeError, match="before"):
        beside.start()
    beside.stop()


def test_a_job_that_hangs_does_not_hold_up_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "STOP_SECONDS", 0.01)
    entered, let_go, left = threading.Event(), threading.Event(), threading.Event()

    def hang() -> None:
        entered.set()
        assert let_go.wait(PATIENCE)
        left.set()

    beside = Worker([Job(name="pushes", every=60, run=hang)])
    beside.start()
    assert entered.wait(PATIENCE)
    beside.stop()
    assert not left.is_set()
    let_go.set()
    assert left.wait(PATIENCE)
