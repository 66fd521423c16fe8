"""Plants each known defect in a copy of pymdm and demands that a test goes red.

`python tools/sabotage.py [--only TEXT] [--list] [--check] [--jobs N]`

tests/sabotage/*.toml lists the defects: a name, a file, a text that occurs exactly once in it,
what to replace it with, and the tests that have to notice.  The checkout itself is never
changed.  The listed tests first have to pass without any defect, because a test that is
always red notices nothing; a defect that stops the tests from being imported, or that makes them hang,
does not count as caught either.
"""

from __future__ import annotations

import argparse
import compileall
import concurrent.futures
import dataclasses
import os
import py_compile
import queue
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "tests" / "sabotage"
KEYS = ("name", "file", "find", "replace", "tests")

#: A defect's tests are meant to take under 20 s; six times that, on a loaded machine, is a hang.
TIMEOUT_SECONDS = 120

#: All listed tests, each once, without a defect: a few times the minutes that they take, which with the tests
#: that kill processes are three to four.
SOUND_TIMEOUT_SECONDS = 1800

#: Two, because the smallest machine this has to run on has two cores.
JOBS = 2


class BadList(Exception):
    """The list of defects is wrong: nothing was run."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Defect:
    name: str
    file: str
    find: str
    replace: str
    tests: tuple[str, ...]

    def problem(self) -> str | None:
        path = ROOT / self.file
        if not self.file.startswith("src/pymdm/") or not path.is_file():
            return f"no such file under src/pymdm: {self.file}"
        if (found := path.read_text(encoding="utf-8").count(self.find)) != 1:
            return f"the text to find occurs {found} times in {self.file}, expected once"
        if self.find == self.replace:
            return "replaces the text with itself"
        for test in self.tests:
            if not test.startswith("-") and not (ROOT / test.split("::")[0]).exists():
                return f"no such test: {test}"
        return None if self.tests else "names no test"


def load(folder: Path = LIST, *, only: str = "") -> list[Defect]:
    """The defects whose name contains ``only``, checked against the source as it is now.

    Raises BadList with every fault found, so that one run is enough to repair them.
    """
    faults: list[str] = []
    defects: dict[str, Defect] = {}
    for path in sorted(folder.glob("*.toml")):
        for number, entry in enumerate(tomllib.loads(path.read_text(encoding="utf-8")).get("defect", []), 1):
            where = f"{path.name}, defect {number}"
            if set(entry) != set(KEYS):
                faults.append(f"{where}: has {sorted(entry)}, expected {sorted(KEYS)}")
                continue
            defect = Defect(**_typed(entry))
            if only.casefold() not in defect.name.casefold():
                continue
            if defect.name in defects:
                faults.append(f"{where}: a second one is called {defect.name!r}")
            elif problem := defect.problem():
                faults.append(f"{where} ({defect.name}): {problem}")
            defects[defect.name] = defect
    if faults:
        raise BadList("\n".join(faults))
    return list(defects.values())


def _typed(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        **{key: str(entry[key]) for key in KEYS[:4]},
        "tests": tuple(str(test) for test in entry["tests"]),
    }


class Copy:
    """A private src folder, with bytecode that is valid by content: two edits within a second stay apart."""

    def __init__(self, folder: Path) -> None:
        self.source = folder / "src"
        shutil.copytree(ROOT / "src", self.source, ignore=shutil.ignore_patterns("__pycache__"))
        mode = py_compile.PycInvalidationMode.CHECKED_HASH
        compileall.compile_dir(self.source, quiet=2, invalidation_mode=mode)

    def run(self, tests: tuple[str, ...], timeout: float = TIMEOUT_SECONDS) -> tuple[int | None, str]:
        """pytest's exit code (None: it hung) and what it printed."""
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(self.source), str(ROOT / "tools")]),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYMDM_SOURCE": str(self.source),
        }
        options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "sabotage_guard"]
        command = [sys.executable, "-b", "-m", "pytest", *options, *tests]
        with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
            running = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                code: int | None = running.wait(timeout)
            except subprocess.TimeoutExpired:
                # With all that it started: a server left over would go on holding its port.
                os.killpg(running.pid, signal.SIGKILL)
                running.wait()
                code = None
            output.seek(0)
            return code, output.read()

    def plant(self, defect: Defect) -> tuple[int | None, str]:
        path = self.source.parent / defect.file
        sound = path.read_text(encoding="utf-8")
        path.write_text(sound.replace(defect.find, defect.replace), encoding="utf-8")
        try:
            return self.run(defect.tests)
        finally:
            path.write_text(sound, encoding="utf-8")


def verdict(code: int | None) -> str:
    words = {0: "SURVIVED", 1: "caught", None: "HUNG"}
    return words.get(code, f"NOT A TEST FAILURE (pytest said {code})")


def catcher(output: str) -> str:
    """The test that went red first, as pytest's summary names it."""
    red = re.search(r"^(?:FAILED|ERROR) (\S+)", output, re.MULTILINE)
    return red[1].rpartition("/")[2] if red else "?"


def hunt(defects: list[Defect], jobs: int) -> list[str]:
    """Plants every defect; returns the names of those that no test caught."""
    lost: list[str] = []
    with tempfile.TemporaryDirectory(prefix="pymdm-sabotage-") as folder:
        copies: queue.SimpleQueue[Copy] = queue.SimpleQueue()
        for number in range(jobs):
            copies.put(Copy(Path(folder, str(number))))
        sound(copies, defects)

        def one(defect: Defect) -> tuple[Defect, int | None, str, float]:
            copy = copies.get()
            started = time.monotonic()
            try:
                return defect, *copy.plant(defect), time.monotonic() - started
            finally:
                copies.put(copy)

        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            runs = [pool.submit(one, defect) for defect in defects]
            for number, run in enumerate(concurrent.futures.as_completed(runs), 1):
                defect, code, output, seconds = run.result()
                words = f"{verdict(code)} by {catcher(output)}" if code == 1 else verdict(code)
                print(f"[{number}/{len(defects)}] {defect.name}: {words} ({seconds:.1f} s)", flush=True)
                if code != 1:
                    lost.append(defect.name)
                    print(output[-3000:], flush=True)
    return lost


def sound(copies: queue.SimpleQueue[Copy], defects: list[Defect]) -> None:
    """Runs all the tests once without a defect.  Raises BadList if they are not green."""
    tests = tuple(sorted({test for defect in defects for test in defect.tests if not test.startswith("-")}))
    copy = copies.get()
    code, output = copy.run(tests, SOUND_TIMEOUT_SECONDS)
    copies.put(copy)
    if code != 0:
        raise BadList(f"the listed tests are red without any defect:\n{output[-6000:]}")
    print(f"without a defect: {output.strip().splitlines()[-1]}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description="plant known defects; each has to turn a test red")
    parser.add_argument("--only", metavar="TEXT", default="", help="defects whose name contains TEXT")
    parser.add_argument("--list", action="store_true", help="print the defects and stop")
    parser.add_argument("--check", action="store_true", help="check that the list fits the source and stop")
    parser.add_argument("--jobs", type=int, default=JOBS)
    options = parser.parse_args()
    try:
        defects = load(only=options.only)
        if not defects:
            raise BadList("no such defect")
        if options.list or options.check:
            if options.list:
                print("\n".join(f"{defect.file}: {defect.name}" for defect in defects))
            print(f"{len(defects)} defects listed, each fits the source")
            return 0
        lost = hunt(defects, options.jobs)
    except BadList as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{len(defects)} defects, {len(defects) - len(lost)} caught")
    for name in lost:
        print(f"not caught: {name}")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
