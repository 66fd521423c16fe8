"""The defects that `make sabotage` plants: enough of them, and each fits the source as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.sabotage import BadList, Defect, catcher, load, verdict


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


@pytest.mark.parametrize("code", [0, 2, 4, 5, 10, None])
def test_only_a_red_test_counts_as_caught(code: int | None) -> None:
    assert "caught" != verdict(code)


def test_the_test_that_caught_a_defect_is_named() -> None:
    assert "test_cms.py::test_x" == catcher(
        "F\nFAILED tests/unit/crypto/test_cms.py::test_x - assert 1 == 2\n"
    )
