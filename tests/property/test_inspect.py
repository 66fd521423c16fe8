"""Whatever a file is made of, `pymdm inspect` ends with a report or with one of pymdm's errors."""

from __future__ import annotations

import base64

from hypothesis import given, settings
from hypothesis import strategies as st

from pymdm.cli._inspect_text import lines
from pymdm.crypto.cms import certificates_only
from pymdm.errors import PymdmError
from tests.property.test_sealed import SEALED
from tests.unit.cli.inspecting import look
from tests.unit.crypto.test_describe_request import CHALLENGE, request
from tests.unit.crypto.test_describe_scep import CA, failure
from tests.unit.crypto.test_describe_scep import request as scep_request

SOUND = (request(), scep_request(), failure(), certificates_only((CA.certificate,)), SEALED[1])


@settings(max_examples=400)
@given(
    st.sampled_from(SOUND),
    st.lists(
        st.tuples(st.integers(0, 4000), st.binary(max_size=4), st.integers(0, 4)), min_size=1, max_size=4
    ),
    st.booleans(),
)
def test_no_mutation_lets_another_exception_or_a_challenge_out(
    sound: bytes, changes: list[tuple[int, bytes, int]], as_text: bool
) -> None:
    changed = bytearray(sound)
    for where, put, cut in changes:
        at = where % (len(changed) or 1)
        changed[at : at + cut] = put
    data = base64.b64encode(changed) if as_text else bytes(changed)
    try:
        shown = "\n".join(lines(look(data)))
    except PymdmError as error:
        shown = str(error)

    assert CHALLENGE.decode() not in shown
