"""Each line of the table of differences is about a message that is made: else nothing would ever judge it."""

from __future__ import annotations

import pytest

from tests.external import judged_cases
from tests.external.judges import differences


@pytest.mark.parametrize("judge", ["openssl", "certtool"])
def test_every_listed_difference_is_of_a_case_that_is_made(judge: str) -> None:
    made = {
        case.name
        for cases in (judged_cases.signatures, judged_cases.envelopes, judged_cases.chains)
        for case in cases()
    }
    listed = differences(judge)

    assert listed
    assert set() == listed.keys() - made
