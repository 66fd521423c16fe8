"""The committed signatures get the verdicts that are written beside them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pymdm.crypto import cms
from pymdm.errors import Reason
from tests.support import ROOT
from tests.unit.crypto.cms.forge import attached_reason_for, reason_for
from tests.vectors.cms.generate import vectors

CASES = sorted(path.parent for path in (ROOT / "tests/vectors/cms").glob("*/expected.json"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_committed_signature_gets_its_verdict(case: Path) -> None:
    expected = json.loads((case / "expected.json").read_text())
    signed = (case / "input.der").read_bytes()
    content = case / "content.bin"
    policy = getattr(cms, expected["policy"])

    if content.exists():
        reason = reason_for(signed, content.read_bytes(), policy)
    else:
        reason = attached_reason_for(signed, policy)

    assert expected["reason"] == (reason.name if reason else None)
    assert expected["verdict"] == ("refused" if reason else "verifies")


def test_the_generator_makes_exactly_the_committed_cases_with_their_verdicts() -> None:
    made = vectors()

    assert sorted(made) == [case.name for case in CASES]
    for case in CASES:
        expected = json.loads((case / "expected.json").read_text())
        reason = made[case.name].reason
        assert (made[case.name].policy, reason) == (
            expected["policy"],
            Reason[expected["reason"]] if expected["reason"] else None,
        )


def test_freshly_generated_signatures_get_the_same_verdicts() -> None:
    for name, vector in vectors().items():
        policy = getattr(cms, vector.policy)
        if vector.content is None:
            assert vector.reason == attached_reason_for(vector.signed, policy), name
        else:
            assert vector.reason == reason_for(vector.signed, vector.content, policy), name
