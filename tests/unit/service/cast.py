"""Devices, certificates and both colours of the service, for the tests of the conversation."""

from __future__ import annotations

import asyncio
import base64
import functools
import hashlib
import inspect
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest

from pymdm import commands
from pymdm.crypto import CertificateAuthority, DeviceIdentity, KeyType, Proof, cms, new_key
from pymdm.crypto.certificates import IssuedIdentity, PrivateKey
from pymdm.errors import Reason, SignerUntrusted
from pymdm.protocol import EnrollmentID, EnrollmentKind, plist
from pymdm.service import (
    AsyncMDMService,
    EnrollmentSession,
    MDMReply,
    MDMRequest,
    MDMService,
    MessageKind,
    ServiceRules,
)
from pymdm.service import verbs as vb
from pymdm.stores import MemoryStore

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TOPIC = "com.apple.mgmt.External.tests"

MAC = EnrollmentID(kind=EnrollmentKind.DEVICE, id="MAC")
PHONE = EnrollmentID(kind=EnrollmentKind.DEVICE, id="PHONE")
SAM = EnrollmentID(kind=EnrollmentKind.USER, id="MAC:SAM", parent_id="MAC")
BYOD = EnrollmentID(kind=EnrollmentKind.USER_ENROLLMENT_DEVICE, id="BYOD")

COMMAND = commands.ProfileList()


# ── identities ───────────────────────────────────────────────────────────────────────────────────


@attrs.frozen
class Shown:
    """An identity source that believes the header ``x-identity``; ``x-proof`` says how it was proven."""

    not_after: datetime = NOW + timedelta(days=30)

    def identify(self, evidence: Any, *, now: datetime) -> DeviceIdentity:
        name = evidence.headers.get("x-identity")
        if name is None:
            raise SignerUntrusted(Reason.NO_IDENTITY)
        return DeviceIdentity(
            certificate=name.encode(),
            fingerprint=fingerprint(name),
            proof=Proof[evidence.headers.get("x-proof", "SIGNATURE")],
            expired=now > self.not_after,
            not_before=NOW - timedelta(days=1),
            not_after=self.not_after,
        )


