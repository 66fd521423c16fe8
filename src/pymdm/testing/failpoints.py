"""Failpoints: end, fail or hold a program exactly at a named step of its store.

In a test of one process::

    failpoints.raise_at("enqueue.before-commit", StorageError("made to fail"))
    pause = failpoints.pause_at("report.after-commit")

and for a server in a process of its own::

    python -m pymdm.testing.failpoints --die-at report.after-commit:3 -- serve --url …

Nothing but this module arms them, and it only when called or started: no variable of the environment
and no setting of a server in production does.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import runpy
import select
import sys
import threading
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Self

import attrs

from pymdm.stores import _steps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["EXIT_STATUS", "Pause", "armed", "die_at", "disarm", "main", "pause_at", "raise_at", "reached"]

#: What a process that died at a failpoint exits with; a process that was killed has a signal instead.
EXIT_STATUS = 9

# Whoever waits for a step waits for milliseconds; a minute forgives a busy machine.
PATIENCE_SECONDS = 60.0


@attrs.define
class _Armed:
    name: str
    left: int
    act: Callable[[], None]


class _Hook:
    """What ``reach`` calls: counts the steps and acts at those that are due."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.points: list[_Armed] = []
        self._lock = threading.Lock()

    def __call__(self, name: str) -> None:
        due = []
        with self._lock:
            self.counts[name] += 1
            for point in self.points:
                if point.name == name:
                    point.left -= 1
                    if point.left == 0:
                        due.append(point.act)
        for act in due:
            act()


class Pause:
    """A place where a program waits, and the two pipes by which a test follows and releases it.

    ``told`` and ``go`` are the program's ends.  A child process inherits them (``pass_fds``), and
    ``hand_over`` closes them here.  ``close`` releases whoever waits or comes later.
    """

    def __init__(self) -> None:
        self._told, self.told = os.pipe()
        self.go, self._go = os.pipe()
        self._open = {self._told, self.told, self.go, self._go}
        self._names = b""

    def wait(self, *, seconds: float = PATIENCE_SECONDS) -> str:
        """Wait until the program stands at the step; gives its name.

        Raises:
            TimeoutError: it has not come there in time.
            ChildProcessError: the program has ended.
        """
        while b"\n" not in self._names:
            if not select.select([self._told], [], [], seconds)[0]:
                raise TimeoutError(f"the step was not reached within {seconds:.0f} seconds")
            read = os.read(self._told, 4096)
            if not read:
                raise ChildProcessError("the program has ended before it reached the step")
            self._names += read
        name, _, self._names = self._names.partition(b"\n")
        return name.decode()

    def go_on(self) -> None:
        """Let the program go on."""
        os.write(self._go, b".")

    def hand_over(self) -> None:
        """The child has its ends: close them in this process, so that the end of the child is seen."""
        self._close(self.told, self.go)

    def close(self) -> None:
        """Release the program, and close the pipes."""
        self._close(self._go, self._told, self.told, self.go)

    def hold(self, name: str) -> None:
        """Wait here, as the program; returns at once when the pause is closed."""
        if self._go in self._open:
            _hold(name, self.told, self.go)

    def _close(self, *ends: int) -> None:
        for end in ends:
            if end in self._open:
                self._open.discard(end)
                os.close(end)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def die_at(name: str, count: int = 1) -> None:
    """End the process at the ``count``-th time that the step is reached, without any farewell."""
    _arm(name, count, partial(os._exit, EXIT_STATUS))


def raise_at(name: str, error: Exception, count: int = 1) -> None:
    """Raise ``error`` there, once."""
    _arm(name, count, partial(_throw, error))


def pause_at(name: str, count: int = 1) -> Pause:
    """Hold the thread that gets there, until ``go_on``."""
    pause = Pause()
    _arm(name, count, partial(pause.hold, name))
    return pause


def reached() -> dict[str, int]:
    """How often each step was reached since something was armed first."""
    hook = _steps.hook
    return dict(hook.counts) if isinstance(hook, _Hook) else {}


def disarm() -> None:
    """Back to production: steps do nothing."""
    _steps.hook = None


@contextlib.contextmanager
def armed() -> Iterator[None]:
    """Count the steps inside, and disarm everything at the end."""
    _hook()
    try:
        yield
    finally:
        disarm()


def _hook() -> _Hook:
    hook = _steps.hook
    if not isinstance(hook, _Hook):
        hook = _steps.hook = _Hook()
    return hook


def _arm(name: str, count: int, act: Callable[[], None]) -> None:
    if count < 1:
        raise ValueError("count must be at least 1: the first time that the step is reached")
    _hook().points.append(_Armed(name, count, act))


def _throw(error: Exception) -> None:
    raise error


def _hold(name: str, told: int, go: int) -> None:
    with contextlib.suppress(BrokenPipeError):  # the test has ended: nobody is to be waited for
        os.write(told, f"{name}\n".encode())
        os.read(go, 1)  # the end of this pipe releases as well


def main(arguments: Sequence[str] | None = None) -> None:
    """Arm what the arguments say, then run the ``pymdm`` command that follows ``--``."""
    parser = argparse.ArgumentParser(
        prog="python -m pymdm.testing.failpoints",
        description="Run a pymdm command that dies, fails or waits at a named step of its store.",
        epilog="A step is NAME or NAME:N, the N-th time that it is reached.",
    )
    parser.add_argument("--die-at", action="append", default=[], metavar="STEP", type=_step)
    parser.add_argument("--raise-at", action="append", default=[], metavar="STEP", type=_step)
    parser.add_argument("--pause-at", action="append", default=[], metavar="STEP", type=_step)
    parser.add_argument(
        "--pause-pipes",
        nargs=2,
        type=int,
        metavar=("TOLD", "GO"),
        help="inherited descriptors: the step's name is written to TOLD, then a byte awaited from GO",
    )
    parser.add_argument("command", nargs="+", help="the command and its arguments, after --")
    options = parser.parse_args(arguments)
    if options.pause_at and not options.pause_pipes:
        parser.error("--pause-at needs --pause-pipes")
    for name, count in options.die_at:
        die_at(name, count)
    for name, count in options.raise_at:
        raise_at(name, OSError("made to fail by a failpoint"), count)
    for name, count in options.pause_at:
        _arm(name, count, partial(_hold, name, *options.pause_pipes))
    sys.argv = ["pymdm", *options.command]
    runpy.run_module("pymdm", run_name="__main__")


def _step(text: str) -> tuple[str, int]:
    name, _, count = text.partition(":")
    if not name or not (count or "1").isdigit() or count == "0":
        raise argparse.ArgumentTypeError("expected NAME or NAME:N")
    return name, int(count or "1")


if __name__ == "__main__":
    # By its own name, so that what it arms is what the tests of this process would see.
    from pymdm.testing.failpoints import main as run

    run()
