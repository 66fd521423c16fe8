"""Whatever the enrollment service answers, calls end: with a result or with one of our own exceptions."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pymdm._flow import HttpRequest, HttpResponse
from pymdm.dep import DEPCode, DEPProfile, Disown, Session, ops
from pymdm.errors import PymdmError
from tests.unit.dep.calling import SECRETS, session

#: Keys and words that occur, so that chance does not end at the first check.
KEYS = [
    *("devices", "cursor", "more_to_follow", "fetched_until", "serial_number", "model", "op_type", "op_date"),
    *(
        "profile_status",
        "profile_uuid",
        "retry_after_seconds",
        "server_uuid",
        "urls",
        "uri",
        "limit",
        "maximum",
    ),
    *("http_method", "response_status", "auth_session_token", "betaEnrollmentTokens", "title", "os", "token"),
    *("url", "profile_name", "anchor_certs", "skip_setup_items", "is_supervised", "code"),
]
WORDS = ["A", "B", "SUCCESS", "FAILED", "THROTTLED", "false", "true", "2026-01-01T00:00:00Z", "", *DEPCode]

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.just(10**400)
    | st.floats()
    | st.sampled_from(WORDS)
    | st.text(max_size=5)
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*KEYS, "A", "B"]), inner, max_size=5)
    ),
    max_leaves=12,
)
BODIES = VALUES.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=30)
ANSWERS = st.builds(
    HttpResponse,
    status=st.sampled_from([200, 200, 200, 204, 302, 400, 401, 403, 404, 429, 500, 503]),
    headers=st.dictionaries(
        st.sampled_from(["Retry-After", "X-ADM-Auth-Session", "Date", "Location"]),
        st.text(max_size=9),
        max_size=2,
    ),
    body=BODIES,
)
PROFILE = DEPProfile(profile_name="x", url="https://mdm.example.com", devices=("A", "B"))

CALLS: list[Callable[[Session], Any]] = [
    ops.account,
    ops.beta_tokens,
    ops.account_driven_profile,
    ops.remove_account_driven_profile,
    lambda s: ops.fetch_devices(s),
    lambda s: ops.sync_devices(s, "1"),
    lambda s: ops.sync(s, f"{ops.FETCHING}1"),
    lambda s: ops.device_details(s, ["A", "B"]),
    lambda s: ops.assign_profile(s, "88fc", ["A", "B"]),
    lambda s: ops.disown(s, ["A"], confirm=Disown.FOR_EVER),
    lambda s: ops.define_and_assign(s, PROFILE),
    lambda s: ops.fetch_profile(s, "88fc"),
    lambda s: ops.activation_lock(s, "A"),
]

#: Requests of one call to a service that never says anything sensible: more is a loop.
ENOUGH = 60


@given(
    call=st.sampled_from(CALLS),
    kept=st.sampled_from(["session-canary-0", None]),
    answers=st.lists(ANSWERS, min_size=1, max_size=6),
)
@settings(deadline=None, max_examples=200)
def test_every_call_ends(
    call: Callable[[Session], Any], kept: str | None, answers: list[HttpResponse]
) -> None:
    """F38, F39, F41: the answers come again and again, and no call asks for ever.  T65: no secret shows."""
    flow, requests = call(session(kept)), 0
    try:
        wanted = next(flow)
        while True:
            if not isinstance(wanted, HttpRequest):
                wanted = flow.send(None)
                continue
            requests += 1
            assert requests <= ENOUGH
            wanted = flow.send(answers[requests % len(answers)])
    except StopIteration as end:
        shown = repr(end.value)
    except PymdmError as error:
        shown = f"{error} {error!r} {vars(error)}"
    assert [] == [word for word in SECRETS if word in shown]
