"""Who may say what: every message, with the device's own identity, with another's, and with none."""

from __future__ import annotations

import base64
import functools
from typing import Any

import pytest

from pymdm.crypto import cms
from pymdm.errors import Reason
from pymdm.protocol import Channel, EnrollmentID, Status
from pymdm.service import IdentityRefused, MDMReply, MDMRequest, MessageKind, RequestRefused, accept_strangers
from pymdm.service import verbs as vb
from tests.unit.service.cast import (
    COMMAND,
    MAC,
    PHONE,
    SAM,
    World,
    authority,
    checkin,
    identity,
    signature,
    status,
)

SECRET = "x" * 32
TRANSPORTS = ("signature", "old signature", "mtls", "proxy", "trusted peer")
SHAPES = {"signature": cms.APPLE_DER, "old signature": cms.APPLE_BER}

CHECKINS = (
    "Authenticate",
    "TokenUpdate",
    "CheckOut",
    "UserAuthenticate",
    "SetBootstrapToken",
    "GetBootstrapToken",
    "DeclarativeManagement",
    "GetToken",
    "ReturnToService",
    "NewMessage",
)
STATUSES = (*[word.value for word in Status], "NewStatus")

USER_ONLY = {"UserAuthenticate"}
DEVICE_ONLY = {"Authenticate", "SetBootstrapToken", "GetBootstrapToken", "ReturnToService"}


def messages() -> list[tuple[str, EnrollmentID]]:
    return [
        (kind, who)
        for kind in CHECKINS
        for who in (MAC, SAM)
        if not (kind in USER_ONLY and who is MAC) and not (kind in DEVICE_ONLY and who is SAM)
    ] + [(word, who) for word in STATUSES for who in (MAC, SAM)]


class Passed:
    """A self-test that this server has passed."""

    header = "client-cert"

    def admits(self, _: object) -> bool:
        return True


def source(transport: str) -> Any:
    trust = authority("Identity CA").trust_store()
    if transport == "mtls":
        return trust.peer_certificate()
    if transport == "trusted peer":
        return trust.trusted_peer_header(peers=("10.1.0.7",), probe=Passed())
    return trust.proxy_header(secret=SECRET) if transport == "proxy" else trust.mdm_signature()


@functools.cache
def evidence(body: bytes, by: str | None, transport: str, ca: str = "Identity CA") -> dict[str, Any]:
    """The fields of a request that show ``by``'s identity over this transport."""
    if by is None:
        return {}
    issued, _ = identity(by, ca)
    if transport == "mtls":
        return {"peer_certificate": issued.certificate}
    if transport == "trusted peer":
        value = f":{base64.b64encode(issued.certificate).decode()}:"
        return {"headers": {"client-cert": value}, "peer_address": "10.1.0.7"}
    if transport == "proxy":
        value = f"{SECRET}::{base64.b64encode(issued.certificate).decode()}:"
        return {"headers": {"x-pymdm-client": value}}
    return {"headers": {"mdm-signature": signature(body, by, ca=ca, shape=SHAPES[transport])}}


def body_of(name: str, who: EnrollmentID) -> bytes:
    return checkin(name, who) if name in CHECKINS else status(name, "UUID-1", who)


