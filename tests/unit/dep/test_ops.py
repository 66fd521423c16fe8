"""Each request of the service: what is sent, and what comes of the answers."""

from __future__ import annotations

from typing import Any

import pytest

from pymdm._flow import HttpResponse
from pymdm.dep import (
    AssignOutcome,
    DeviceOutcomes,
    Disown,
    LockOutcome,
    ops,
)
from pymdm.errors import DecodeError, DEPError, TransportError
from tests.unit.dep.calling import STAFF, Peer, answer, limited, outcomes, session

FAILED, SUCCESS = AssignOutcome.FAILED, AssignOutcome.SUCCESS
THROTTLED, NOT_ACCESSIBLE = AssignOutcome.THROTTLED, AssignOutcome.NOT_ACCESSIBLE
HASH = "30a3449822ae82b94f1839ee0248a9e2350247d4b325071e6deb84285a6bfb34"


def test_details_say_which_devices_are_not_ours() -> None:
    found = {"A": {"response_status": "SUCCESS", "model": "IPAD"}, "B": {"response_status": "NOT_FOUND"}}
    peer = Peer(ops.device_details(session(), ["A", "B", "A"]), answer(body={"devices": found}))

    assert ["POST /devices"] == peer.asked
    assert [{"devices": ["A", "B"]}] == peer.bodies
    assert [("A", True, True), ("B", False, False)] == [
        (device.serial_number, device.found, device.unassigned) for device in peer.value.values()
    ]


def test_not_found_may_be_all_that_is_said() -> None:
    """MDM reference 2014, Device Details: an error that comes with status 200."""
    peer = Peer(ops.device_details(session(), ["A"]), answer(200, b'"NOT_FOUND"'))

    assert isinstance(peer.error, DEPError)
    assert "NOT_FOUND" == peer.error.code


def test_details_are_an_object_for_each() -> None:
    peer = Peer(ops.device_details(session(), ["A"]), answer(body={"devices": {"A": "SUCCESS"}}))

    assert isinstance(peer.error, DecodeError)


@pytest.mark.parametrize(
    ("flow", "wanted"),
    [
        (lambda s: ops.assign_profile(s, "88fc", ["A", "B"]), "POST /profile/devices"),
        (lambda s: ops.remove_profile(s, ["A", "B"]), "DELETE /profile/devices"),
        (lambda s: ops.disown(s, ["A", "B"], confirm=Disown.FOR_EVER), "POST /devices/disown"),
    ],
)
def test_outcomes_are_values(flow: Any, wanted: str) -> None:
    peer = Peer(flow(session()), outcomes({"A": "SUCCESS", "B": "NOT_ACCESSIBLE"}))

    assert [wanted] == peer.asked
    assert ["A", "B"] == peer.bodies[0]["devices"]
    assert {"A": SUCCESS, "B": NOT_ACCESSIBLE} == peer.value
    assert ("B",) == peer.value.serials(NOT_ACCESSIBLE)
    assert not peer.value.all_succeeded


def test_throttled_is_a_value_with_its_time() -> None:
    peer = Peer(
        ops.assign_profile(session(), "88fc", ["A", "B", "C"]),
        outcomes({"A": "SUCCESS", "B": "THROTTLED", "C": "MELTED"}, retry_after_seconds=60),
    )

    assert {"A": SUCCESS, "B": THROTTLED, "C": "MELTED"} == peer.value
    assert (60.0, "88fc") == (peer.value.retry_after, peer.value.profile_uuid)


@pytest.mark.parametrize(
    ("version", "account", "method"),
    [
        (1, None, "PUT"),
        (2, None, "PUT"),
        (3, None, "POST"),
        (10, None, "POST"),
        (10, limited("/profile/devices", 9, "PUT", "DELETE"), "PUT"),
        (1, limited("/profile/devices", 9, "POST", "PUT"), "POST"),
        (10, limited("/devices", 9, "PUT"), "POST"),
    ],
)
def test_assigning_is_put_or_post_by_version_or_account(version: int, account: Any, method: str) -> None:
    made = session(protocol_version=version, account=account)
    peer = Peer(ops.assign_profile(made, "88fc", ["A"]), outcomes({"A": "SUCCESS"}))

    assert [f"{method} /profile/devices"] == peer.asked


