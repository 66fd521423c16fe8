"""From a request to its first step, by hand and without a store."""

from __future__ import annotations

import hashlib
from typing import Any

import attrs
import pytest

from pymdm.errors import Reason
from pymdm.protocol import PushTarget, Status, plist
from pymdm.service import (
    MAX_CHECKIN_BODY,
    MDMReply,
    MessageKind,
    RequestProblem,
    ServiceRules,
    Takeover,
    plan,
)
from pymdm.service import verbs as vb
from pymdm.service.steps import Perform, Quarantine
from tests.unit.service.cast import BYOD, MAC, NOW, SAM, TOPIC, Shown, checkin, fingerprint, request, status

RULES = ServiceRules(identity=Shown())


def verb_of(step: Any, kind: type[Any]) -> Any:
    assert isinstance(step, Perform)
    assert type(step.verb) is kind
    return step.verb


def test_the_sender_is_who_the_message_names_and_the_identity_proves() -> None:
    step = plan(request(status("Idle"), "cert", source="192.0.2.5"), RULES, NOW)

    assert verb_of(step, vb.Report).sender == vb.Sender(
        enrollment=MAC,
        fingerprint=fingerprint("cert"),
        certificate=b"cert",
        at=NOW,
        source="192.0.2.5",
        replayable=True,
    )


@pytest.mark.parametrize(("proof", "replayable"), [("SIGNATURE", True), ("MTLS", False), ("BOTH", False)])
def test_only_a_bare_signature_can_be_replayed(proof: str, replayable: bool) -> None:
    step = plan(request(status("Idle"), proof=proof), RULES, NOW)

    assert verb_of(step, vb.Report).sender.replayable is replayable


def test_the_token_of_a_user_travels_as_its_hash() -> None:
    step = plan(request(status("Idle", None, SAM, AuthToken="sesame")), RULES, NOW)

    sender = verb_of(step, vb.Report).sender
    assert (sender.enrollment, sender.auth_token_hash) == (SAM, hashlib.sha256(b"sesame").digest())
    assert "sesame" not in repr(step)


def test_an_expired_identity_within_its_grace_is_marked() -> None:
    """T12."""
    source = Shown()
    late = attrs.evolve(RULES, identity=source)

    step = plan(request(status("Idle")), late, source.not_after.replace(year=2027))

    assert verb_of(step, vb.Report).sender.expired


@pytest.mark.parametrize("word", [*Status, "SomethingNew"])
def test_a_status_message_is_a_report(word: Status | str) -> None:
    wire = word.value if isinstance(word, Status) else word
    body = status(wire, "U1")

    step = plan(request(body), RULES, NOW)

    report = verb_of(step, vb.Report)
    assert (report.status, report.command_uuid, report.raw) == (word, "U1", body)
    assert step == Perform(verb=report, message_type=wire)


def test_authenticate_brings_what_is_known_of_the_device() -> None:
    rules = attrs.evolve(RULES, takeover=Takeover.REFUSE, session_required=True)
    body = checkin("Authenticate", DeviceName="Mac", Model="M1", BuildVersion="23B74")

    verb = verb_of(plan(request(body), rules, NOW), vb.RecordAuthenticate)

    assert (verb.topic, verb.os, verb.os_version, verb.build_version) == (TOPIC, "macOS", "14.1", "23B74")
    assert (verb.product_name, verb.model, verb.device_name) == ("Mac14,2", "M1", "Mac")
    assert (verb.serial_number, verb.takeover, verb.raw) == ("S1", Takeover.REFUSE, body)
    assert verb.sender.session_required


def test_a_user_cannot_enroll_the_device() -> None:
    """T15."""
    reply = plan(request(checkin("Authenticate", SAM)), RULES, NOW)

    assert isinstance(reply, MDMReply)
    assert (reply.status, "device channel" in reply.detail) == (400, True)


@pytest.mark.parametrize(
    "topic", ["com.apple.mgmt.", "com.apple.mgmt.…", "com.apple.mgmt.a\tb", "com.apple.mgmt." + "x" * 300]
)
def test_a_topic_that_no_push_could_carry_is_refused_when_the_device_enrolls(topic: str) -> None:
    """T16: not only at the TokenUpdate that has to repeat it."""
    reply = plan(request(checkin("Authenticate", Topic=topic)), RULES, NOW)

    assert isinstance(reply, MDMReply)
    assert (400, True) == (reply.status, reply.detail.startswith("Topic: "))


