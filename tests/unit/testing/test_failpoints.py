"""Failpoints: free and off in production, exact in tests."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import threading
import timeit
from collections.abc import Iterator
from pathlib import Path

import pytest

import pymdm
from pymdm.stores import _steps
from pymdm.testing import failpoints

SOURCE = Path(pymdm.__file__).parent


@pytest.fixture(autouse=True)
def _disarmed() -> Iterator[None]:
    yield
    failpoints.disarm()


def test_a_step_does_nothing_unless_something_is_armed() -> None:
    _steps.reach("enqueue.before-commit")

    assert _steps.hook is None
    assert {} == failpoints.reached()


def test_a_step_costs_next_to_nothing_in_production() -> None:
    """Less than ten calls of a function that does nothing: it is about one and a half, on any machine."""
    names = {**vars(_steps), "nothing": lambda step: None}

    # The best of many short rounds is not disturbed by a busy machine.
    reach, nothing = (
        min(timeit.repeat(f"{name}('enqueue.before-commit')", globals=names, number=2000, repeat=50))
        for name in ("reach", "nothing")
    )

    assert reach < 10 * nothing


def test_an_error_is_raised_at_the_step_and_time_that_was_named_and_once() -> None:
    failpoints.raise_at("enqueue.before-commit", OSError("made to fail"), count=2)

    _steps.reach("enqueue.before-commit")
    _steps.reach("enqueue.after-commit")
    with pytest.raises(OSError, match="made to fail"):
        _steps.reach("enqueue.before-commit")
    _steps.reach("enqueue.before-commit")
    assert {"enqueue.before-commit": 3, "enqueue.after-commit": 1} == failpoints.reached()


def test_a_count_begins_at_one() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        failpoints.die_at("x", 0)


def test_armed_ends_with_its_block() -> None:
    with failpoints.armed():
        failpoints.raise_at("x", OSError())
        assert _steps.hook is not None
    _steps.reach("x")
    assert _steps.hook is None


def test_a_pause_holds_the_thread_that_gets_there_until_it_may_go_on() -> None:
    passed = threading.Event()

    def work() -> None:
        _steps.reach("report.picked")
        passed.set()

    with failpoints.pause_at("report.picked") as pause:
        worker = threading.Thread(target=work)
        worker.start()
        assert "report.picked" == pause.wait()
        assert not passed.is_set()
        pause.go_on()
        worker.join(30)
        assert passed.is_set()


def test_a_pause_that_is_closed_lets_everybody_pass() -> None:
    with failpoints.pause_at("report.picked"):
        pass

    _steps.reach("report.picked")


def test_a_step_that_nobody_reaches_is_no_endless_wait() -> None:
    with failpoints.pause_at("report.picked") as pause, pytest.raises(TimeoutError, match="not reached"):
        pause.wait(seconds=0.01)


def test_a_program_that_ends_before_the_step_is_no_endless_wait() -> None:
    with failpoints.Pause() as pause:
        pause.hand_over()
        with pytest.raises(ChildProcessError, match="has ended"):
            pause.wait()


def test_a_program_whose_test_has_ended_goes_on() -> None:
    pause = failpoints.Pause()
    told, go = os.dup(pause.told), os.dup(pause.go)
    pause.close()

    failpoints._hold("report.picked", told, go)
    os.close(told)
    os.close(go)


def run(*arguments: str, code: str = "", **options: object) -> subprocess.CompletedProcess[str]:
    command = ["-c", code] if code else ["-m", "pymdm.testing.failpoints", *arguments]
    return subprocess.run(
        [sys.executable, "-W", "error", *command],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **options,  # type: ignore[call-overload]
    )


def test_death_is_sudden_and_has_its_own_exit_status() -> None:
    code = (
        "from pymdm.stores._steps import reach; from pymdm.testing import failpoints\n"
        "failpoints.die_at('a', 2)\n"
        "try:\n    reach('a'); print('once', flush=True); reach('a')\nfinally:\n    print('farewell')"
    )
    done = run(code=code)

    assert (failpoints.EXIT_STATUS, "once\n", "") == (done.returncode, done.stdout, done.stderr)


def test_the_runner_runs_the_ordinary_command_line() -> None:
    done = run("--die-at", "report.picked:3", "--", "--version")

    assert (0, f"pymdm {pymdm.__version__}\n", "") == (done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("--die-at", "a:0", "--", "serve"), "expected NAME or NAME:N"),
        (("--die-at", ":1", "--", "serve"), "expected NAME or NAME:N"),
        (("--die-at", "a:b", "--", "serve"), "expected NAME or NAME:N"),
        (("--pause-at", "a", "--", "serve"), "--pause-at needs --pause-pipes"),
        (("--die-at", "a"), "the following arguments are required: command"),
    ],
)
def test_a_runner_that_was_called_wrongly_says_so(arguments: tuple[str, ...], text: str) -> None:
    done = run(*arguments)

    assert 2 == done.returncode
    assert text in done.stderr


def test_the_runner_arms_all_three_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process, because what it runs is only a version number."""
    monkeypatch.delitem(sys.modules, "pymdm.__main__", raising=False)  # of other tests; the runner would warn
    told, listening = os.pipe()
    go, releasing = os.pipe()
    before = sys.argv
    try:
        with pytest.raises(SystemExit) as end:
            failpoints.main(
                [
                    "--raise-at=a",
                    "--pause-at=b:2",
                    "--pause-pipes",
                    str(listening),
                    str(go),
                    "--",
                    "--version",
                ]
            )
        assert 0 == end.value.code
        with pytest.raises(OSError, match="made to fail by a failpoint"):
            _steps.reach("a")
        _steps.reach("b")
        os.write(releasing, b".")
        _steps.reach("b")
        assert b"b\n" == os.read(told, 100)
    finally:
        sys.argv = before
        for end_ in (told, listening, go, releasing):
            os.close(end_)


def test_nothing_in_production_can_arm_them() -> None:
    """Only this module sets the hook, and of the package only it and tests know it."""
    setters = []
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "_steps" not in text and "failpoints" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Assign):
                setters += [path.name for target in node.targets if ast.unparse(target) == "_steps.hook"]
            if isinstance(node, ast.ImportFrom | ast.Import):
                names = {f"{getattr(node, 'module', '') or ''}.{alias.name}" for alias in node.names}
                if any("failpoints" in name for name in names):
                    setters.append(path.name)

    assert {"failpoints.py"} == set(setters)
    for path in (SOURCE / "stores" / "_steps.py", SOURCE / "testing" / "failpoints.py"):
        assert "environ" not in path.read_text(encoding="utf-8").replace("environment", "")
