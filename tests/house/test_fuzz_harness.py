"""`make fuzz` finds what there is to find, keeps it, and says how to see it again."""

from __future__ import annotations

import contextlib
import importlib
import random
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tools import fuzz


@pytest.fixture
def target(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A target that finds fault with every case that ends in 7."""

    def check(case: bytes) -> None:
        assert not case.endswith(b"7"), "a seven"

    made = SimpleNamespace(
        make=lambda dice: str(dice.randrange(1_000)).encode(), check=check, dump=bytes, load=bytes
    )
    monkeypatch.setitem(sys.modules, "made_up", made)
    monkeypatch.setattr(fuzz, "TARGETS", {"made-up": "made_up"})
    return made


def run(folder: Path, *arguments: str) -> int:
    return fuzz.main(["--seed", "5", "--count", "50", "--folder", str(folder), *arguments])


def test_a_finding_is_saved_and_comes_again(
    target: SimpleNamespace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 1 == run(tmp_path / "found")

    files = sorted((tmp_path / "found").iterdir())
    told = capsys.readouterr().out
    assert files
    assert all(file.read_bytes().endswith(b"7") for file in files)
    assert all(f"--replay {file}" in told for file in files)
    assert "seed 5" in told
    assert "a seven" in told
    with pytest.raises(AssertionError, match="a seven"):
        fuzz.main(["--replay", str(files[0])])
    files[0].write_bytes(b"8")
    assert 0 == fuzz.main(["--replay", str(files[0])])


def test_nothing_is_saved_where_nothing_is_wrong(target: SimpleNamespace, tmp_path: Path) -> None:
    target.check = lambda case: None

    assert 0 == run(tmp_path / "found")
    assert [] == list(tmp_path.iterdir())


def test_the_same_seed_makes_the_same_cases(target: SimpleNamespace, tmp_path: Path) -> None:
    seen: list[bytes] = []
    target.check = seen.append

    run(tmp_path)
    run(tmp_path)

    assert 100 == len(seen)
    assert seen[:50] == seen[50:]
    assert len(set(seen)) > 20


def test_a_case_that_takes_long_is_a_finding(
    target: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target.check = lambda case: None
    monkeypatch.setattr(fuzz, "SLOW", -1.0)

    assert 1 == run(tmp_path)
    assert fuzz.MOST_FINDINGS == len(list(tmp_path.iterdir()))


def test_a_case_that_never_ends_is_stopped_and_kept(
    target: SimpleNamespace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def check(case: bytes) -> None:
        while True:
            with contextlib.suppress(Exception):  # not even code that takes every exception goes on
                sum(range(1_000))

    target.check = check
    target.tell = lambda: "said so"
    monkeypatch.setattr(fuzz, "HANGS", 0.02)
    monkeypatch.setattr(fuzz, "MOST_FINDINGS", 2)

    assert 1 == run(tmp_path)
    told = capsys.readouterr().out
    assert "stopped after 0.02 s CPU" in told
    assert "said so" in told
    assert 2 == len(list(tmp_path.iterdir()))


def test_memory_that_grows_is_a_finding(
    target: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target.check = lambda case: None
    held = iter(range(0, 10**9, fuzz.GROWTH + 1))
    next(held)
    monkeypatch.setattr(fuzz, "_memory", lambda: next(held))

    assert 1 == run(tmp_path)


def test_time_ends_a_run_without_a_count(target: SimpleNamespace, tmp_path: Path) -> None:
    target.check = lambda case: None

    assert 0 == fuzz.main(["--seconds", "0.01", "--folder", str(tmp_path)])


@pytest.mark.parametrize("name", fuzz.TARGETS)
def test_every_target_has_what_the_harness_asks_for(name: str) -> None:
    module: Any = importlib.import_module(fuzz.TARGETS[name])

    case = module.make(random.Random(1))
    module.check(case)
    assert case == module.load(module.dump(case))
