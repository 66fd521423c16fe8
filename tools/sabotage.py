"""Plants each known defect in a copy of pymdm and demands that a test goes red.

`python tools/sabotage.py [--only TEXT] [--list] [--check] [--narrow] [--jobs N]`

tests/sabotage/*.toml lists the defects: a name, a file, a text that occurs exactly once in it,
what to replace it with, and the tests that have to notice.  The checkout itself is never
changed.  The listed tests first have to pass without any defect, because a test that is
always red notices nothing; a defect that stops the tests from being imported, that makes them hang or
that ends their process does not count as caught either.

Every run is a process of its own, forked from one that has imported the libraries but nothing of pymdm
(tools/sabotage_nursery.py).  What is left is mostly the time of the tests: a defect that names a function
instead of a file costs a third of a second, and ``--narrow`` finds the function.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import contextlib
import queue
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

# Started by its path, this file finds its folder and not the package.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.sabotage_copy import Copy, Run
from tools.sabotage_list import LIST, BadList, Defect, load
from tools.sabotage_narrow import narrow, rewrite

__all__ = ["LIST", "BadList", "Defect", "load", "verdict"]

#: A defect's tests are meant to take under 20 s; six times that, on a loaded machine, is a hang.
TIMEOUT_SECONDS = 120

#: A piece of all listed tests, without a defect: many times the seconds that it takes.
SOUND_TIMEOUT_SECONDS = 900

#: The smallest machine this has to run on has two cores; of three, one mostly waits for a server or a lock.
JOBS = 3

#: Without a defect the tests run in so many processes: more than jobs, so that none has all the slow ones.
SOUND_PIECES = 8

#: So many of the slowest are named at the end: they are what the next one to save time should look at.
SLOWEST = 5


def verdict(run: Run) -> str:
    """One word or a few; a code of 1 that no test stands behind is the end of a process, not a red test."""
    if run.code == 1 and run.red:
        return "caught"
    words = {0: "SURVIVED", None: "HUNG"}
    return words.get(run.code, f"NOT A TEST FAILURE (pytest said {run.code})")


@contextlib.contextmanager
def copies(jobs: int) -> Iterator[queue.SimpleQueue[Copy]]:
    """As many copies as may be worked on at a time."""
    with tempfile.TemporaryDirectory(prefix="pymdm-sabotage-") as folder, contextlib.ExitStack() as stack:
        made: queue.SimpleQueue[Copy] = queue.SimpleQueue()
        for number in range(jobs):
            made.put(stack.enter_context(Copy(Path(folder, str(number)))))
        yield made


def sound(made: queue.SimpleQueue[Copy], defects: list[Defect], jobs: int) -> None:
    """Runs all the listed tests once without a defect.  Raises BadList if they are not green."""
    files: dict[str, set[str]] = {}
    for test in {test for defect in defects for test in defect.tests if not test.startswith("-")}:
        files.setdefault(test.partition("::")[0], set()).add(test)
    # Neighbours are alike, so that dealing them out spreads those that start processes.
    pieces = [sorted(files)[start::SOUND_PIECES] for start in range(SOUND_PIECES)]

    def one(piece: list[str]) -> Run:
        tests = [test for file in piece for test in sorted(files[file])]
        with lent(made) as copy:
            return copy.run(tests, timeout=SOUND_TIMEOUT_SECONDS, bytecode=True)

    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        runs = list(pool.map(one, filter(None, pieces)))
    for run in runs:
        if run.code != 0:
            raise BadList(f"the listed tests are red without any defect:\n{run.output[-6000:]}")
    tests = sum(len(run.times) for run in runs)
    print(f"without a defect: {tests} tests pass ({spent(runs)})", flush=True)


def spent(runs: Iterable[Run]) -> str:
    """Waiting counts as much as work: with two jobs, half of the first is what everybody waits for."""
    all_of_them = list(runs)
    seconds, work = sum(run.seconds for run in all_of_them), sum(run.work for run in all_of_them)
    return f"{seconds:.0f} s, of these {work:.0f} s of a processor"


@contextlib.contextmanager
def lent(made: queue.SimpleQueue[Copy]) -> Iterator[Copy]:
    copy = made.get()
    try:
        yield copy
    finally:
        made.put(copy)


def hunt(defects: list[Defect], jobs: int, *, narrowing: bool = False) -> list[str]:
    """Plants every defect; returns the names of those that no test caught.

    With ``narrowing``, tests of which all run are replaced in the lists by the function that went red.
    """
    lost: list[str] = []
    all_runs: dict[str, Run] = {}
    with copies(jobs) as made:
        sound(made, defects, jobs)

        def one(defect: Defect) -> tuple[Defect, Run]:
            with lent(made) as copy, copy.planted(defect):
                return defect, copy.run(defect.tests, timeout=TIMEOUT_SECONDS, first_only=not narrowing)

        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            runs = [pool.submit(one, defect) for defect in defects]
            for number, done in enumerate(concurrent.futures.as_completed(runs), 1):
                defect, run = done.result()
                word = verdict(run)
                by = f" by {run.red[0][0].rpartition('/')[2]}" if word == "caught" else ""
                print(
                    f"[{number}/{len(defects)}] {defect.name}: {word}{by} ({run.seconds:.1f} s)", flush=True
                )
                all_runs[defect.name] = run
                if word != "caught":
                    lost.append(defect.name)
                    print(run.output[-3000:], flush=True)
                elif narrowing and (test := narrow(defect, run)):
                    print(f"    now {test}" if rewrite(defect, test) else "    not rewritten", flush=True)
    print(f"with defects: {spent(all_runs.values())}; the slowest:")
    for name in sorted(all_runs, key=lambda name: -all_runs[name].seconds)[:SLOWEST]:
        print(f"{all_runs[name].seconds:6.1f} s: {name}")
    return lost


def main() -> int:
    parser = argparse.ArgumentParser(description="plant known defects; each has to turn a test red")
    parser.add_argument("--only", metavar="TEXT", default="", help="defects whose name contains TEXT")
    parser.add_argument("--list", action="store_true", help="print the defects and stop")
    parser.add_argument("--check", action="store_true", help="check that the list fits the source and stop")
    parser.add_argument(
        "--narrow",
        action="store_true",
        help="name in the list the function that goes red, instead of its file",
    )
    parser.add_argument("--jobs", type=int, default=JOBS)
    options = parser.parse_args()
    try:
        defects = load(only=options.only)
        if options.narrow:
            defects = [defect for defect in defects if not defect.is_narrow]
        if not defects:
            raise BadList("no such defect")
        if options.list or options.check:
            if options.list:
                print("\n".join(f"{defect.file}: {defect.name}" for defect in defects))
            print(f"{len(defects)} defects listed, each fits the source")
            return 0
        lost = hunt(defects, options.jobs, narrowing=options.narrow)
    except BadList as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{len(defects)} defects, {len(defects) - len(lost)} caught")
    for name in lost:
        print(f"not caught: {name}")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