@pytest.mark.parametrize("kind", ["Authenticate", "TokenUpdate"])
@pytest.mark.parametrize("topic", ["com.example.other", "com.apple.mgmt.External.other"])
def test_a_foreign_topic_is_refused(kind: str, topic: str) -> None:
    """T16."""
    rules = attrs.evolve(RULES, topics=frozenset({TOPIC}))

    reply = plan(request(checkin(kind, Topic=topic)), rules, NOW)

    assert isinstance(reply, MDMReply)
    assert (reply.status, reply.detail[:6]) == (400, "Topic:")
    assert isinstance(plan(request(checkin(kind)), rules, NOW), Perform)


@pytest.mark.parametrize(
    "field",
    [
        {"PushMagic": ""},
        {"PushMagic": "m" * 300},
        {"Token": b""},
        {"Token": b"t" * 5000},
        {"Topic": "com.apple.mgmt."},
        {"PushMagic": None},
        {"Token": "text"},
    ],
    ids=lambda field: next(iter(field)),
)
def test_a_push_address_that_cannot_be_one_is_refused(field: dict[str, Any]) -> None:
    """T16: the old one stays."""
    reply = plan(request(checkin("TokenUpdate", **field)), RULES, NOW)

    assert isinstance(reply, MDMReply)
    assert reply.status == 400


def test_token_update_keeps_its_optional_keys_apart() -> None:
    body = checkin("TokenUpdate", UnlockToken=b"unlock", AwaitingConfiguration=True)

    verb = verb_of(plan(request(body), RULES, NOW), vb.RecordTokenUpdate)

    assert verb.push == PushTarget(topic=TOPIC, token=b"t" * 32, push_magic="magic")
    assert (verb.unlock_token, verb.awaiting_configuration, verb.raw) == (b"unlock", True, body)
    bare = verb_of(plan(request(checkin("TokenUpdate", SAM)), RULES, NOW), vb.RecordTokenUpdate)
    assert (bare.unlock_token, bare.awaiting_configuration) == (None, None)


def test_check_out_and_bootstrap_tokens_have_their_verbs() -> None:
    assert verb_of(plan(request(checkin("CheckOut")), RULES, NOW), vb.RecordCheckOut).sender.enrollment == MAC
    stored = verb_of(plan(request(checkin("SetBootstrapToken")), RULES, NOW), vb.BootstrapTokenAccess)
    assert (stored.store, stored.token) == (True, b"bootstrap")
    removal = checkin("SetBootstrapToken", BootstrapToken=b"")
    removed = verb_of(plan(request(removal), RULES, NOW), vb.BootstrapTokenAccess)
    assert (removed.store, removed.token) == (True, None)
    read = verb_of(plan(request(checkin("GetBootstrapToken")), RULES, NOW), vb.BootstrapTokenAccess)
    assert not read.store


def test_a_bootstrap_token_may_be_kept_for_mutual_tls() -> None:
    """T82: a signature over the message alone can have been recorded."""
    rules = attrs.evolve(RULES, mtls_for_secrets=True)

    reply = plan(request(checkin("GetBootstrapToken")), rules, NOW)

    assert isinstance(reply, MDMReply)
    assert (reply.status, reply.reason) == (400, Reason.PROOF_TOO_WEAK)
    for proof in ("MTLS", "BOTH"):
        assert isinstance(plan(request(checkin("GetBootstrapToken"), proof=proof), rules, NOW), Perform)


@pytest.mark.parametrize(
    ("kind", "who", "exempt"),
    [("DeclarativeManagement", MAC, False), ("GetToken", BYOD, False), ("UserAuthenticate", SAM, True)],
)
def test_handlers_are_asked_only_after_the_sender_is_recognised(kind: str, who: Any, exempt: bool) -> None:
    step = plan(request(checkin(kind, who), params={"a": "1"}), RULES, NOW)

    verb = verb_of(step, vb.Recognise)
    assert (verb.sender.enrollment, verb.token_exempt, verb.user_auth) == (who, exempt, None)
    assert isinstance(step, Perform)
    assert step.message is not None
    assert (step.message.message_type, step.message_type) == (kind, kind)
    assert step.params == ({"a": "1"} if kind == "DeclarativeManagement" else step.params)