def test_more_devices_than_one_request_takes_go_in_several() -> None:
    serials = [f"S{number:04}" for number in range(2500)]
    answers = [
        outcomes(dict.fromkeys(serials[:1000], "SUCCESS"), retry_after_seconds=5),
        outcomes(dict.fromkeys(serials[1000:2000], "SUCCESS"), retry_after_seconds=9),
        outcomes(dict.fromkeys(serials[2000:], "NOT_ACCESSIBLE")),
    ]
    peer = Peer(ops.assign_profile(session(), "88fc", iter(serials)), *answers)

    assert [1000, 1000, 500] == [len(body["devices"]) for body in peer.bodies]
    assert serials == list(peer.value)
    assert 500 == len(peer.value.serials(NOT_ACCESSIBLE))
    assert 9.0 == peer.value.retry_after


def test_the_account_says_how_many_go_into_a_request() -> None:
    made = session(account=limited("https://mdmenrollment.apple.com/profile/devices", 2))
    answers = [outcomes({"A": "SUCCESS", "B": "SUCCESS"}), outcomes({"C": "SUCCESS"})]

    assert [2, 1] == [
        len(b["devices"]) for b in Peer(ops.remove_profile(made, ["A", "B", "C"]), *answers).bodies
    ]


def test_the_account_is_kept_for_its_limits() -> None:
    made = session()
    Peer(
        ops.account(made),
        answer(body={"server_uuid": "u", "urls": [{"uri": "/devices", "limit": {"maximum": 7}}]}),
    )

    assert 7 == made.most("/devices")
    assert 1000 == made.most("/profile/devices")


def test_failed_devices_are_tried_three_times_more_and_then_reported() -> None:
    peer = Peer(
        ops.assign_profile(session(), "88fc", ["A", "B", "C"]),
        outcomes({"A": "SUCCESS", "B": "FAILED", "C": "FAILED"}),
        outcomes({"B": "FAILED", "C": "FAILED"}),
        outcomes({"B": "FAILED", "C": "SUCCESS"}),
        outcomes({"B": "FAILED"}),
    )

    assert [["A", "B", "C"], ["B", "C"], ["B", "C"], ["B"]] == [body["devices"] for body in peer.bodies]
    assert {"A": SUCCESS, "B": FAILED, "C": SUCCESS} == peer.value
    assert sorted(peer.waited) == peer.waited
    assert 3 == len(peer.waited)
    assert all(wait > 0 for wait in peer.waited)


def test_what_became_of_the_others_is_not_lost_when_a_retry_fails() -> None:
    peer = Peer(
        ops.assign_profile(session(), "88fc", ["A", "B"]),
        outcomes({"A": "SUCCESS", "B": "FAILED"}),
        answer(400, b"MALFORMED_REQUEST_BODY"),
    )

    assert peer.error is None
    assert {"A": SUCCESS, "B": FAILED} == peer.value


def test_a_device_of_which_apple_says_nothing_has_failed() -> None:
    peer = Peer(
        ops.assign_profile(session(), "88fc", ["a", "B"]), outcomes({"A": "SUCCESS"}), *[outcomes({})] * 3
    )

    assert {"a": SUCCESS, "B": FAILED} == peer.value


def test_a_part_that_fails_says_how_far_it_went() -> None:
    made = session(account=limited("/profile/devices", 1))
    peer = Peer(
        ops.assign_profile(made, "88fc", ["A", "B"]),
        outcomes({"A": "SUCCESS"}),
        answer(404, b"PROFILE_NOT_FOUND"),
    )

    assert isinstance(peer.error, DEPError)
    assert ["1 of 2 serial numbers were answered before this"] == peer.error.__notes__


@pytest.mark.parametrize(
    "flow",
    [
        lambda s: ops.assign_profile(s, "88fc", []),
        lambda s: ops.remove_profile(s, ()),
        lambda s: ops.disown(s, [], confirm=Disown.FOR_EVER),
        lambda s: ops.device_details(s, []),
    ],
)
def test_nothing_is_asked_for_no_devices(flow: Any) -> None:
    peer = Peer(flow(session()))

    assert {} == dict(peer.value)


@pytest.mark.parametrize(
    ("serials", "kind"),
    [
        ("C8TJ", TypeError),
        ([""], ValueError),
        (["a\n"], ValueError),
        ([7], TypeError),
        (["x" * 65], ValueError),
    ],
)
def test_what_is_no_serial_number_is_not_sent(serials: Any, kind: type[Exception]) -> None:
    peer = Peer(ops.assign_profile(session(), "88fc", serials))

    assert isinstance(peer.error, kind)
    assert "serials" in str(peer.error)


@pytest.mark.parametrize("confirm", [True, "for ever", None])
def test_no_device_is_disowned_without_the_word(confirm: Any) -> None:
    peer = Peer(ops.disown(session(), ["A"], confirm=confirm))

    assert isinstance(peer.error, TypeError)
    assert [] == peer.requests


