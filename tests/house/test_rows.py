"""Each row that is answered for so far has a defect, caught by a test that cites the row.

`make sabotage` shows that the defects are caught; here is shown that none of the rows was left out.
"""

from __future__ import annotations

import ast
import functools
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import ROOT, rows_cited
from tools.sabotage import LIST

FAULTS = (*range(1, 21), 22, 24, *range(26, 46), 50)
THREATS = (*range(1, 52), 64, 65, 67, 68, *range(69, 74), *range(75, 87))
ROWS = (*(f"F{number}" for number in FAULTS), *(f"T{number}" for number in THREATS))

#: Checks of the store contract are written here and run by the tests of every store.
CONTRACT = sorted((ROOT / "src" / "pymdm" / "testing").glob("_contract_*.py"))

#: Where the guarding line of a row is one that another list of defects takes out already.
ELSEWHERE = {
    "F18": "chaos: the server ends without waiting for requests under way",
    "F22": "chaos: four processes write without asking for the lock first",
    "F27": "chaos: the tables are made outside of the transaction",
    "F28": "chaos: a restored backup sends what was acknowledged since",
    "F50": "chaos: a repeated SCEP request is not known again",
    "T3": "a certificate may enroll a second device",
    "T4": "admission replaces a pin",
    "T6": "evidence: a header without a secret believed from everywhere, seen on a socket",
    "T7": "evidence: self-test takes a smuggled header for the right one",
    "T10": "signature of the identity's certificate not verified, the CA's name is enough",
    "T12": "revocation list not asked",
    "T13": "two proofs need not agree",
    "T15": "a message with both UDID and EnrollmentID is taken for the device's",
    "T16": "a TokenUpdate may bring another server's topic",
    "T17": "adapter lets a stray 401 through",
    "T19": "two signers accepted, the first one counts",
    "T20": "messageDigest not compared with the content",
    "T21": "a second messageDigest attribute taken",
    "T22": "content that poses as signed attributes taken",
    "T25": "the last of several certificates of the signer's name taken",
    "T26": "other content inside a detached signature overlooked",
    "T29": "bytes behind the message overlooked",
    "T30": "signatures of any size read",
    "T33": "scep: the answers tell a broken envelope from a broken request",
    "T34": "a DTD with its own declarations accepted",
    "T35": "binary objects may reach beyond the file, gh-119342",
    "T36": "containers of a binary property list shared, T36",
    "T37": "XML nests without end",
    "T41": "something may follow the certificate in a header",
    "T44": "scep: every type of message is decrypted",
    "T45": "a former identity renews itself",
    "T47": "attested key is not compared",
    "T49": "MachineInfo is good for many sessions",
    "T51": "sessions: the purpose is lost on the way to the certificate (T51)",
    "T69": "sealed: a value opens for every owner (T69)",
    "T73": "sealed keys: a rotation writes keys to the folder of temporary files (T73)",
    "T75": "a stated body has no limit",
    "T76": "a compressed body is accepted",
    "T77": "Content-Length beside Transfer-Encoding is accepted",
    "T80": "a refused command is offered again in the same session",
    "T81": "a takeover keeps the bootstrap token",
    "T82": "a replayable proof is enough for a bootstrap token where mutual TLS is required",
    "T84": "events shown with what the device said",
    "T86": "the CA may have CAs below it",
}


@functools.cache
def defects() -> dict[str, tuple[str, ...]]:
    """All that are planted, and the tests that have to notice; test_sabotage_list checks the lists."""
    lists = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(LIST.glob("*.toml"))]
    return {entry["name"]: tuple(entry["tests"]) for each in lists for entry in each["defect"]}


def planted(row: str) -> list[str]:
    """The defects of a row: those that begin with its number, and the one that another list has for it."""
    own = [name for name in defects() if name.startswith(f"{row}:")]
    return [*own, *([ELSEWHERE[row]] if row in ELSEWHERE else [])]


def texts(test: str) -> Iterator[str]:
    """What a test says of itself, given as pytest takes it: a folder, a file, or a function in a file."""
    name, _, function = test.partition("::")
    path = ROOT / name
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
    if any("StoreContract" in file.read_text(encoding="utf-8") for file in files):
        files += CONTRACT
    for file in files:
        yield from _said(file, function.rpartition("::")[2])


def _said(file: Path, function: str) -> Iterator[str]:
    source = file.read_text(encoding="utf-8")
    if not function:
        yield source
        return
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == function:
            yield ast.get_source_segment(source, node) or ""
            yield ast.get_docstring(tree) or ""
            # test_t38_t39_… cites both
            yield " ".join(re.findall(r"(?<=_)[tf]\d+(?=_)", function)).upper()


def test_the_rows_are_those_that_this_release_answers_for() -> None:
    assert 43 + 72 == len(set(ROWS))
    assert set(ELSEWHERE) <= set(ROWS)


@pytest.mark.parametrize("row", ROWS)
def test_a_row_has_a_defect_that_a_test_with_its_number_catches(row: str) -> None:
    found = planted(row)

    assert found, f"{row}: no defect takes its guarding line out; tests/sabotage/rows.toml is the place"
    for name in found:
        tests = [test for test in defects()[name] if not test.startswith("-")]
        said = {number for test in tests for text in texts(test) for number in rows_cited(text)}
        assert row in said, f"{row}: none of the tests of {name!r} cites it"


def test_no_defect_is_named_after_a_row_that_nobody_knows() -> None:
    explained = rows_cited((ROOT / "docs" / "threats.md").read_text(encoding="utf-8"))

    assert set() == {row for name in defects() for row in rows_cited(name)} - explained


def test_a_function_is_read_with_the_sentence_above_its_file(tmp_path: Path) -> None:
    file = tmp_path / "test_x.py"
    row, other = ROWS[0], ROWS[1]
    third = ROWS[2]
    file.write_text(
        f'''"""{row}"""\n\ndef test_a(): ...\n\ndef test_b():\n    """{other}"""\n'''
        f"\ndef test_{third.lower()}_x(): ...\n",
        encoding="utf-8",
    )

    assert {row} == rows_cited("".join(_said(file, "test_a")))
    assert {row, other} == rows_cited("".join(_said(file, "test_b")))
    assert {row, third} == rows_cited(" ".join(_said(file, f"test_{third.lower()}_x")))
    assert [] == list(_said(file, "test_c"))