def fingerprint(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


@functools.cache
def authority(name: str) -> CertificateAuthority:
    return CertificateAuthority.create(name, now=NOW, key=new_key(KeyType.EC_P256))


@functools.cache
def identity(name: str, ca: str) -> tuple[IssuedIdentity, PrivateKey]:
    """A real identity with its key, the same one for the same name."""
    key = new_key(KeyType.EC_P256)
    return authority(ca).issue_identity(common_name=name, now=NOW, public_key=key.public_key()), key


def signature(body: bytes, name: str, *, ca: str = "Identity CA", shape: cms.Shape = cms.APPLE_DER) -> str:
    issued, key = identity(name, ca)
    signer = cms.PrivateKeySigner(certificate=issued.certificate, key=key)
    return base64.b64encode(cms.sign(body, signer, shape=shape)).decode()


# ── messages ─────────────────────────────────────────────────────────────────────────────────────


def checkin(kind: str, who: EnrollmentID = MAC, **keys: Any) -> bytes:
    """A check-in message with the keys that it cannot be without."""
    needed: dict[str, dict[str, Any]] = {
        "Authenticate": {"Topic": TOPIC, "ProductName": "Mac14,2", "OSVersion": "14.1", "SerialNumber": "S1"},
        "TokenUpdate": {"Topic": TOPIC, "Token": b"t" * 32, "PushMagic": "magic"},
        "DeclarativeManagement": {"Endpoint": "tokens"},
        "GetToken": {"TokenServiceType": "com.apple.maid"},
        "SetBootstrapToken": {"BootstrapToken": b"bootstrap"},
    }
    message = {"MessageType": kind, **who.wire_keys(), **needed.get(kind, {}), **keys}
    return plist.dumps({key: value for key, value in message.items() if value is not None})


def status(word: str, uuid: str | None = None, who: EnrollmentID = MAC, **keys: Any) -> bytes:
    """A connect message."""
    message = {"Status": word, **who.wire_keys(), **keys}
    return plist.dumps(message if uuid is None else {**message, "CommandUUID": uuid})


def request(
    body: bytes,
    by: str | None = "certificate of MAC",
    *,
    kind: MessageKind | None = None,
    source: str = "192.0.2.1",
    proof: str = "SIGNATURE",
    **fields: Any,
) -> MDMRequest:
    """A request that shows an identity to ``Shown``."""
    if kind is None:
        kind = MessageKind.CHECKIN if b"<key>MessageType" in body else MessageKind.CONNECT
    headers = {} if by is None else {"x-identity": by, "x-proof": proof}
    return MDMRequest(body=body, kind=kind, headers=headers, source=source, **fields)


# ── the service ──────────────────────────────────────────────────────────────────────────────────


class World:
    """A service over a store in memory, with a clock; either colour, called the same way."""

    def __init__(self, colour: str = "blocking", **options: Any) -> None:
        self.now = NOW
        self.store = options.pop("store", None) or MemoryStore()
        self.heard: list[Any] = []
        options.setdefault("on_event", self.heard.append)
        rules = {name: options.pop(name) for name in list(options) if name in RULES}
        rules.setdefault("identity", Shown())
        numbers = iter(range(1, 10_000))
        service = MDMService if colour == "blocking" else AsyncMDMService
        self.service: Any = service(
            self.store,
            rules=ServiceRules(**rules),
            clock=lambda: self.now,
            new_uuid=lambda: f"UUID-{next(numbers)}",
            **options,
        )

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self.service, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            outcome = method(*args, **kwargs)
            return asyncio.run(_awaited(outcome)) if inspect.isawaitable(outcome) else outcome

        return call

    def say(self, body: bytes, by: str | None = None, *, who: EnrollmentID = MAC, **fields: Any) -> MDMReply:
        """Let a device say something; ``by`` is its own certificate unless given."""
        reply: MDMReply = self.handle(request(body, by or f"certificate of {who.device_id}", **fields))
        return reply

    def enroll(self, who: EnrollmentID = MAC, by: str | None = None) -> None:
        for kind in ("Authenticate", "TokenUpdate") if who.parent_id is None else ("TokenUpdate",):
            assert self.say(checkin(kind, who), by, who=who).status == 200

    def idle(self, who: EnrollmentID = MAC, by: str | None = None) -> str | None:
        """Idle, accepted; gives the UUID of the command in the answer."""
        reply = self.say(status("Idle", None, who), by, who=who)
        assert reply.status == 200
        return uuid_of(reply)

    def told(self, kind: type[Any]) -> list[Any]:
        return [event for event in self.heard if type(event) is kind]

    def issue(self, by: str, session_id: str = "session", **session: Any) -> None:
        session.setdefault("expires_at", self.now + timedelta(days=1))
        made = EnrollmentSession(id=session_id, created_at=self.now, **session)
        self.store.identities(
            [vb.IssueIdentity(session=made, fingerprint=fingerprint(by), not_after=self.now, at=self.now)]
        )


RULES = {field.name for field in attrs.fields(ServiceRules)}


async def _awaited(outcome: Any) -> Any:
    return await outcome


def uuid_of(reply: MDMReply) -> str | None:
    if not reply.body:
        return None
    found = plist.loads(reply.body)
    assert isinstance(found, dict)
    return str(found["CommandUUID"])


def answer_of(reply: MDMReply) -> Any:
    """The property list of an answer."""
    assert reply.status == 200
    return plist.loads(reply.body)


COLOURS = ("blocking", "asyncio")


def both_colours() -> Callable[..., Any]:
    """Run a test with either driver: its argument ``make`` builds the world."""
    return pytest.mark.parametrize("make", [functools.partial(World, c) for c in COLOURS], ids=COLOURS)
