"""Threads for all that happens beside the requests: wake-ups, sweeps, renewals, events left over.

What is due is decided by a clock that is asked, and waiting is waiting for an event with a limit: tests call
`Worker.round` with a clock of their own and never wait.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence

import attrs

__all__ = ["STOP_SECONDS", "Job", "Worker"]

# How long ``stop`` waits for a job that is under way.  What it does not see through stays pending in the
# store, so that nothing is lost by not waiting.
STOP_SECONDS = 5.0

# With nothing to do the thread looks round this often.
IDLE_SECONDS = 3600.0

log = logging.getLogger("pymdm.server")


@attrs.frozen(kw_only=True)
class Job:
    """Something to do from time to time.  One that fails is logged, and tried again when it is next due.

    - ``name``: what `Worker.wake` calls it, and the log.
    - ``every``: seconds between two runs.
    - ``first``: seconds from the start to the first run.
    - ``own_thread``: for what waits for others and may take minutes, so that the rest does not wait with it.
    """

    name: str
    every: float
    run: Callable[[], object]
    first: float = 0.0
    own_thread: bool = False


class Worker:
    """Runs jobs when they are due or woken: off the request path, so that none of them delays a device.

    A job that fails does not run again before it is due or woken anew: no busy loop, however badly it goes.
    """

    def __init__(self, jobs: Sequence[Job], *, clock: Callable[[], float] = time.monotonic) -> None:
        self._jobs = tuple(jobs)
        self._clock = clock
        self._lock = threading.Lock()
        self._due = {job.name: clock() + job.first for job in jobs}
        self._stopped = threading.Event()
        common = tuple(job for job in self._jobs if not job.own_thread)
        lanes = (common, *((job,) for job in self._jobs if job.own_thread))
        self._lanes = tuple((lane, threading.Event()) for lane in lanes)
        self._threads: tuple[threading.Thread, ...] = ()

    def start(self) -> None:
        """Begin; the threads end with the process, or with ``stop``.  Raises RuntimeError if they run."""
        if self._threads:
            raise RuntimeError("this worker has been started before")
        self._threads = tuple(
            threading.Thread(
                target=self._run,
                args=lane,
                name=f"pymdm-{lane[0][0].name}" if number else "pymdm-worker",
                daemon=True,
            )
            for number, lane in enumerate(self._lanes)
        )
        for thread in self._threads:
            thread.start()

    def wake(self, name: str) -> None:
        """Let this job run now.  One that is under way runs once more afterwards."""
        with self._lock:
            if name in self._due:
                self._due[name] = self._clock()
        for _, wanted in self._lanes:
            wanted.set()

    def stop(self) -> None:
        """Begin no further job, and wait ``STOP_SECONDS`` for those that are under way."""
        self._stopped.set()
        until = time.monotonic() + STOP_SECONDS
        for _, wanted in self._lanes:
            wanted.set()
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def round(self) -> float:
        """Run what is due, in the order of the jobs; gives the seconds until something is due again."""
        return self._round(self._jobs)

    def _round(self, jobs: tuple[Job, ...]) -> float:
        for job in jobs:
            if self._stopped.is_set():
                return 0.0
            with self._lock:
                now = self._clock()
                due = self._due[job.name] <= now
                if due:
                    self._due[job.name] = now + job.every
            if due:
                self._do(job)
        with self._lock:
            now = self._clock()
            return max(0.0, min((self._due[job.name] for job in jobs), default=now + IDLE_SECONDS) - now)

    def _do(self, job: Job) -> None:
        try:
            job.run()
        except Exception:
            log.exception("job failed job=%s; it is tried again when it is next due", job.name)

    def _run(self, jobs: tuple[Job, ...], wanted: threading.Event) -> None:
        while not self._stopped.is_set():
            wanted.clear()
            wanted.wait(self._round(jobs))
