"""The table of error codes: complete, repaired, and two meanings where there are two."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from pymdm.protocol.error_domains import ERROR_DOMAINS, describe
from tests.support import shared


def test_there_are_34_domains_with_207_rows():
    assert 34 == len(ERROR_DOMAINS)
    assert 207 == sum(len(rows) for rows in ERROR_DOMAINS.values())


def test_names_are_whole_and_meanings_short():
    for domain, rows in ERROR_DOMAINS.items():
        assert re.fullmatch(r"MC[A-Za-z]+ErrorDomain", domain)
        assert all(meaning and len(meaning) < 60 and not meaning.endswith(".") for _, meaning in rows)


def test_eight_codes_keep_both_meanings():
    counts = Counter((domain, code) for domain, rows in ERROR_DOMAINS.items() for code, _ in rows)

    twice = {key for key, count in counts.items() if count > 1}
    assert {
        *(("MCInstallationErrorDomain", code) for code in range(4000, 4006)),
        ("MCAPNErrorDomain", 11000),
        ("MCCellularErrorDomain", 36000),
    } == twice
    assert all(len(set(describe(*key))) == 2 for key in twice)


@pytest.mark.parametrize(
    ("domain", "code", "meanings"),
    [
        ("MCProfileErrorDomain", 1000, ("profile is malformed",)),
        ("MCCellularErrorDomain", 36000, ("cellular is configured already", "internal error")),
        ("MCProfileErrorDomain", 36000, ()),
        ("MCNoSuchErrorDomain", 1000, ()),
    ],
)
def test_describe_says_what_the_table_says(domain, code, meanings):
    assert meanings == describe(domain, code)


def test_every_row_is_that_of_the_2014_text():
    lines = shared("seeds/apple-mdm-protocol-reference-2014.txt").read_text("utf-8").splitlines()
    found: dict[str, list[int]] = {}
    for line in lines[lines.index("Error Codes") :]:
        if re.fullmatch(r"MC[A-Za-z ]*Domain", line):
            rows = found.setdefault(line.replace(" ", ""), [])
        elif re.match(r"\d{4,5}\t", line) and found:
            rows.append(int(line.split("\t")[0]))
        elif line == "Device Enrollment Program":
            break

    assert found == {domain: [code for code, _ in rows] for domain, rows in ERROR_DOMAINS.items()}
