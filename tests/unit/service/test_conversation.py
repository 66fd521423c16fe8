"""Whole conversations with either driver over a store in memory."""

from __future__ import annotations

from typing import Any

import pytest

from pymdm import commands
from pymdm.errors import Reason, StorageError
from pymdm.protocol import plist
from pymdm.service import (
    Admission,
    BootstrapTokenRead,
    CommandFinished,
    CommandState,
    DeclarationRequest,
    Enrolled,
    MessageKind,
    ResultUnreadable,
    SourceChanged,
    StrangerMessage,
    TokenRequest,
    accept_strangers,
    refuse_strangers,
    unenroll_strangers,
)
from pymdm.stores import MemoryStore
from tests.unit.service.cast import (
    BYOD,
    COMMAND,
    MAC,
    PHONE,
    SAM,
    World,
    answer_of,
    both_colours,
    checkin,
    request,
    status,
    uuid_of,
)


@both_colours()
def test_a_device_enrolls_gets_a_command_and_answers(make: Any) -> None:
    world = make()
    world.enroll(MAC)
    uuid = world.enqueue(MAC, COMMAND)

    assert world.idle() == uuid
    assert world.say(status("Acknowledged", uuid, ProfileList=[])).body == b""

    assert world.command(MAC, uuid).result == status("Acknowledged", uuid, ProfileList=[])
    [finished] = world.told(CommandFinished)
    assert (finished.result.command_uuid, finished.result.request_type) == (uuid, "ProfileList")
    assert finished.result.payload["ProfileList"] == []
    assert [event.enrollment for event in world.told(Enrolled)] == [MAC]


@both_colours()
def test_a_result_without_content_type_counts(make: Any) -> None:
    """mdmb sends none."""
    world = make()
    world.enroll(MAC)
    uuid = world.enqueue(MAC, COMMAND)
    world.idle()

    assert world.say(status("Acknowledged", uuid), kind=MessageKind.UNSTATED).status == 200

    assert world.command(MAC, uuid).result is not None


@both_colours()
def test_fixed_answers_before_there_are_engines(make: Any) -> None:
    world = make()
    world.enroll(MAC)
    world.enroll(SAM)

    answers = {
        kind: world.say(checkin(kind, who))
        for kind, who in (
            ("GetBootstrapToken", MAC),
            ("DeclarativeManagement", MAC),
            ("GetToken", MAC),
            ("UserAuthenticate", SAM),
            ("ReturnToService", MAC),
        )
    }

    assert {kind: answer.status for kind, answer in answers.items()} == {
        "GetBootstrapToken": 200,
        "DeclarativeManagement": 404,
        "GetToken": 400,
        "UserAuthenticate": 410,
        "ReturnToService": 400,
    }
    assert answers["GetBootstrapToken"].body == b""


@both_colours()
def test_a_bootstrap_token_comes_back_and_each_read_is_told(make: Any) -> None:
    """T72."""
    world = make()
    world.enroll(MAC)
    world.say(checkin("SetBootstrapToken"))

    reply = world.say(checkin("GetBootstrapToken"), source="198.51.100.4")

    assert answer_of(reply) == {"BootstrapToken": b"bootstrap"}
    assert [event.source for event in world.told(BootstrapTokenRead)] == ["198.51.100.4"]


@both_colours()
def test_a_replayed_bootstrap_request_gets_nothing_where_mutual_tls_is_required(make: Any) -> None:
    """T82: and where it is not, the answer is audited with its source."""
    world = make(mtls_for_secrets=True)
    world.enroll(MAC)
    world.say(checkin("SetBootstrapToken"))

    replayed = world.say(checkin("GetBootstrapToken"), source="203.0.113.66")

    assert (replayed.status, replayed.reason) == (400, Reason.PROOF_TOO_WEAK)
    assert world.told(BootstrapTokenRead) == []
    assert answer_of(world.say(checkin("GetBootstrapToken"), proof="MTLS"))


@both_colours()
@pytest.mark.parametrize("word", ["Idle", "Acknowledged"])
def test_a_replay_from_another_address_loses_no_command(make: Any, word: str) -> None:
    """T14: a recorded message has no date, so it can come again; it changes nothing but the trail."""
    world = make()
    world.enroll(MAC)
    done, uuid = world.enqueue(MAC, COMMAND), world.enqueue(MAC, COMMAND)
    world.idle()
    recorded = status(word, done if word == "Acknowledged" else None)
    world.say(status("Acknowledged", done))
    before = world.command(MAC, done)

    for _ in range(3):
        assert uuid_of(world.say(recorded, source="203.0.113.66")) == uuid

    assert world.command(MAC, done) == before
    assert len(world.told(CommandFinished)) == 1
    [told] = world.told(SourceChanged)
    assert (told.before, told.source) == ("192.0.2.1", "203.0.113.66")
    assert world.idle() == uuid
    world.say(status("Acknowledged", uuid))
    assert world.idle() is None


