"""A thread that sends pending wake-ups as soon as a command is queued, and looks again from time to time."""

from __future__ import annotations

import logging
import threading

from pymdm.service import MDMService

__all__ = ["STOP_SECONDS", "SWEEP_SECONDS", "PushWorker"]

# Wake-ups that failed, or that become due later, are tried again this often.
SWEEP_SECONDS = 60.0

# How long ``stop`` waits for a round that is under way.  Pushes that it does not see through stay
# pending in the store, so that nothing is lost by not waiting.
STOP_SECONDS = 5.0

log = logging.getLogger("pymdm.server")


class PushWorker:
    """Sends pushes off the request path: a slow push service never delays a device.

    After a failure it waits for the next command or for ``sweep`` seconds, whichever comes first.
    """

    def __init__(self, *, sweep: float = SWEEP_SECONDS) -> None:
        self._sweep = sweep
        self._wanted = threading.Event()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, service: MDMService) -> None:
        """Begin; the thread ends with the process, or with ``stop``.  Raises RuntimeError if it runs."""
        if self._thread is not None:
            raise RuntimeError("this worker has been started before")
        self._thread = threading.Thread(target=self._run, args=(service,), name="pymdm-push", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look for pending pushes now."""
        self._wanted.set()

    def stop(self) -> None:
        """Begin no further round, and wait ``STOP_SECONDS`` for the one that is under way."""
        self._stopped.set()
        self._wanted.set()
        if self._thread is not None:
            self._thread.join(STOP_SECONDS)

    def _run(self, service: MDMService) -> None:
        while True:
            self._wanted.wait(self._sweep)
            if self._stopped.is_set():
                return
            self._wanted.clear()
            try:
                service.send_pushes()
            except Exception:
                log.exception("push round failed; the pushes stay pending")
