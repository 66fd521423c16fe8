"""Hostile input for as long as one likes: `make fuzz`.

A target is a module of `tests/fuzz` with three functions: ``make(dice)`` makes up one case, ``check(case)``
raises if anything is wrong with it, ``dump(case)`` and ``load(bytes)`` keep it.  A module may also have
``tell()``, which says in words what its cases came to.  `TARGETS` lists them.

A case that fails, or takes longer than `SLOW`, is saved as a file; so is nothing else.  Memory may not grow
once the first tenth is done.  With the printed seed the same cases come again; a saved one comes again with
``--replay FILE``.  Warnings are errors here, as in all tests.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import importlib
import os
import random
import resource
import secrets
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Protocol, cast

#: Name → module.  Add a line for each further parser of what others send.
TARGETS: Final = {
    "apns": "tests.fuzz.apns",
    "attestation": "tests.fuzz.attestation",
    "cms": "tests.fuzz.cms",
    "declarative": "tests.fuzz.declarative",
    "envelope": "tests.fuzz.envelope",
    "headers": "tests.fuzz.headers",
    "inspect": "tests.fuzz.inspect",
    "messages": "tests.fuzz.messages",
    "micromdm": "tests.fuzz.micromdm",
    "plist": "tests.fuzz.plist",
    "profiles": "tests.fuzz.profiles",
    "scep": "tests.fuzz.scep",
    "secrets": "tests.fuzz.secrets",
    "tokens": "tests.fuzz.tokens",
}

FOLDER: Final = Path("fuzz-findings")

# A case has some kilobytes: half a second is a thousand times what it should take, on a busy machine too.
SLOW: Final = 0.5

# After this much a case is stopped and is a finding: what never ends would otherwise never be one.
HANGS: Final = 10.0

# What an allocator may take after the first tenth; a leak of 50 bytes in each of a million cases is seen.
# Caches that are meant to fill, as that of 4,096 signers' certificates, take 16 MB of it (docs/trust.md).
GROWTH: Final = 48 * 2**20

# More are hardly looked at before the first is mended.
MOST_FINDINGS: Final = 20


class Target(Protocol):
    """What a module of `TARGETS` has."""

    def make(self, dice: random.Random) -> Any: ...

    def check(self, case: Any) -> None: ...

    def dump(self, case: Any) -> bytes: ...

    def load(self, data: bytes) -> Any: ...


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    if options.replay is not None:
        target = _target(options.target or next(iter(TARGETS)))
        target.check(target.load(options.replay.read_bytes()))
        print(f"{options.replay}: nothing wrong")
        return 0
    names = [options.target] if options.target else list(TARGETS)
    found = 0
    for name in names:
        found += Run(name, options.seed, options.folder).hold(options.seconds / len(names), options.count)
    return 1 if found else 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long, for all targets together")
    parser.add_argument("--count", type=int, default=0, help="instead: so many cases for each target")
    parser.add_argument("--seed", type=int, default=None, help="the dice; printed if not given")
    parser.add_argument("--target", choices=sorted(TARGETS), default=None, help="only this one")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where findings are saved")
    parser.add_argument("--replay", type=Path, default=None, help="a saved case, instead of new ones")
    options = parser.parse_args(arguments)
    if options.seed is None:
        options.seed = secrets.randbelow(10**9)
    return options


def _target(name: str) -> Target:
    return cast("Target", importlib.import_module(TARGETS[name]))  # a module is as good as an object


class Hang(BaseException):
    """A case was stopped; no handler of the code under test takes it for its own."""


@contextlib.contextmanager
def _stopped_in_time() -> Iterator[None]:
    """Interrupts what takes `HANGS` seconds of CPU."""

    def stop(number: int, frame: object) -> None:
        raise Hang(f"stopped after {HANGS} s CPU")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, HANGS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


class Run:
    """One target under fire."""

    def __init__(self, name: str, seed: int, folder: Path) -> None:
        self.name = name
        self.seed = seed
        self.folder = folder
        self.target = _target(name)
        self.findings = 0
        self.slowest = 0.0

    def hold(self, seconds: float, count: int) -> int:
        """Cases until the time is over, or that many; gives how many findings there were."""
        limit = f"{count:,} cases" if count else f"{seconds:.0f} s"
        print(f"{self.name}: seed {self.seed}, {limit}, findings go to {self.folder}/", flush=True)
        self.target.make(random.Random(0))  # the good inputs, which may take a second to make
        start, cpu = time.monotonic(), time.process_time()
        number = settled = grown = 0
        while self.findings < MOST_FINDINGS:
            if number >= count if count else time.monotonic() - start >= seconds:
                break
            self._one(number)
            number += 1
            if not settled and (number >= count // 10 if count else time.monotonic() - start >= seconds / 10):
                settled = _memory()
        if settled:
            grown = _memory() - settled
            if grown > GROWTH:
                self._tell(f"memory grew by {grown >> 20} MiB", None, number)
        print(
            f"{self.name}: {number:,} cases in {time.monotonic() - start:.0f} s"
            f" ({time.process_time() - cpu:.0f} s CPU), {self.findings} findings,"
            f" slowest {self.slowest * 1000:.0f} ms CPU, memory {grown / 2**20:+.1f} MiB{self._told()}",
            flush=True,
        )
        return self.findings

    def _told(self) -> str:
        tell = getattr(self.target, "tell", None)
        return "" if tell is None else f"; {tell()}"

    def _one(self, number: int) -> None:
        case = self.target.make(random.Random(f"{self.name}:{self.seed}:{number}"))
        before = time.process_time()  # of this process: others on the machine make nothing slow
        try:
            with _stopped_in_time():
                self.target.check(case)
        except (Exception, Hang):  # noqa: BLE001 - whatever it is, it is what we look for
            self._tell(traceback.format_exc(limit=-3), case, number)
        took = time.process_time() - before
        if took > SLOW:
            self._tell(f"took {took:.1f} s CPU, {SLOW} is the limit", case, number)
        self.slowest = max(self.slowest, took)

    def _tell(self, what: str, case: Any, number: int) -> None:
        self.findings += 1
        where = "no file"
        if case is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
            path = self.folder / f"{self.name}-{self.seed}-{number}"
            path.write_bytes(self.target.dump(case))
            where = f"python -m tools.fuzz --target {self.name} --replay {path}"
        print(f"{self.name}: FINDING in case {number} of seed {self.seed}: {where}\n{what}", flush=True)


def _memory() -> int:
    """The memory that this process holds, in bytes; where only that can be known, the most it has held."""
    gc.collect()
    pages = Path("/proc/self/statm")
    if pages.exists():
        return int(pages.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held if sys.platform == "darwin" else held * 1024


if __name__ == "__main__":
    warnings.simplefilter("error")
    sys.exit(main())
