"""``python -m pymdm`` in a twentieth of a second: a process that has imported everything forks one each time.

What runs is a real process with its own arguments, environment, folder and end; only the half second is saved
that an interpreter takes to import it all, which over a hundred of them is most of the time of these tests.
While `quick_start` is on, ``subprocess`` starts them so by itself; where the system does not give away
grandchildren (Linux does), and for a start with other settings of Python, it starts an interpreter as ever:
that of test_serve_writes.py is one, those that `pymdm demo` starts are others.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import random
import runpy
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

__all__ = ["quick_start"]

_COMMAND = [sys.executable, "-m", "pymdm"]
_ROOT = Path(__file__).parent.parent
_MAX_MESSAGE = 128 * 1024
_ADOPT_ORPHANS = 36  # PR_SET_CHILD_SUBREAPER: what the nursery bears becomes a child of the tests


class Nursery:
    """The tests' side; the other process is started when it is first needed."""

    def __init__(self, plainly: Callable[..., int]) -> None:
        self._plainly = plainly
        self._python = _of_python(os.environ)
        self._socket: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def fork_exec(self, *given: Any) -> int:
        """In place of ``subprocess._fork_exec``: gives the number of the process."""
        args, _, _, keep, cwd, environ, *ends = given[:14]
        stdin, _, _, stdout, _, stderr, _, told = ends
        words = [os.fsdecode(word) for word in args]
        variables = _variables(environ)
        plain = words[:3] != _COMMAND or set(keep) != {told} or _of_python(variables) != self._python
        if plain:
            return self._plainly(*given)
        message = {"arguments": words[3:], "variables": variables, "cwd": os.fsdecode(cwd or Path.cwd())}
        streams = [end if end != -1 else number for number, end in enumerate((stdin, stdout, stderr))]
        with self._lock:
            return self._bear(json.dumps(message).encode(), streams)

    def _bear(self, message: bytes, streams: list[int]) -> int:
        if self._socket is None:
            self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            command = [sys.executable, "-b", "-m", "tests.quick_start", str(theirs.fileno())]
            with theirs:
                self._process = subprocess.Popen(
                    command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, cwd=_ROOT
                )
        socket.send_fds(self._socket, [message], streams)
        return int(self._socket.recv(20))

    def close(self) -> None:
        if self._socket is not None and self._process is not None:
            self._socket.close()
            self._process.wait()


def _variables(environ: Sequence[bytes] | None) -> dict[str, str]:
    if environ is None:
        return dict(os.environ)
    return dict(os.fsdecode(each).split("=", 1) for each in environ)  # type: ignore[misc]


def _of_python(variables: Any) -> dict[str, str]:
    """What an interpreter looks at before anything is imported."""
    return {name: value for name, value in variables.items() if name.startswith("PYTHON")}


@contextlib.contextmanager
def quick_start() -> Iterator[None]:
    """While this is on, ``subprocess`` forks ``python -m pymdm`` instead of starting an interpreter."""
    plainly: Callable[..., int] | None = getattr(subprocess, "_fork_exec", None)
    if plainly is None or sys.platform != "linux" or ctypes.CDLL(None).prctl(_ADOPT_ORPHANS, 1, 0, 0, 0):
        yield
        return
    nursery = Nursery(plainly)
    subprocess._fork_exec = nursery.fork_exec  # type: ignore[attr-defined]
    try:
        yield
    finally:
        subprocess._fork_exec = plainly  # type: ignore[attr-defined]
        nursery.close()
        ctypes.CDLL(None).prctl(_ADOPT_ORPHANS, 0, 0, 0, 0)


# ── the nursery itself ───────────────────────────────────────────────────────────────────────────


def _load() -> None:
    """Everything that a command may need, so that its processes need not look for it."""
    import alembic.config
    import sqlalchemy
    import waitress

    import pymdm.cli.app
    import pymdm.stores.sqlite

    assert all((alembic, pymdm, sqlalchemy, waitress))
    gc.collect()
    gc.freeze()


def _born(parent: socket.socket) -> bool:
    """Bear processes until the tests close their end; true in each of these, made ready to run."""
    while True:
        message, streams, *_ = socket.recv_fds(parent, _MAX_MESSAGE, 3)
        if not message:
            return False
        reading, writing = os.pipe()
        between = os.fork()
        if not between:
            # The process between ends at once, so that the tests adopt its child.
            if number := os.fork():
                os.write(writing, b"%d" % number)
                os._exit(0)
            os.close(reading)
            os.close(writing)
            parent.close()
            _become(json.loads(message), streams)
            return True
        os.waitpid(between, 0)
        parent.send(os.read(reading, 20))
        for descriptor in (reading, writing, *streams):
            os.close(descriptor)


def _become(wanted: dict[str, Any], streams: Sequence[int]) -> None:
    for number, descriptor in enumerate(streams):
        os.dup2(descriptor, number)
    for descriptor in streams:
        if descriptor > 2:
            os.close(descriptor)
    os.chdir(wanted["cwd"])
    os.environ.clear()
    os.environ.update(wanted["variables"])
    sys.argv = ["pymdm", *wanted["arguments"]]
    sys.path[0] = wanted["cwd"]
    random.seed()


if __name__ == "__main__":
    _load()
    if _born(socket.socket(fileno=int(sys.argv[1]))):
        runpy.run_module("pymdm", run_name="__main__", alter_sys=True)
