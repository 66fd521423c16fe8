"""A thread that sends pending wake-ups as soon as a command is queued, and looks again from time to time."""

from __future__ import annotations

import logging
import threading

from pymdm.service import MDMService

__all__ = ["SWEEP_SECONDS", "PushWorker"]

# Wake-ups that failed, or that become due later, are tried again this often.
SWEEP_SECONDS = 60.0

log = logging.getLogger("pymdm.server")


class PushWorker:
    """Sends pushes off the request path: a slow push service never delays a device."""

    def __init__(self) -> None:
        self._wanted = threading.Event()
        self._stopped = False
        self._thread: threading.Thread | None = None

    def start(self, service: MDMService) -> None:
        """Begin; the thread ends with the process, or with ``stop``."""
        self._thread = threading.Thread(target=self._run, args=(service,), name="pymdm-push", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look for pending pushes now."""
        self._wanted.set()

    def stop(self) -> None:
        """End after the round that is under way."""
        self._stopped = True
        self._wanted.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self, service: MDMService) -> None:
        while not self._stopped:
            self._wanted.wait(SWEEP_SECONDS)
            self._wanted.clear()
            try:
                service.send_pushes()
            except Exception:
                log.exception("push round failed; the pushes stay pending")
