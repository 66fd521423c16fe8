"""The tables of commands and payloads on docs/schema.md, made from the classes.

``python -m tools.schema_table`` writes them into the page (`make format` does so too), ``--check`` says
whether they are stale.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pymdm.cli._schema_facts import SYSTEMS, first_versions
from pymdm.cli._schema_names import Entry, entries, of_kind

__all__ = ["PAGE", "main", "with_tables"]

ROOT: Final = Path(__file__).parent.parent
PAGE: Final = ROOT / "docs" / "schema.md"
BEGIN, END = "<!-- made by tools/schema_table.py: begin -->", "<!-- end -->"


def with_tables(page: str) -> str:
    """The page with the tables as they should be.

    Raises:
        ValueError: the page has no place for them.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"expected {BEGIN} and {END} in {PAGE.name}")
    tables = "\n".join(_tables())
    return f"{before}{BEGIN}\n\n{tables}\n\n{END}{after}"


def _tables() -> Iterator[str]:
    found = entries()
    yield from _table("command", of_kind(found, "commands"))
    yield ""
    yield from _table("payload", of_kind(found, "payloads"), typed=True)


def _table(kind: str, found: tuple[Entry, ...], *, typed: bool = False) -> Iterator[str]:
    columns = [kind, *(["PayloadType"] if typed else []), *SYSTEMS]
    yield _row(columns)
    yield _row(["---"] * len(columns))
    for entry in sorted(found, key=lambda entry: entry.name.lower()):
        versions = first_versions(entry.load())
        yield _row(
            [
                entry.name,
                *([f"`{entry.wire}`"] if typed else []),
                *(versions.get(system, "") for system in SYSTEMS),
            ]
        )


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |".replace("|  |", "| |").replace("|  |", "| |")


def main(arguments: list[str]) -> int:
    """Write the tables, or with ``--check`` only say whether they are stale."""
    page = PAGE.read_text(encoding="utf-8")
    wanted = with_tables(page)
    if page == wanted:
        return 0
    if "--check" in arguments:
        print(f"{PAGE}: the tables are stale; run: python -m tools.schema_table")
        return 1
    PAGE.write_text(wanted, encoding="utf-8")
    print(f"{PAGE}: tables written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