@both_colours()
def test_a_user_is_covered_by_the_device(make: Any) -> None:
    """T15."""
    world = make()
    world.enroll(MAC)
    world.enroll(PHONE)
    world.enroll(SAM)
    uuid = world.enqueue(SAM, COMMAND)

    assert world.say(status("Idle", None, SAM), "certificate of PHONE").status == 400
    assert world.idle(SAM) == uuid


@pytest.mark.parametrize(
    "keys",
    [
        {"UDID": "MAC", "EnrollmentID": "BYOD"},
        {"EnrollmentID": "BYOD", "UserID": "SAM"},
        {"UDID": "MAC", "EnrollmentUserID": "SAM"},
        {"UDID": "MAC:SAM"},
        {"UDID": ""},
        {"UserID": "SAM"},
        {},
    ],
)
@both_colours()
def test_a_message_that_names_two_senders_or_none_is_refused(make: Any, keys: dict[str, str]) -> None:
    """T15: the combinations of ids."""
    world = make()
    world.enroll(MAC)
    world.enqueue(MAC, COMMAND)

    reply = world.say(plist.dumps({"Status": "Idle", **keys}))

    assert (reply.status, reply.body) == (400, b"Bad Request\n")


@both_colours()
def test_a_foreign_topic_is_refused_and_the_old_address_stays(make: Any) -> None:
    """T16."""
    world = make()
    world.enroll(MAC)
    before = world.enrollment(MAC).push

    reply = world.say(checkin("TokenUpdate", Topic="com.apple.mgmt.External.evil"))

    assert (reply.status, reply.reason) == (400, Reason.TOPIC_WRONG)
    assert world.enrollment(MAC).push == before


@both_colours()
def test_after_not_now_only_unrefusable_commands_follow_until_the_next_session(make: Any) -> None:
    """F13, T80: for an iPhone, DeviceInformation is one that cannot be refused."""
    world = make()
    world.say(checkin("Authenticate", PHONE, ProductName="iPhone15,2", OSVersion="17.1"), who=PHONE)
    world.say(checkin("TokenUpdate", PHONE), who=PHONE)
    install = world.enqueue(PHONE, commands.InstallProfile(payload=b"<plist/>"))
    listing = world.enqueue(PHONE, COMMAND)

    assert world.idle(PHONE) == install
    assert uuid_of(world.say(status("NotNow", install, PHONE), who=PHONE)) == listing
    assert uuid_of(world.say(status("Acknowledged", listing, PHONE), who=PHONE)) is None
    assert world.idle(PHONE) == install


# ── strangers ────────────────────────────────────────────────────────────────────────────────────


@both_colours()
def test_strangers_are_refused_by_default(make: Any) -> None:
    """T17: with 400, although the 2014 text recommends 401."""
    world = make()

    for body in (status("Idle"), checkin("TokenUpdate"), checkin("CheckOut"), checkin("GetBootstrapToken")):
        reply = world.say(body)
        assert (reply.status, reply.body, reply.reason) == (400, b"Bad Request\n", Reason.NOT_ENROLLED)


@both_colours()
def test_strangers_may_be_taken_in(make: Any) -> None:
    """T4: as after a migration; from then on the certificate counts."""
    world = make(admission=accept_strangers)

    assert world.say(checkin("TokenUpdate")).status == 200
    assert world.say(status("Idle"), "certificate of PHONE").reason is Reason.OTHER_ENROLLMENT
    assert world.say(status("Idle", None, PHONE), "certificate of MAC").reason is Reason.OTHER_ENROLLMENT
    assert world.enrollment(MAC).can_be_pushed


@both_colours()
def test_strangers_may_be_unenrolled(make: Any) -> None:
    world = make(admission=unenroll_strangers)

    reply = world.say(status("Idle"))

    assert (reply.status, reply.unenrolls) == (401, True)
    assert world.say(checkin("Authenticate")).status == 200


@both_colours()
def test_a_policy_sees_who_asks(make: Any) -> None:
    seen: list[StrangerMessage] = []

    def policy(message: StrangerMessage, /) -> Admission:
        seen.append(message)
        return refuse_strangers(message)

    world = make(admission=policy)
    world.say(status("NotNow", "U"))
    world.enroll(MAC)
    world.say(checkin("CheckOut"))
    world.say(checkin("TokenUpdate"), source="192.0.2.2")

    assert [(stranger.message_type, stranger.source, stranger.known) for stranger in seen] == [
        ("NotNow", "192.0.2.1", False),
        ("TokenUpdate", "192.0.2.2", True),
    ]


