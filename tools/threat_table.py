"""The table threat → test on docs/trust.md, made from docs/threats.md and the tests that cite its numbers.

``python -m tools.threat_table`` writes it into the page (`make format` does so too), ``--check`` says whether
it is stale.  A file is named for a row if one of its tests is about it: the number stands in the test's name,
decorators, docstring or body, or in the file outside of its tests, as in the docstring at the top.
"""

from __future__ import annotations

import ast
import functools
import re
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

__all__ = ["PAGE", "Row", "counted", "main", "rows", "with_table"]

ROOT: Final = Path(__file__).parent.parent
PAGE: Final = ROOT / "docs" / "trust.md"
THREATS: Final = ROOT / "docs" / "threats.md"
BEGIN, END = "<!-- made by tools/threat_table.py: begin -->", "<!-- end -->"

#: The rows that are about trust, by the headings of the list that pymdm was planned with.
SECTIONS: Final = (
    ("Who a device is", range(1, 18)),
    ("Signatures and encryption", range(18, 34)),
    ("Property lists and other parsers", range(34, 42)),
    ("Enrollment and certificates", range(42, 52)),
    ("Secrets, and denial of service", range(69, 81)),
)
_NUMBER: Final = re.compile(r"\bT([1-9]\d?)(?:-T([1-9]\d?))?\b")
_NAMED: Final = re.compile(r"_t([1-9]\d?)(?:_to_t([1-9]\d?))?(?=_|\b)")
_ROW: Final = re.compile(r"\| T(\d+) \| (.*?) \| (covered|part: .*?) \|")


class Row(NamedTuple):
    """A row of docs/threats.md."""

    number: int
    sentence: str
    status: str


def rows() -> dict[int, Row]:
    """The threats that docs/threats.md explains."""
    found = map(_ROW.match, THREATS.read_text(encoding="utf-8").splitlines())
    return {int(row[1]): Row(int(row[1]), row[2], row[3]) for row in found if row}


def numbers(text: str) -> set[int]:
    """The threats that a text names, in ranges too, as ``T24`` or in a test's name as ``_t24_``."""
    found: set[int] = set()
    for expression in (_NUMBER, _NAMED):
        for match in expression.finditer(text):
            found.update(range(int(match[1]), int(match[2] or match[1]) + 1))
    return found


def counted(path: Path) -> Counter[int]:
    """How many tests of a file are about each threat."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    tests = list(_tests(ast.parse(text), lines))
    spans = set().union(*(span for _, _, span in tests))
    everywhere = numbers("\n".join(line for at, line in enumerate(lines, start=1) if at not in spans))
    found: Counter[int] = Counter()
    for _, source, _ in tests:
        found.update(numbers(source) | everywhere)
    return found


def _tests(tree: ast.Module, lines: list[str]) -> Iterator[tuple[str, str, set[int]]]:
    """Name, source and line numbers of each test, and of each check of a contract that stores run."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith(
            ("test_", "check_")
        ):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            last = node.end_lineno or node.lineno
            yield node.name, "\n".join(lines[first - 1 : last]), set(range(first, last + 1))


def with_table(page: str) -> str:
    """The page with the table as it should be.

    Raises:
        ValueError: the page has no place for it.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"expected {BEGIN} and {END} in {PAGE.name}")
    return f"{before}{BEGIN}\n\n{_table()}\n{END}{after}"


def _table() -> str:
    known = rows()
    tests: dict[int, list[Path]] = defaultdict(list)
    for path in _files():
        for number in counted(path):
            tests[number].append(path)
    planted = _planted()
    lines = ["| | threat | tests | defect planted |", "|---|---|---|---|"]
    for name, section in SECTIONS:
        lines.append(f"| | **{name}** | | |")
        lines += [
            f"| T{number} | {known[number].sentence}{_gap(known[number])} | {_cell(tests[number])} |"
            f" {'yes' if number in planted else 'no'} |"
            for number in section
            if number in known
        ]
    return "\n".join(lines) + "\n"


def _files() -> list[Path]:
    """The tests, and the checks that the tests of every store run; those of the rules themselves left out."""
    contract = (ROOT / "src" / "pymdm" / "testing").glob("_contract_*.py")
    tests = (
        path for path in (ROOT / "tests").rglob("test_*.py") if path.parent.name not in ("house", "docs")
    )
    return sorted([*tests, *contract])


def _gap(row: Row) -> str:
    return "" if row.status == "covered" else f" *In part: {row.status.removeprefix('part: ')}*"


def _cell(paths: list[Path]) -> str:
    names = Counter(path.stem for path in paths)
    shown = [path.stem if names[path.stem] == 1 else f"{path.parent.name}/{path.stem}" for path in paths]
    links = zip(shown, paths, strict=True)
    return ", ".join(f"[{name}](../{path.relative_to(ROOT).as_posix()})" for name, path in links)


def _planted() -> set[int]:
    """The threats that a planted defect names, or the tests that have to catch it do."""
    found: set[int] = set()
    for path in sorted((ROOT / "tests" / "sabotage").glob("*.toml")):
        for defect in tomllib.loads(path.read_text(encoding="utf-8"))["defect"]:
            found |= numbers(defect["name"])
            for test in defect["tests"]:
                found |= _about(test)
    return found


def _about(test: str) -> set[int]:
    """What one test is about: by its own text, or by that of its file."""
    place, _, name = test.partition("::")
    path = ROOT / place
    if not path.is_file():  # test_sabotage_list demands that it is there
        return set()
    name = name.partition("[")[0].rpartition("::")[2]
    return _by_test(path).get(name, set()) if name else set(counted(path))


@functools.cache
def _by_test(path: Path) -> dict[str, set[int]]:
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    return {name: numbers(source) for name, source, _ in _tests(ast.parse(text), lines)}


def main(arguments: list[str]) -> int:
    """Write the table, or with ``--check`` only say whether it is stale."""
    page = PAGE.read_text(encoding="utf-8")
    wanted = with_table(page)
    if page == wanted:
        return 0
    if "--check" in arguments:
        print(f"{PAGE}: the table is stale; run: python -m tools.threat_table")
        return 1
    PAGE.write_text(wanted, encoding="utf-8")
    print(f"{PAGE}: table written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
