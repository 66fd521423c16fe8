"""Servers in a tenth of a second: a process that has imported everything forks one for each life.

A life is a real process and dies a real death; only the second that an interpreter takes to import it all is
saved, which over the dozens of lives of these tests is most of their time.  Some tests start the interpreter
all the same, see ``Life``.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

__all__ = ["Child", "Nursery"]

_MAX_MESSAGE = 64 * 1024
_FDS = 8


class Child:
    """What the tests use of ``subprocess.Popen``, for a process whose parent is the nursery."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._ended = threading.Event()

    def poll(self) -> int | None:
        return self.returncode

    def wait(self, timeout: float) -> int:
        if not self._ended.wait(timeout):
            raise subprocess.TimeoutExpired("a child of the nursery", timeout)
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def ended(self, status: int) -> None:
        self.returncode = status
        self._ended.set()


class Nursery:
    """The test's side: asks for children and hears of their ends."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair()
        self._process = subprocess.Popen(
            [sys.executable, "-b", "-m", "tests.chaos.nursery", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
        )
        theirs.close()
        self._lock = threading.Lock()
        self._children: dict[int, Child] = {}
        self._born: list[Child] = []
        self._birth = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def spawn(
        self, arguments: list[str], environment: dict[str, str], stdout: int, stderr: int, *others: int
    ) -> Child:
        """A process that runs ``pymdm.testing.failpoints`` with these arguments.

        ``{0}``, ``{1}`` … in them stand for the numbers that the other descriptors have there.
        """
        message = json.dumps({"arguments": arguments, "environment": environment}).encode()
        with self._lock, self._birth:
            socket.send_fds(self._socket, [message], [stdout, stderr, *others])
            assert self._birth.wait_for(lambda: self._born, timeout=60), "the nursery bears no child"
            return self._born.pop()

    def _read(self) -> None:
        for message in self._socket.makefile("rb"):
            found = json.loads(message)
            with self._birth:
                if "status" in found:
                    self._children[found["pid"]].ended(found["status"])
                else:
                    child = self._children[found["pid"]] = Child(found["pid"])
                    self._born.append(child)
                    self._birth.notify_all()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)
        self._process.wait(60)
        self._reader.join()
        self._socket.close()


# ── the nursery itself ───────────────────────────────────────────────────────────────────────────


def _load() -> None:
    """Everything that a server needs, so that its children need not look for it."""
    import alembic.config
    import sqlalchemy
    import waitress

    import pymdm.cli.app
    import pymdm.stores.sqlite

    assert all((alembic, pymdm, sqlalchemy, waitress))


def _bear(message: bytes, descriptors: list[int], parent: socket.socket) -> int:
    pid = os.fork()
    if pid:
        for descriptor in descriptors:
            os.close(descriptor)
        return pid
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        parent.close()
        os.dup2(descriptors[0], 1)
        os.dup2(descriptors[1], 2)
        wanted = json.loads(message)
        os.environ.update(wanted["environment"])
        _run(lambda: [text.format(*descriptors[2:]) for text in wanted["arguments"]])
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _run(arguments: Callable[[], list[str]]) -> None:
    from pymdm.testing import failpoints

    failpoints.main(arguments())


def _tend(parent: socket.socket) -> None:
    """Bear children until the test closes its end, and tell of each one's end."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    living: set[int] = set()

    def tell(found: dict[str, Any]) -> None:
        parent.sendall(json.dumps(found).encode() + b"\n")

    while True:
        ready = select.select([parent, reading], [], [])[0]
        if reading in ready:
            os.read(reading, 4096)
            while living:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if not pid:
                    break
                living.discard(pid)
                tell({"pid": pid, "status": os.waitstatus_to_exitcode(status)})
        if parent in ready:
            message, descriptors, *_ = socket.recv_fds(parent, _MAX_MESSAGE, _FDS)
            if not message:
                break
            pid = _bear(message, list(descriptors), parent)
            living.add(pid)
            tell({"pid": pid})
    for pid in living:
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    _load()
    _tend(socket.socket(fileno=int(sys.argv[1])))
