"""The tables of docs/schema.md are those of the classes."""

from __future__ import annotations

import pytest

from pymdm.schema import _index
from tools import schema_table

PAGE = schema_table.PAGE.read_text(encoding="utf-8")


def test_the_tables_are_up_to_date() -> None:
    assert schema_table.with_tables(PAGE) == PAGE, "run: python -m tools.schema_table"


def test_every_command_and_payload_has_its_row() -> None:
    rows = [line for line in PAGE.partition(schema_table.BEGIN)[2].splitlines() if line.startswith("| ")]

    assert len(_index.REQUEST_TYPES) + sum(map(len, _index.PAYLOAD_TYPES.values())) + 2 * 2 == len(rows)
    assert "| DeviceLock | 4.0 | 10.7 | | 2.0 | 10.0 |" in rows
    assert "| AppLock | `com.apple.app.lock` | 6.0 | | 10.2 | | |" in rows


def test_a_page_without_a_place_for_them_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"expected <!-- made by tools/schema_table.py"):
        schema_table.with_tables("# nothing")