@pytest.mark.parametrize("kind", ["ReturnToService", "SomethingNew"])
def test_a_message_that_nobody_can_answer_is_refused(kind: str) -> None:
    reply = plan(request(checkin(kind)), RULES, NOW)

    assert isinstance(reply, MDMReply)
    assert (reply.status, kind in reply.detail, kind.encode() in reply.body) == (400, True, False)


@pytest.mark.parametrize("problem", RequestProblem)
def test_a_request_with_a_problem_is_answered_without_a_look_at_it(problem: RequestProblem) -> None:
    """T75-T77."""
    reply = plan(attrs.evolve(request(b"", None), problem=problem), RULES, NOW)

    assert isinstance(reply, MDMReply)
    assert (reply.status, reply.body) == (problem.answer[0], f"{problem.answer[1]}\n".encode())
    assert reply.status in {400, 411, 413, 415}


@pytest.mark.parametrize(
    "body",
    [
        plist.dumps({"Status": "Idle"}),
        plist.dumps({"Status": "Idle", "UDID": "A", "EnrollmentID": "B"}),
        plist.dumps({"Status": "Idle", "UDID": "A:B"}),
        plist.dumps({"Status": 7, "UDID": "A"}),
        plist.dumps({"UDID": "A"}),
    ],
)
@pytest.mark.parametrize("kind", MessageKind)
def test_what_makes_no_sense_is_a_bad_request(body: bytes, kind: MessageKind) -> None:
    """T40: one fixed text, whatever was wrong."""
    bad_request(body, kind)


GARBAGE = [b"", b"not a plist", b"<plist><array/></plist>", status("Idle")[:-20]]


@pytest.mark.parametrize("body", GARBAGE)
@pytest.mark.parametrize("kind", [MessageKind.CHECKIN, MessageKind.UNSTATED])
def test_a_check_in_that_cannot_be_read_is_a_bad_request(body: bytes, kind: MessageKind) -> None:
    """T40."""
    bad_request(body, kind)


@pytest.mark.parametrize("body", GARBAGE)
def test_a_result_that_cannot_be_read_is_shown_to_the_store(body: bytes) -> None:
    """F15: it may be the answer to a command, and only the certificate tells whose."""
    step = plan(request(body, "cert", kind=MessageKind.CONNECT, source="192.0.2.5"), RULES, NOW)

    assert isinstance(step, Quarantine)
    assert step.verb.problem
    assert step.verb == vb.UnreadableReport(
        fingerprint=fingerprint("cert"),
        certificate=b"cert",
        at=NOW,
        source="192.0.2.5",
        replayable=True,
        raw=body,
        problem=step.verb.problem,
    )


def bad_request(body: bytes, kind: MessageKind) -> None:
    reply = plan(request(body, kind=kind), RULES, NOW)

    assert isinstance(reply, MDMReply)
    assert (reply.status, reply.body, reply.reason) == (400, b"Bad Request\n", None)
    assert reply.detail


def test_without_identity_a_message_is_not_even_read() -> None:
    """T2."""
    reply = plan(request(b"not a plist", None), RULES, NOW)

    assert isinstance(reply, MDMReply)
    assert (reply.status, reply.reason, reply.detail) == (400, Reason.NO_IDENTITY, "")


@pytest.mark.parametrize(
    ("body", "kind"), [(status("Idle"), vb.Report), (checkin("CheckOut"), vb.RecordCheckOut)]
)
def test_without_a_content_type_the_body_decides(body: bytes, kind: type[Any]) -> None:
    """mdmb sends results so."""
    verb_of(plan(request(body, kind=MessageKind.UNSTATED), RULES, NOW), kind)


def test_a_check_in_without_a_content_type_has_the_limit_of_check_ins() -> None:
    """T75."""
    body = checkin("CheckOut", Filler=b"x" * MAX_CHECKIN_BODY)

    reply = plan(request(body, kind=MessageKind.UNSTATED), RULES, NOW)

    assert isinstance(reply, MDMReply)
    assert (reply.status, reply.body) == (413, b"Content Too Large\n")


def test_the_wrong_content_type_for_a_message_is_a_bad_request() -> None:
    for body, kind in ((status("Idle"), MessageKind.CHECKIN), (checkin("CheckOut"), MessageKind.CONNECT)):
        reply = plan(request(body, kind=kind), RULES, NOW)
        assert isinstance(reply, MDMReply)
        assert reply.status == 400
