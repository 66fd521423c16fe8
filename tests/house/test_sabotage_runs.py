"""What `make sabotage` makes of the ways in which a run of tests can end, and what it leaves behind."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.sabotage import verdict
from tools.sabotage_copy import Copy, Run
from tools.sabotage_list import Defect
from tools.sabotage_narrow import narrow, rewrite

SECONDS = 60.0

SMALL = "def double(number: int) -> int:\n    return number + number\n"
DOUBLES = "import pymdm\n\ndef test_of_double() -> None:\n    assert 6 == pymdm.double(3)\n"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    """Of a package that has nothing but the name: a process that runs tests against it."""
    package = tmp_path_factory.mktemp("source") / "pymdm"
    package.mkdir()
    (package / "__init__.py").write_text(SMALL, encoding="utf-8")
    with Copy(tmp_path_factory.mktemp("copy"), package.parent) as made:
        yield made


def run(copy: Copy, folder: Path, test: str, *, timeout: float = SECONDS) -> Run:
    path = folder / "test_it.py"
    path.write_text(test, encoding="utf-8")
    return copy.run([str(path)], timeout=timeout)


def defect(**changed: object) -> Defect:
    fields = {
        "name": "doubling is squaring",
        "file": "src/pymdm/__init__.py",
        "find": "number + number",
        "replace": "number * number",
        "tests": ("tests/house",),
    }
    return Defect(**{**fields, **changed})  # type: ignore[arg-type]


def test_a_red_test_is_a_catch_and_is_named(copy: Copy, tmp_path: Path) -> None:
    done = run(copy, tmp_path, "def test_it() -> None:\n    assert False\n")

    assert "caught" == verdict(done)
    assert [("test_it.py::test_it", "call")] == [(test.rpartition("/")[2], phase) for test, phase in done.red]


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ("def test_it() -> None: ...\n", "SURVIVED"),
        ("import nowhere\n", "pytest said 10"),
        ("import os\ndef test_it() -> None:\n    os._exit(1)\n", "pytest said 1"),
        ("import os\ndef test_it() -> None:\n    os.kill(os.getpid(), 11)\n", "pytest said -11"),
        ("", "pytest said 5"),
    ],
)
def test_what_is_not_a_red_test_is_no_catch(copy: Copy, tmp_path: Path, test: str, said: str) -> None:
    assert said in verdict(run(copy, tmp_path, test))


def test_a_run_that_hangs_is_ended_with_what_it_started(copy: Copy, tmp_path: Path) -> None:
    started = tmp_path / "started"
    test = f"""
        import pathlib, subprocess, sys
        def test_it():
            child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
            pathlib.Path({str(started)!r}).write_text(str(child.pid))
            child.wait()
    """

    for patience in (1, SECONDS):  # a slow machine may not even have come to the test in a second
        assert "HUNG" == verdict(run(copy, tmp_path, f"if True:{test}", timeout=patience))
        if started.exists() and started.read_text(encoding="utf-8"):
            break

    assert gone(int(started.read_text(encoding="utf-8")))
    assert "SURVIVED" == verdict(run(copy, tmp_path, "def test_it() -> None: ...\n"))


def gone(pid: int) -> bool:
    """Killed, though whoever takes care of orphans may not have taken note of it yet."""
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        status = Path(f"/proc/{pid}/stat")
        if status.exists() and status.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z":
            return True
    os.kill(pid, signal.SIGKILL)
    return False


def test_a_defect_is_there_while_it_is_planted_and_only_then(copy: Copy, tmp_path: Path) -> None:
    planted = copy.source / "pymdm" / "__init__.py"
    before = planted.stat().st_mtime_ns, planted.read_bytes()
    verdicts = []
    for _ in range(2):
        verdicts.append(verdict(run(copy, tmp_path, DOUBLES)))
        with copy.planted(defect()):
            verdicts.append(verdict(run(copy, tmp_path, DOUBLES)))

    assert ["SURVIVED", "caught"] * 2 == verdicts
    assert before == (planted.stat().st_mtime_ns, planted.read_bytes())


def test_a_test_that_cites_the_row_is_preferred_and_then_a_plain_and_quick_one() -> None:
    slow = (
        "tests/unit/stores/test_memory.py::TestMemoryStore::test_a_serial_number_alone_carries_nothing_over"
    )
    cites = "tests/unit/stores/sqlite/test_at_rest.py::test_quotes_and_worse_are_only_text"
    many = "tests/property/test_plist.py::test_what_is_written_reads_back"
    quick = "tests/unit/test_model.py::test_keys_go_out_in_the_order_of_the_schema"
    times = {slow: 2.0, cites: 9.0, many: 0.0, f"{quick}[1]": 0.1}
    red = tuple((test, "call") for test in times)
    done = Run(code=1, output="", seconds=1, work=1, red=red, times=times)

    assert cites == narrow(defect(name="T57: values are put into the statement"), done)
    assert quick == narrow(defect(), done)
    assert None is narrow(defect(name="T57: values"), Run(code=1, output="", seconds=1, work=1, red=red[:1]))


def test_a_list_is_rewritten_in_one_place(tmp_path: Path) -> None:
    entry = '[[defect]]\nname = "{}"\nfile = "x"\ntests = [\n    "a.py",\n    "b.py",\n]\n'
    path = tmp_path / "x.toml"
    path.write_text("\n".join(entry.format(name) for name in ("one", "two", "three")), encoding="utf-8")

    assert rewrite(defect(name="two"), "c.py::test_c[1]", tmp_path)
    assert not rewrite(defect(name="four"), "c.py::test_c", tmp_path)

    tests = '[\n    "a.py",\n    "b.py",\n]\n'
    text = path.read_text(encoding="utf-8")
    assert 2 == text.count(tests)
    assert 'name = "two"\nfile = "x"\ntests = ["c.py::test_c[1]"]\n' in text
