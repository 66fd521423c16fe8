"""docs/threats.md explains every number that is cited, and calls nothing covered that no test cites."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.support import ROOT, ROW_NUMBER, rows_cited

PAGE = ROOT / "docs" / "threats.md"


class Row(NamedTuple):
    number: str
    sentence: str
    status: str
    tests: tuple[str, ...]


def rows() -> list[Row]:
    found = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and ROW_NUMBER.fullmatch(cells[0]):
            number, sentence, status, tests = cells
            found.append(Row(number, sentence, status, tuple(re.findall(r"\]\(\.\./([^)]+)\)", tests))))
    return found


def cited(path: Path) -> set[str]:
    """The numbers in a file."""
    return rows_cited(path.read_text(encoding="utf-8"))


def files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        for kind in ("*.py", "*.pyi", "*.md", "*.toml"):
            yield from (path for path in (ROOT / folder).rglob(kind) if path != PAGE)


def test_the_expression_reads_numbers_and_ranges_and_nothing_else(tmp_path: Path) -> None:
    letter = "T"  # so that this file cites nothing itself
    page = tmp_path / "page"
    page.write_text(f"({letter}3, {letter}75-{letter}77) noqa: {letter}201 2026-01-31{letter}12:00:00Z")

    assert {f"{letter}{number}" for number in (3, 75, 76, 77)} == cited(page)


def test_every_number_that_is_cited_has_a_row() -> None:
    explained = {row.number for row in rows()}

    unexplained = {
        f"{path.relative_to(ROOT)}: {number}"
        for path in files("src", "tests", "docs")
        for number in cited(path) - explained
    }
    assert set() == unexplained


def test_every_row_is_cited_somewhere_and_there_once() -> None:
    numbers = [row.number for row in rows()]
    used = set().union(*(cited(path) for path in files("src", "tests")))

    assert len(set(numbers)) == len(numbers)
    assert [] == [number for number in numbers if number not in used]


def test_what_is_covered_is_cited_by_the_tests_that_the_row_names() -> None:
    covered = [row for row in rows() if row.status == "covered"]

    assert 60 < len(covered)
    assert [] == [row.number for row in covered if not row.tests]


def test_the_tests_that_a_row_names_cite_it() -> None:
    wrong = [
        f"{row.number}: {name}"
        for row in rows()
        for name in row.tests
        if not _is_test(name) or row.number not in cited(ROOT / name)
    ]

    assert [] == wrong


def test_a_row_is_covered_or_says_what_is_missing() -> None:
    odd = [row.number for row in rows() if row.status != "covered" and not re.match("part: .", row.status)]

    assert [] == odd


def _is_test(name: str) -> bool:
    """A test, or a check of the store contract, which tests/unit/stores runs."""
    return name.startswith(("tests/", "src/pymdm/testing/_contract_")) and (ROOT / name).is_file()
