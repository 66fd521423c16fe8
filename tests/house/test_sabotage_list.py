"""The defects that `make sabotage` plants: enough of them, and each fits the source as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.sabotage import verdict
from tools.sabotage_copy import Run
from tools.sabotage_list import BadList, Defect, load


def defect(**changed: object) -> Defect:
    fields = {
        "name": "413 is 500",
        "file": "src/pymdm/errors.py",
        "find": "http_status = 413",
        "replace": "http_status = 500",
        "tests": ("tests/house",),
    }
    return Defect(**{**fields, **changed})  # type: ignore[arg-type]


def test_every_listed_defect_fits_the_source() -> None:
    assert 20 <= len(load())


def test_a_sound_entry_has_no_problem() -> None:
    assert None is defect().problem()


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"file": "src/pymdm/none.py"}, "no such file"),
        ({"file": "Makefile"}, "no such file"),
        ({"find": "http_status = "}, "occurs 2 times"),
        ({"find": "nowhere to be found"}, "occurs 0 times"),
        ({"replace": "http_status = 413"}, "with itself"),
        ({"tests": ("tests/house/none.py",)}, "no such test"),
        ({"tests": ()}, "names no test"),
    ],
)
def test_a_wrong_entry_is_refused(changed: dict[str, object], problem: str) -> None:
    assert problem in (defect(**changed).problem() or "")


def test_all_faults_of_a_list_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text('[[defect]]\nname = "a"\n[[defect]]\nname = "b"\n', encoding="utf-8")

    with pytest.raises(BadList) as refused:
        load(tmp_path)

    assert 2 == len(str(refused.value).splitlines())


def run(code: int | None, *red: tuple[str, str]) -> Run:
    return Run(code=code, output="", seconds=0.1, work=0.1, red=red, times={test: 0.1 for test, _ in red})


@pytest.mark.parametrize("code", [0, 2, 3, 4, 5, 10, 70, -9, None])
def test_only_a_red_test_counts_as_caught(code: int | None) -> None:
    assert "caught" == verdict(run(1, ("tests/x.py::test_x", "call")))
    assert "caught" != verdict(run(code, ("tests/x.py::test_x", "call")))


def test_a_process_that_ends_like_pytest_with_red_tests_catches_nothing() -> None:
    assert "caught" != verdict(run(1))