def test_policies_and_handlers_may_be_coroutine_functions() -> None:
    async def policy(message: StrangerMessage, /) -> Admission:
        return Admission.ACCEPT

    async def tokens(request: TokenRequest, /) -> bytes:
        return request.service_type.encode()

    world = World("asyncio", admission=policy, tokens=tokens)

    assert answer_of(world.say(checkin("GetToken"))) == {"TokenData": b"com.apple.maid"}


def test_the_blocking_driver_says_when_a_handler_would_need_the_other_one(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def policy(message: StrangerMessage, /) -> Admission:
        return Admission.ACCEPT

    world = World("blocking", admission=policy)

    assert world.say(status("Idle")).status == 500
    assert "AsyncMDMService" in caplog.text


# ── handlers ─────────────────────────────────────────────────────────────────────────────────────


@both_colours()
def test_declarations_are_served_by_the_handler(make: Any) -> None:
    seen: list[DeclarationRequest] = []

    def serve(request: DeclarationRequest, /) -> bytes | None:
        seen.append(request)
        return b"{}" if request.endpoint == "tokens" else None

    world = make(declarations=serve)
    world.enroll(MAC)

    found = world.say(checkin("DeclarativeManagement"), params={"team": "a"})
    missing = world.say(checkin("DeclarativeManagement", Endpoint="declaration/x/y"))
    stranger = world.say(checkin("DeclarativeManagement"), "certificate of PHONE")

    assert (found.status, found.body, missing.status, stranger.status) == (200, b"{}", 404, 400)
    assert [request.params for request in seen] == [{"team": "a"}, {}]


@both_colours()
def test_a_handler_that_raises_costs_its_device_one_request(
    make: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(request: Any, /) -> bytes:
        raise StorageError("the handler's own database")

    world = make(tokens=broken, declarations=broken, admission=broken)
    assert world.say(status("Idle")).status == 500
    world.enroll(MAC)
    uuid = world.enqueue(MAC, COMMAND)

    for kind in ("GetToken", "DeclarativeManagement"):
        reply = world.say(checkin(kind))
        assert (reply.status, reply.body) == (500, b"Internal Server Error\n")
    assert "handler failed" in caplog.text
    assert world.idle() == uuid


# ── every refusal ────────────────────────────────────────────────────────────────────────────────


class DownStore(MemoryStore):
    def recognise(self, batch: Any, /) -> Any:
        raise StorageError("down")


@both_colours()
def test_a_device_that_writes_an_answer_wrongly_is_not_lost(make: Any) -> None:
    """F15: an application whose name holds a control character, which Apple's writer does not escape."""
    world = make()
    world.enroll(MAC)
    first, second = world.enqueue(MAC, COMMAND), world.enqueue(MAC, COMMAND)
    assert world.idle() == first
    broken = status("Acknowledged", first, Name="Appl?").replace(b"?", b"\x0b")

    answers = [world.say(broken) for _ in range(3)]

    assert [(answer.status, answer.body) for answer in answers] == [
        (400, b"Bad Request\n"),
        (400, b"Bad Request\n"),
        (200, b""),
    ]
    assert "well-formed" in answers[0].detail
    [told] = world.told(ResultUnreadable)
    assert (told.command_uuid, told.raw) == (first, broken)
    assert world.command(MAC, first).state is CommandState.UNREADABLE
    assert world.idle() == second


@both_colours()
def test_garbage_of_a_stranger_is_refused_with_its_reason(make: Any) -> None:
    world = make()
    world.enroll(MAC)
    reply = world.say(b"garbage", "certificate of PHONE")
    assert (reply.status, reply.reason) == (400, Reason.NOT_ENROLLED)


@both_colours()
def test_no_error_ever_unenrolls(make: Any) -> None:
    """T17: the statuses a device can meet; 401 and 403 are none of them."""

    def broken(request: Any, /) -> bytes:
        raise KeyError("x")

    seen = set()
    for world in (make(), make(tokens=broken, declarations=broken), make(store=DownStore())):
        world.enroll(MAC)
        for body in (
            b"",
            b"<plist>",
            status("Idle"),
            status("Idle", None, BYOD),
            checkin("GetToken"),
            checkin("DeclarativeManagement"),
            checkin("UserAuthenticate", SAM),
            checkin("TokenUpdate", Topic="x"),
            checkin("SomethingNew"),
            checkin("Authenticate", PHONE),
        ):
            for by in ("certificate of MAC", "certificate of PHONE", None):
                for kind in MessageKind:
                    seen.add(world.handle(request(body, by, kind=kind)).status)
    assert seen == {200, 400, 404, 410, 500, 503}
