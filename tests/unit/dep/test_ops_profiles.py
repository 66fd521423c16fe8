"""Setup profiles: defined, assigned, fetched; what is sent and what comes of the answers."""

from __future__ import annotations

from typing import Any

import pytest

from pymdm.dep import AssignOutcome, DEPProfile, ops
from pymdm.errors import DecodeError, DEPError, LocalProtocolError
from tests.unit.dep.calling import STAFF, Peer, answer, limited, outcomes, session

SUCCESS, THROTTLED = AssignOutcome.SUCCESS, AssignOutcome.THROTTLED


def test_a_profile_is_defined() -> None:
    peer = Peer(ops.define_profile(session(), STAFF), answer(body={"profile_uuid": "88fc"}))

    assert ["POST /profile"] == peer.asked
    assert [
        {"profile_name": "Staff", "url": "https://mdm.example.com/dep", "is_mdm_removable": True}
    ] == peer.bodies
    assert "88fc" == peer.value


def test_a_profile_that_was_read_back_can_be_defined_anew() -> None:
    fetched = DEPProfile.decode({**STAFF.wire(), "profile_uuid": "old", "plan": 1})
    peer = Peer(ops.define_profile(session(), fetched), answer(body={"profile_uuid": "88fc"}))

    assert [{**STAFF.wire(), "plan": 1}] == peer.bodies


@pytest.mark.parametrize("body", [{}, {"profile_uuid": ""}, {"profile_uuid": 7}])
def test_a_defined_profile_has_a_uuid(body: Any) -> None:
    assert isinstance(Peer(ops.define_profile(session(), STAFF), answer(body=body)).error, DecodeError)


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        (DEPProfile(profile_name="", url="https://mdm.example.com/dep"), "profile_name"),
        (
            DEPProfile(profile_name="x", url="https://mdm.example.com/dep", devices=("A",)),
            "define_and_assign",
        ),
        (
            DEPProfile(profile_name="x", url="https://mdm.example.com/dep", skip_setup_items=("Nwe",)),
            "skip_setup_items",
        ),
    ],
)
def test_a_profile_that_breaks_a_rule_is_not_sent(profile: DEPProfile, words: str) -> None:
    peer = Peer(ops.define_profile(session(), profile))

    assert isinstance(peer.error, LocalProtocolError)
    assert words in str(peer.error)


def test_the_version_of_the_session_decides_what_a_profile_needs() -> None:
    assert isinstance(Peer(ops.define_profile(session(protocol_version=1), STAFF)).error, LocalProtocolError)


def test_a_pane_that_is_not_known_goes_if_told_so() -> None:
    profile = DEPProfile(profile_name="x", url="https://mdm.example.com/dep", skip_setup_items=("New",))
    peer = Peer(
        ops.define_profile(session(), profile, unknown="allow"), answer(body={"profile_uuid": "88fc"})
    )

    assert ["New"] == peer.bodies[0]["skip_setup_items"]


def test_a_profile_is_defined_and_assigned() -> None:
    """FAILED ones are assigned again and not defined again; so are those beyond one request."""
    made = session(account=limited("/profile", 2))
    profile = DEPProfile(profile_name="x", url="https://mdm.example.com/dep", devices=("A", "B", "C"))
    peer = Peer(
        ops.define_and_assign(made, profile),
        outcomes({"A": "SUCCESS", "B": "FAILED"}, profile_uuid="88fc"),
        outcomes({"B": "SUCCESS"}, profile_uuid="88fc"),
        outcomes({"C": "THROTTLED"}, profile_uuid="88fc", retry_after_seconds=4),
    )

    assert ["POST /profile", "POST /profile/devices", "POST /profile/devices"] == peer.asked
    assert [["A", "B"], ["B"], ["C"]] == [body["devices"] for body in peer.bodies]
    assert {"A": SUCCESS, "B": SUCCESS, "C": THROTTLED} == peer.value
    assert ("88fc", 4.0) == (peer.value.profile_uuid, peer.value.retry_after)


def test_the_uuid_of_a_defined_profile_is_told_although_its_devices_cannot_be_assigned() -> None:
    made = session(account=limited("/profile", 1))
    profile = DEPProfile(profile_name="x", url="https://mdm.example.com/dep", devices=("A", "B"))
    peer = Peer(
        ops.define_and_assign(made, profile),
        outcomes({"A": "SUCCESS"}, profile_uuid="88fc"),
        answer(403, b"ACCESS_DENIED"),
    )

    assert isinstance(peer.error, DEPError)
    assert "88fc" in peer.error.__notes__[-1]


def test_a_profile_is_fetched() -> None:
    peer = Peer(
        ops.fetch_profile(session(), "88 fc&x"), answer(body={**STAFF.wire(), "profile_uuid": "88fc"})
    )

    assert "https://mdmenrollment.apple.com/profile?profile_uuid=88+fc%26x" == peer.requests[0].url
    assert ("Staff", "88fc") == (peer.value.profile_name, peer.value.profile_uuid)


@pytest.mark.parametrize(("uuid", "kind"), [("", ValueError), (None, TypeError), ("a\n", ValueError)])
def test_what_is_no_uuid_is_not_sent(uuid: Any, kind: type[Exception]) -> None:
    assert isinstance(Peer(ops.fetch_profile(session(), uuid)).error, kind)


@pytest.mark.parametrize("call", [ops.define_profile, ops.define_and_assign])
def test_a_dictionary_is_no_profile(call: Any) -> None:
    with pytest.raises(TypeError, match=r"profile: expected a DEPProfile; DEPProfile\.decode makes one"):
        next(call(session(), {"profile_name": "Staff"}))