class Office:
    """A Mac with a user, a phone, a queue and a bootstrap token, proven by real certificates."""

    def __init__(self, transport: str, **options: Any) -> None:
        self.transport = transport
        self.world = World(identity=source(transport), **options)
        for who, by in ((MAC, "mac"), (PHONE, "phone")):
            self.accepted(checkin("Authenticate", who), by)
            self.accepted(checkin("TokenUpdate", who), by)
        self.accepted(checkin("TokenUpdate", SAM), "mac")
        self.accepted(checkin("SetBootstrapToken"), "mac")
        for who in (MAC, SAM):
            self.world.enqueue(who, COMMAND, uuid="UUID-1", unknown="allow")

    def send(self, body: bytes, by: str | None, *, ca: str = "Identity CA") -> MDMReply:
        kind = MessageKind.CHECKIN if b"MessageType" in body else MessageKind.CONNECT
        shown = evidence(body, by, self.transport, ca)
        reply: MDMReply = self.world.handle(MDMRequest(body=body, kind=kind, source="192.0.2.7", **shown))
        return reply

    def accepted(self, body: bytes, by: str) -> None:
        assert self.send(body, by).status == 200

    def stored(self) -> tuple[Any, ...]:
        """Everything that a stranger's message must leave as it is."""
        queries = [
            *(vb.EnrollmentQuery(id=who.id) for who in (MAC, SAM, PHONE)),
            *(vb.QueueQuery(enrollment=who.id) for who in (MAC, SAM, PHONE)),
        ]
        return tuple(self.world.store.look_up(queries))


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize(("name", "who"), messages(), ids=lambda value: str(value))
def test_only_the_own_identity_counts(transport: str, name: str, who: EnrollmentID) -> None:
    """T1, T2, T15: another device's identity, a foreign CA's and none change nothing and learn nothing."""
    office = Office(transport)
    before = office.stored()
    body = body_of(name, who)

    replies = [
        office.send(body, "phone"),
        office.send(body, "mac", ca="Foreign CA"),
        office.send(body, None),
    ]

    assert {(reply.status, reply.body) for reply in replies} == {(400, b"Bad Request\n")}
    # These are refused for what they are, whoever sends them.
    unanswerable = name in ("ReturnToService", "NewMessage")
    assert replies[0].reason is (None if unanswerable else Reason.OTHER_ENROLLMENT)
    assert (replies[1].reason, replies[2].reason) == (Reason.ISSUER_UNKNOWN, Reason.NO_IDENTITY)
    assert office.stored() == before
    assert len(office.world.told(IdentityRefused)) == (0 if unanswerable else 1)
    assert len(office.world.told(RequestRefused)) == (2 if unanswerable else 3)

    expected = {
        "UserAuthenticate": 410,
        "DeclarativeManagement": 404,
        "GetToken": 400,
        "ReturnToService": 400,
        "NewMessage": 400,
    }
    assert office.send(body, "mac").status == expected.get(name, 200)


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_the_own_identity_gets_what_is_its_own(transport: str) -> None:
    office = Office(transport)

    assert b"UUID-1" in office.send(status("Idle"), "mac").body
    assert b"Bm9v" not in office.send(checkin("GetBootstrapToken"), "mac").body
    assert b"BootstrapToken" in office.send(checkin("GetBootstrapToken"), "mac").body


@pytest.mark.parametrize("transport", ["signature", "old signature"])
def test_an_altered_message_is_refused(transport: str) -> None:
    office = Office(transport)
    before = office.stored()
    body = status("Acknowledged", "UUID-1")
    headers = evidence(body, "mac", transport)["headers"]
    altered = MDMRequest(body=body.replace(b"Ack", b"ack"), kind=MessageKind.CONNECT, headers=headers)

    reply = office.world.handle(altered)

    assert (reply.status, reply.body) == (400, b"Bad Request\n")
    assert office.stored() == before


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_one_certificate_enrolls_one_device(transport: str) -> None:
    """T3: two devices with the same key; the second is refused, the first may enroll again."""
    office = Office(transport)

    reply = office.send(checkin("Authenticate", PHONE), "mac")

    assert (reply.status, reply.reason) == (400, Reason.OTHER_ENROLLMENT)
    office.accepted(checkin("Authenticate"), "mac")


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_admission_of_strangers_never_replaces_a_pin(transport: str) -> None:
    """T4: with the most generous policy, a device that is known keeps its certificate."""
    office = Office(transport, admission=accept_strangers)
    office.accepted(checkin("CheckOut"), "mac")

    for body in (status("Idle"), checkin("TokenUpdate"), checkin("GetBootstrapToken")):
        assert office.send(body, "phone").reason is Reason.OTHER_ENROLLMENT
        assert office.send(body, "nobody yet").reason is Reason.OTHER_ENROLLMENT
    office.accepted(status("Idle"), "mac")


def test_the_matrix_covers_both_channels() -> None:
    assert {who.channel for _, who in messages()} == set(Channel)
