"""The thread that sends wake-ups."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any, cast

import pytest

from pymdm.server import pushes
from pymdm.server.pushes import PushWorker
from pymdm.service import MDMService

PATIENCE = 20.0


class Service:
    """Counts rounds; ``round`` is what one does."""

    def __init__(self, do: Callable[[int], object] = lambda number: None) -> None:
        self.rounds = 0
        self.done = threading.Semaphore(0)
        self._do = do

    def send_pushes(self) -> int:
        self.rounds += 1
        try:
            self._do(self.rounds)
        finally:
            self.done.release()
        return 0

    def wait(self) -> None:
        assert self.done.acquire(timeout=PATIENCE)


def started(service: Service, **options: Any) -> PushWorker:
    worker = PushWorker(**options)
    worker.start(cast("MDMService", service))
    return worker


def test_it_works_when_it_is_woken_and_only_then() -> None:
    service = Service()
    worker = started(service)
    for _ in range(3):
        worker.wake()
        service.wait()
    worker.stop()

    assert 3 == service.rounds


def test_a_wake_before_the_start_is_not_lost() -> None:
    service, worker = Service(), PushWorker()
    worker.wake()
    worker.start(cast("MDMService", service))
    service.wait()
    worker.stop()

    assert 1 == service.rounds


def test_it_looks_again_from_time_to_time() -> None:
    service = Service()
    worker = started(service, sweep=0.001)
    for _ in range(3):
        service.wait()
    worker.stop()

    assert service.rounds >= 3


def test_a_sender_that_fails_is_asked_again_only_when_there_is_a_reason(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """No busy loop: one round a wake, however badly it ends."""

    def fail(number: int) -> None:
        raise RuntimeError("no route to the push service")

    service = Service(fail)
    with caplog.at_level(logging.ERROR):
        worker = started(service)
        for _ in range(2):
            worker.wake()
            service.wait()
        worker.stop()

    assert 2 == service.rounds
    assert 2 == caplog.text.count("push round failed; the pushes stay pending")


def test_nothing_is_begun_after_stop() -> None:
    service = Service()
    worker = started(service)
    worker.stop()
    worker.wake()

    assert 0 == service.rounds


def test_stop_before_start_and_twice_is_no_fault() -> None:
    worker = PushWorker()
    worker.stop()
    worker.start(cast("MDMService", Service()))
    worker.stop()
    worker.stop()


def test_it_is_started_once() -> None:
    worker = started(Service())
    with pytest.raises(RuntimeError, match="before"):
        worker.start(cast("MDMService", Service()))
    worker.stop()


def test_a_round_that_hangs_does_not_hold_up_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pushes, "STOP_SECONDS", 0.01)
    entered, let_go = threading.Event(), threading.Event()

    def hang(number: int) -> None:
        entered.set()
        assert let_go.wait(PATIENCE)

    service = Service(hang)
    worker = started(service)
    worker.wake()
    assert entered.wait(PATIENCE)
    worker.stop()
    assert 1 == service.rounds
    let_go.set()
    service.wait()
