"""From a step and its outcome to the answer, by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import attrs
import pytest

from pymdm.errors import Reason
from pymdm.protocol import plist
from pymdm.service import (
    Admission,
    DeclarationRequest,
    MDMReply,
    ServiceRules,
    StrangerMessage,
    TokenRequest,
    UserClaim,
    plan,
    reply,
)
from pymdm.service import steps as st
from pymdm.service import verbs as vb
from pymdm.service.plan import hash_token
from pymdm.service.records import EnrollmentRecord
from tests.unit.service.cast import MAC, NOW, SAM, Shown, checkin, fingerprint, request, status


class Users:
    def challenge(self, user: UserClaim, /, *, now: datetime) -> str:
        return ""

    def verify(self, user: UserClaim, digest_response: str, /, *, now: datetime) -> str | None:
        return None


RULES = ServiceRules(
    identity=Shown(), declarations=lambda request: None, tokens=lambda request: None, users=Users()
)
BARE = ServiceRules(identity=Shown())
DONE = vb.Done(enrollment=EnrollmentRecord(id=MAC))
STRANGER = vb.Stranger(enrollment=MAC)


def first(body: bytes) -> Any:
    """The first step of a conversation."""
    step = plan(request(body), RULES, NOW)
    assert isinstance(step, st.Perform)
    return step


def bodies() -> list[bytes]:
    return [
        status("Idle"),
        checkin("Authenticate"),
        checkin("TokenUpdate"),
        checkin("CheckOut"),
        checkin("SetBootstrapToken"),
        checkin("GetBootstrapToken"),
        checkin("UserAuthenticate", SAM),
        checkin("DeclarativeManagement"),
        checkin("GetToken"),
    ]


@pytest.mark.parametrize("body", bodies())
@pytest.mark.parametrize("reason", [Reason.OTHER_ENROLLMENT, Reason.REVOKED, Reason.AUTH_TOKEN_WRONG])
def test_a_refused_sender_gets_one_fixed_answer(body: bytes, reason: Reason) -> None:
    answer = reply(first(body), vb.Refused(reason=reason), RULES)

    assert isinstance(answer, MDMReply)
    assert (answer.status, answer.body, answer.reason) == (400, b"Bad Request\n", reason)


@pytest.mark.parametrize("body", bodies()[:5])
def test_what_is_stored_is_answered_with_nothing(body: bytes) -> None:
    answer = reply(first(body), DONE if b"MessageType" in body else vb.Answer(), RULES)

    assert answer == MDMReply(status=200, body=b"")


def test_a_command_leaves_as_it_is() -> None:
    outcome = vb.Answer(next=vb.NextCommand(uuid="U", body=b"<command/>"))

    answer = reply(first(status("Idle")), outcome, RULES)

    assert answer == MDMReply(body=b"<command/>", content_type="application/xml; charset=UTF-8")


def test_a_bootstrap_token_is_given_to_who_asks_and_not_to_who_stores() -> None:
    outcome = vb.BootstrapTokenAnswer(token=b"token")

    given = reply(first(checkin("GetBootstrapToken")), outcome, RULES)
    stored = reply(first(checkin("SetBootstrapToken")), outcome, RULES)

    assert isinstance(given, MDMReply)
    assert plist.loads(given.body) == {"BootstrapToken": b"token"}
    assert stored == MDMReply()
    assert (
        reply(first(checkin("GetBootstrapToken")), vb.BootstrapTokenAnswer(token=None), RULES) == MDMReply()
    )


def test_the_admission_policy_is_asked_about_a_stranger() -> None:
    attempt = first(checkin("TokenUpdate"))

    step = reply(attempt, STRANGER, RULES)

    assert step == st.AskAdmission(
        stranger=StrangerMessage(
            enrollment=MAC,
            message_type="TokenUpdate",
            fingerprint=fingerprint("certificate of MAC"),
            source="192.0.2.1",
            at=NOW,
        ),
        attempt=attempt,
    )
    assert "certificate" not in repr(step)


@pytest.mark.parametrize("outcome", [Admission.REFUSE, None, "accept", True])
def test_a_stranger_is_refused_unless_plainly_accepted(outcome: Any) -> None:
    asked = reply(first(status("Idle")), STRANGER, RULES)
    assert isinstance(asked, st.AskAdmission)

    answer = reply(asked, outcome, RULES)

    assert isinstance(answer, MDMReply)
    assert (answer.status, answer.reason) == (400, Reason.NOT_ENROLLED)


def test_an_accepted_stranger_tries_again_once() -> None:
    """T4."""
    attempt = first(status("Idle"))
    asked = reply(attempt, STRANGER, RULES)
    assert isinstance(asked, st.AskAdmission)

    again = reply(asked, Admission.ACCEPT, RULES)

    assert isinstance(again, st.Perform)
    assert again.verb == attrs.evolve(attempt.verb, sender=attrs.evolve(attempt.verb.sender, admitted=True))
    last = reply(again, STRANGER, RULES)
    assert isinstance(last, MDMReply)
    assert (last.status, last.reason) == (400, Reason.NOT_ENROLLED)


def test_only_the_policy_unenrolls() -> None:
    """T17."""
    asked = reply(first(status("Idle")), STRANGER, RULES)
    assert isinstance(asked, st.AskAdmission)

    answer = reply(asked, Admission.UNENROLL, RULES)

    assert isinstance(answer, MDMReply)
    assert (answer.status, answer.unenrolls) == (401, True)


@pytest.mark.parametrize(
    ("body", "code", "text"),
    [
        (checkin("DeclarativeManagement"), 404, b"Not Found\n"),
        (checkin("GetToken"), 400, b"Bad Request\n"),
        (checkin("UserAuthenticate", SAM), 410, b"Gone\n"),
    ],
)
def test_without_a_handler_the_answer_is_fixed(body: bytes, code: int, text: bytes) -> None:
    answer = reply(first(body), DONE, BARE)

    assert isinstance(answer, MDMReply)
    assert (answer.status, answer.body) == (code, text)


def test_declarations_are_asked_for_with_all_that_the_device_said() -> None:
    body = checkin("DeclarativeManagement", Endpoint="status", Data=b"{}")
    attempt = attrs.evolve(first(body), params={"team": "a"})

    step = reply(attempt, DONE, RULES)

    assert step == st.AskDeclarations(
        request=DeclarationRequest(enrollment=MAC, endpoint="status", data=b"{}", params={"team": "a"})
    )
    found = reply(step, b"{}", RULES)
    assert found == MDMReply(body=b"{}", content_type="application/json; charset=utf-8")
    assert reply(step, b"", RULES) == attrs.evolve(found, body=b"")
    missing = reply(step, None, RULES)
    assert isinstance(missing, MDMReply)
    assert missing.status == 404


def test_a_token_is_asked_for_by_its_type() -> None:
    body = checkin("GetToken", TokenParameters={"PhoneUDID": "P"})

    step = reply(first(body), DONE, RULES)

    assert step == st.AskToken(
        request=TokenRequest(enrollment=MAC, service_type="com.apple.maid", parameters={"PhoneUDID": "P"})
    )
    given = reply(step, b"jwt", RULES)
    assert isinstance(given, MDMReply)
    assert plist.loads(given.body) == {"TokenData": b"jwt"}
    none = reply(step, None, RULES)
    assert isinstance(none, MDMReply)
    assert none.status == 400
    bare = reply(first(checkin("GetToken")), DONE, RULES)
    assert isinstance(bare, st.AskToken)
    assert bare.request.parameters == {}


def asked_user(**keys: Any) -> Any:
    return reply(first(checkin("UserAuthenticate", SAM, **keys)), DONE, RULES)


def test_the_first_step_of_a_user_asks_for_a_challenge() -> None:
    step = asked_user(UserLongName="Sam S.", UserShortName="sam")

    assert isinstance(step, st.AskChallenge)
    assert step.user == UserClaim(
        enrollment=SAM, user_id="SAM", user_short_name="sam", user_long_name="Sam S."
    )


@pytest.mark.parametrize(("challenge", "change"), [("nonce", vb.TokenRequired()), ("", vb.TokenWaived())])
def test_a_challenge_is_noted_before_it_is_given(challenge: str, change: Any) -> None:
    noted = reply(asked_user(), challenge, RULES)

    assert isinstance(noted, st.Perform)
    assert isinstance(noted.verb, vb.Recognise)
    assert (noted.verb.user_auth, noted.verb.token_exempt) == (change, True)
    answer = reply(noted, DONE, RULES)
    assert isinstance(answer, MDMReply)
    assert plist.loads(answer.body) == {"DigestChallenge": challenge}


def test_an_authenticator_without_an_answer_is_our_fault() -> None:
    """Not an empty challenge: that would let the user in without a password."""
    answer = reply(asked_user(), None, RULES)

    assert isinstance(answer, MDMReply)
    assert answer.status == 500


def test_a_token_is_noted_as_its_hash_before_it_is_given() -> None:
    step = asked_user(DigestResponse="digest")
    assert isinstance(step, st.AskDigest)
    assert step.digest_response == "digest"

    noted = reply(step, "sesame", RULES)

    assert isinstance(noted, st.Perform)
    assert isinstance(noted.verb, vb.Recognise)
    assert noted.verb.user_auth == vb.TokenIssued(token_hash=hash_token("sesame"))
    assert "sesame" not in repr(noted)
    answer = reply(noted, DONE, RULES)
    assert isinstance(answer, MDMReply)
    assert plist.loads(answer.body) == {"AuthToken": "sesame"}
    refused = reply(noted, vb.Refused(reason=Reason.FORMER_IDENTITY), RULES)
    assert isinstance(refused, MDMReply)
    assert refused.status == 400


@pytest.mark.parametrize("outcome", [None, ""])
def test_a_wrong_password_is_answered_with_an_empty_token(outcome: str | None) -> None:
    answer = reply(asked_user(DigestResponse="digest"), outcome, RULES)

    assert isinstance(answer, MDMReply)
    assert (answer.status, plist.loads(answer.body)) == (200, {"AuthToken": ""})


@pytest.mark.parametrize(
    "body", [checkin("DeclarativeManagement"), checkin("GetToken"), checkin("UserAuthenticate", SAM)]
)
def test_a_handler_that_failed_is_our_fault(body: bytes) -> None:
    step = reply(first(body), DONE, RULES)
    assert not isinstance(step, MDMReply)

    answer = reply(step, st.HandlerFailed(), RULES)

    assert isinstance(answer, MDMReply)
    assert (answer.status, answer.body) == (500, b"Internal Server Error\n")
