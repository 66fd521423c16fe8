"""Importing pymdm costs little: a program that needs one part does not pay for the others.

Which modules get loaded is exact.  CPU time is not: the least of several fresh processes is taken, so that a
busy machine does not matter, the bounds are several times what was measured, and a machine that is slower
gets so much more.
"""

from __future__ import annotations

import functools
import os
import subprocess
import sys

import pytest

RUNS = 5

#: Whatever the first import is, these cost tens of milliseconds and are needed by few.
HEAVY = [
    "asn1crypto",
    "cryptography",
    "flask",
    "h2",
    "httpx",
    "oauthlib",
    "psycopg",
    "rich",
    "typer",
    "waitress",
]

MEASURE = """
import resource, sys
{before}
def spent():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
start = spent()
{code}
print(spent() - start)
print(*sorted(sys.modules))
"""


def fresh(code: str, before: str = "") -> tuple[float, set[str]]:
    """CPU seconds of some code in a new process, and the modules that are loaded after it."""
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("COV", "PYTHONDONTWRITE"))
    }
    done = subprocess.run(
        [sys.executable, "-c", MEASURE.format(before=before, code=code)],
        capture_output=True,
        text=True,
        check=True,
        env=clean,
    )
    seconds, loaded = done.stdout.splitlines()
    return float(seconds), set(loaded.split())


#: Pure Python, and what it takes where the budgets were made.
YARDSTICK, YARDSTICK_MILLISECONDS = "for n in range(100_000): str(n)", 9.0


@functools.cache
def slowness() -> float:
    """How many times slower than there this machine is; 1 if it is faster."""
    return max(1.0, 1000 * min(fresh(YARDSTICK)[0] for _ in range(RUNS)) / YARDSTICK_MILLISECONDS)


def least(code: str, before: str = "") -> float:
    """Milliseconds of CPU: the least of several runs, the first of which only writes bytecode."""
    fresh(code, before)
    return 1000 * min(fresh(code, before)[0] for _ in range(RUNS))


@pytest.mark.parametrize(
    "door",
    ["pymdm", "pymdm.protocol", "pymdm.schema", "pymdm.commands", "pymdm.errors", "pymdm.dep._oauth"],
)
def test_importing_loads_no_heavy_library(door: str) -> None:
    _, loaded = fresh(f"import {door}")

    assert [] == [name for name in HEAVY if name in loaded]


def test_importing_pymdm_loads_no_schema_class() -> None:
    _, loaded = fresh("import pymdm")

    assert [] == sorted(name for name in loaded if name.startswith("pymdm.schema."))


DOORS = ["pymdm.schema", "pymdm.commands", "pymdm.profiles", "pymdm.declarations", "pymdm.status"]


@pytest.mark.parametrize("door", [*DOORS, "pymdm.documents"])
def test_importing_the_schema_loads_no_class_before_it_is_used(door: str) -> None:
    _, loaded = fresh(f"import {door}")

    assert [] == sorted(name for name in loaded if name.startswith("pymdm.schema.") and name.count(".") > 2)


def test_using_one_command_loads_only_that_command() -> None:
    _, loaded = fresh("from pymdm.commands import DeviceLock")

    assert ["pymdm.schema.commands.device_lock"] == sorted(
        name for name in loaded if name.startswith("pymdm.schema.commands.")
    )


def test_availability_is_loaded_when_somebody_asks() -> None:
    build = "from pymdm.commands import DeviceLock; lock = DeviceLock(pin='123456'); lock.wire()"
    ask = "from pymdm.protocol import Target; lock.availability(Target(os='iOS'))"

    def rows(code: str) -> list[str]:
        return sorted(name for name in fresh(code)[1] if "_availability." in name)

    assert [] == rows(build)
    assert ["pymdm.schema.commands._availability.device_lock"] == rows(f"{build}; {ask}")


@pytest.mark.parametrize(
    ("code", "before", "milliseconds"),
    [
        ("import pymdm", "", 30),
        ("import pymdm.protocol", "", 60),
        ("import pymdm.schema", "import attrs", 10),
        ("pymdm.commands.DeviceLock", "import pymdm.commands", 25),
        ("pymdm.commands.DeviceInformation", "import pymdm.commands", 25),
        ("pymdm.profiles.Restrictions", "import pymdm.profiles", 25),
    ],
    ids=["pymdm", "protocol", "schema beyond attrs", "first use", "of many queries", "of 200 keys"],
)
def test_importing_stays_within_its_budget(code: str, before: str, milliseconds: int) -> None:
    assert least(code, before) <= milliseconds * slowness()
