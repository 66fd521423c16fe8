"""One file, one idea: a hand-written file that grows past its bound holds two."""

from __future__ import annotations

from pathlib import Path

from tests.support import ROOT

#: Where a reader's overview ends (measured on code that reads well: medians of 90 to 250 lines).
LIMIT = 400

#: No reason is good enough above this.
HARD_LIMIT = 600

FOLDERS = ("src/pymdm", "tools", "benchmarks", "examples", "tests")

#: Files between the limits, each with its reason.
LONG: dict[str, str] = {}

#: Generated files, which may have any length.
GENERATED = (
    "src/pymdm/schema/_index.py",
    "src/pymdm/schema/commands/",
    "src/pymdm/schema/declarations/",
    "src/pymdm/schema/documents/",
    "src/pymdm/schema/profiles/",
    "src/pymdm/schema/status/",
)


def lengths() -> dict[str, int]:
    found = {}
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            if not name.startswith(GENERATED):
                found[name] = path.read_text(encoding="utf-8").count("\n")
    return found


def test_hand_written_files_are_short_or_say_why_not() -> None:
    assert {} == {name: lines for name, lines in lengths().items() if lines > LIMIT and name not in LONG}


def test_no_hand_written_file_is_over_the_hard_limit() -> None:
    assert {} == {name: lines for name, lines in lengths().items() if lines > HARD_LIMIT}


def test_an_exception_that_is_no_longer_needed_is_removed() -> None:
    assert [] == [name for name in LONG if lengths().get(name, 0) <= LIMIT]


def test_the_rule_looks_at_something() -> None:
    assert len(lengths()) > 20
    assert "src/pymdm/errors.py" in lengths()
    assert Path(__file__).name in {Path(name).name for name in lengths()}
