"""docs/trust.md says what the source says, and its table is that of the tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from pymdm.crypto import _sealing, apple, attestation
from pymdm.crypto.cms._certificate import CACHE_ENTRIES
from pymdm.crypto.headers import MAX_REMEMBERED
from pymdm.crypto.trust import MAX_VERDICTS
from tests.support import rows_cited
from tools import threat_table

PAGE = threat_table.PAGE.read_text(encoding="utf-8")


def test_the_table_is_not_stale() -> None:
    assert threat_table.with_table(PAGE) == PAGE, "run: python -m tools.threat_table"


def test_every_row_of_the_table_has_a_test_and_a_planted_defect() -> None:
    lines = [line.split(" | ") for line in PAGE.splitlines() if line.startswith("| T")]

    assert 50 < len(lines)
    # T74 is about requirements, not source: no defect can be planted there, and its test is a house rule.
    assert ["| T74"] == [cells[0] for cells in lines if not cells[2].strip() or "yes |" != cells[3]]


def test_every_threat_of_its_sections_is_in_the_table() -> None:
    wanted = {n for _, section in threat_table.SECTIONS for n in section} & set(threat_table.rows())

    assert {f"T{number}" for number in wanted} <= rows_cited(PAGE.partition(threat_table.BEGIN)[2])


def test_the_fingerprints_are_those_of_the_source() -> None:
    pinned = (
        attestation.APPLE_ENTERPRISE_ATTESTATION_ROOT,
        apple.APPLE_IPHONE_DEVICE_CA,
        apple.APPLE_IPHONE_CA,
        apple.APPLE_ROOT_CA,
    )
    for authority in pinned:
        assert f"| {authority.name} |" in PAGE
        assert f"`{authority.fingerprint.hex()}`" in PAGE
    assert f"`{apple.APPLE_WWDR_G3_FINGERPRINT.hex()}`" in PAGE


def test_the_bounds_of_the_caches_are_those_of_the_source() -> None:
    for bound in (CACHE_ENTRIES, MAX_VERDICTS, MAX_REMEMBERED, _sealing.MAX_CIPHERS):
        assert f"| {bound:,} " in PAGE


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("def test_t20_the_body():\n    pass\n", {20: 1}),
        ("def test_it():\n    '''T20-T22: all.'''\n", {20: 1, 21: 1, 22: 1}),
        ("# T5\ndef test_it():\n    pass\ndef test_other():\n    pass  # T7\n", {5: 2, 7: 1}),
        ("@mark('T9')\ndef test_it():\n    pass\ndef helper():\n    pass\n", {9: 1}),
        ("def test_it():\n    pass  # noqa: T201\n", {}),
    ],
)
def test_a_number_counts_for_the_test_in_which_it_stands(
    tmp_path: Path, text: str, found: dict[int, int]
) -> None:
    file = tmp_path / "test_made.py"
    file.write_text(text)

    assert found == threat_table.counted(file)


def test_a_page_without_a_place_for_the_table_is_refused() -> None:
    with pytest.raises(ValueError, match="begin"):
        threat_table.with_table("# nothing")