@pytest.mark.parametrize(
    ("flow", "repeated"),
    [
        (lambda s: ops.define_profile(s, STAFF), False),
        (lambda s: ops.disown(s, ["A"], confirm=Disown.FOR_EVER), False),
        (lambda s: ops.activation_lock(s, "A"), False),
        (lambda s: ops.remove_account_driven_profile(s), False),
        (lambda s: ops.assign_profile(s, "88fc", ["A"]), True),
        (lambda s: ops.remove_profile(s, ["A"]), True),
        (lambda s: ops.account(s), True),
        (lambda s: ops.fetch_profile(s, "88fc"), True),
        (lambda s: ops.beta_tokens(s), True),
        (lambda s: ops.set_account_driven_profile(s, "https://mdm.example.com/x"), True),
    ],
)
def test_only_what_may_be_done_twice_is_sent_again(flow: Any, repeated: bool) -> None:
    lost = [TransportError("the answer was lost")] * (4 if repeated else 1)
    peer = Peer(flow(session()), *lost)

    assert isinstance(peer.error, TransportError)
    assert len(lost) == len(peer.requests)


def test_a_device_is_locked() -> None:
    peer = Peer(
        ops.activation_lock(session(), "A", escrow_key=HASH, lost_message="call us"),
        answer(body={"serial_number": "A", "response_status": "DEVICE_ALREADY_LOCKED"}),
    )

    assert ["POST /device/activationlock"] == peer.asked
    assert [{"device": "A", "escrow_key": HASH, "lost_message": "call us"}] == peer.bodies
    assert LockOutcome.DEVICE_ALREADY_LOCKED is peer.value


def test_a_lock_that_is_not_known_survives() -> None:
    peer = Peer(
        ops.activation_lock(session(), "A"), answer(body={"serial_number": "A", "response_status": "MELTED"})
    )

    assert [{"device": "A"}] == peer.bodies
    assert "MELTED" == peer.value


def test_the_bypass_code_itself_is_not_sent() -> None:
    """Apple wants its hash; with the code, nobody could unlock the device."""
    peer = Peer(ops.activation_lock(session(), "A", escrow_key="D9PWV-7VG7-KQGK0-9M98-1TF4H"))

    assert isinstance(peer.error, ValueError)
    assert "D9PWV" not in str(peer.error)


def test_account_driven_enrollment_is_set_read_and_removed() -> None:
    url = "https://mdm.example.com/discover"
    stored = answer(body={"mdm_service_discovery_url": url, "last_updated_timestamp": "2026-01-01T00:00:00Z"})
    done = Peer(ops.set_account_driven_profile(session(), url), answer(204))
    read = Peer(ops.account_driven_profile(session()), stored)
    gone = Peer(ops.remove_account_driven_profile(session()), answer(200))

    path = "/account-driven-enrollment/profile"
    assert [f"POST {path}", f"GET {path}", f"DELETE {path}"] == done.asked + read.asked + gone.asked
    assert [{"mdm_service_discovery_url": url}] == done.bodies
    assert (url, 2026) == (read.value.mdm_service_discovery_url, read.value.last_updated_timestamp.year)


@pytest.mark.parametrize(
    "nothing", [answer(body={}), answer(404, b"PROFILE_NOT_FOUND"), answer(404, b"NOT_FOUND")]
)
def test_account_driven_enrollment_may_go_nowhere(nothing: HttpResponse) -> None:
    peer = Peer(ops.account_driven_profile(session()), nothing)

    assert (None, None) == (peer.value, peer.error)


def test_an_unknown_address_is_no_answer_about_account_driven_enrollment() -> None:
    assert isinstance(Peer(ops.account_driven_profile(session()), answer(404)).error, DEPError)


@pytest.mark.parametrize(
    "url", ["http://mdm.example.com", "mdm.example.com", "https://a b", "https://u:p@x", "https://x:y", ""]
)
def test_account_driven_enrollment_goes_to_https(url: str) -> None:
    assert isinstance(Peer(ops.set_account_driven_profile(session(), url)).error, ValueError)


def test_beta_tokens_are_listed() -> None:
    each = {"title": "iOS 27 Beta", "os": "iOS", "token": "abc"}
    peer = Peer(ops.beta_tokens(session()), answer(body={"betaEnrollmentTokens": [each]}))

    assert ["GET /os-beta-enrollment/tokens"] == peer.asked
    assert ["iOS 27 Beta"] == [token.title for token in peer.value]


def test_outcomes_are_equal_to_the_same_words() -> None:
    assert DeviceOutcomes(outcomes={"A": SUCCESS}, profile_uuid="x") == {"A": "SUCCESS"}
    assert DeviceOutcomes(outcomes={}).all_succeeded
