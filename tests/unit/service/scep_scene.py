"""A SCEP server over a store in memory, clients that make their own keys, and devices that use them."""

from __future__ import annotations

import functools
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
from cryptography.hazmat.primitives.asymmetric import rsa

from pymdm.adapters import device_app
from pymdm.crypto import CertificateAuthority, scep
from pymdm.crypto.csr import make_csr
from pymdm.crypto.envelope import Cipher
from pymdm.crypto.scep import MessageType, PKIStatus
from pymdm.crypto.secret import Secret
from pymdm.errors import Reason
from pymdm.service import MDMService, ServiceRules
from pymdm.service.scep import SCEPReply, SCEPService
from pymdm.service.sessions import OpenedSession, open_session
from pymdm.stores import MemoryStore
from pymdm.testing import EnrollmentSettings, SimulatedDevice, SimulatedIdentity, wsgi_sender
from tests.unit.crypto.certs import rsa_key

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
TOPIC = "com.apple.mgmt.External.tests"
SETTINGS = EnrollmentSettings(server_url="https://mdm.example.com/mdm", topic=TOPIC)


@functools.cache
def authority(name: str = "Identity CA", number: int = 100) -> CertificateAuthority:
    return CertificateAuthority.create(name, now=NOW, key=rsa_key(number))


@attrs.define(kw_only=True)
class Client:
    """One client with one key; without ``signer`` it signs with a certificate of its own making."""

    key: rsa.RSAPrivateKey = attrs.field(factory=lambda: rsa_key(1))
    signer: SimulatedIdentity | None = None
    transaction_id: str = "transaction"
    nonce: bytes = b"0123456789abcdef"

    def signs_with(self) -> SimulatedIdentity:
        return self.signer or SimulatedIdentity(
            certificate=scep.temporary_certificate(self.key, now=NOW), key=self.key
        )

    def message(
        self,
        challenge: str | None,
        *,
        recipient: CertificateAuthority | None = None,
        message_type: int = MessageType.PKCS_REQ,
        csr: bytes | None = None,
        cipher: Cipher = Cipher.AES_128_CBC,
        digest: str = "sha256",
    ) -> bytes:
        """A request, signed and encrypted."""
        wanted = csr or make_csr(self.key, challenge=None if challenge is None else Secret(challenge))
        return scep.encode_request(
            wanted,
            signer=self.signs_with(),
            recipient=(recipient or authority()).certificate,
            transaction_id=self.transaction_id,
            sender_nonce=self.nonce,
            random=secrets.token_bytes,
            message_type=message_type,  # type: ignore[arg-type]  # T44 sends every number
            cipher=cipher,
            digest=digest,
        )

    def read(self, reply: SCEPReply, *, by: CertificateAuthority | None = None) -> scep.SCEPResponse:
        assert (200, "application/x-pki-message") == (reply.status, reply.content_type)
        return scep.decode_response(
            reply.body,
            signer=self.signs_with(),
            authorities=[(by or authority()).certificate],
            transaction_id=self.transaction_id,
            sender_nonce=self.nonce,
        )


class Scene:
    """A store, a SCEP server and an MDM server on it, and a clock that stands until it is moved."""

    def __init__(self, *, store: Any = None, ca: CertificateAuthority | None = None, **options: Any) -> None:
        self.now = NOW
        self.ca = ca or authority()
        self.store = store if store is not None else MemoryStore()
        self.scep = SCEPService(self.store, self.ca, **options)
        rules = ServiceRules(identity=self.ca.trust_store().mdm_signature(), session_required=True)
        self.mdm = MDMService(self.store, rules=rules, clock=lambda: self.now)

    def open(self, **session: Any) -> OpenedSession:
        return open_session(self.store, now=self.now, **session)

    def ask(self, message: bytes, *, method: str = "POST") -> SCEPReply:
        return self.scep.handle("PKIOperation", message, method=method, now=self.now)

    def enroll(self, challenge: str | None, client: Client | None = None) -> SCEPReply:
        """PKCSReq; ``granted`` and ``refused`` read the answer."""
        return self.ask((client or Client()).message(challenge))

    def identity(self, opened: OpenedSession | None = None, *, key: int = 1) -> SimulatedIdentity:
        """An identity got by SCEP with a fresh session."""
        client = Client(key=rsa_key(key), transaction_id=f"transaction-{key}")
        challenge = (opened or self.open()).challenge.reveal()
        [certificate] = granted(self.enroll(challenge, client), client)
        return SimulatedIdentity(certificate=certificate, key=client.key)

    def device(
        self, identity: SimulatedIdentity, *, seed: int = 0, settings: EnrollmentSettings = SETTINGS
    ) -> SimulatedDevice:
        """A device with this identity; the same seed is the same device."""
        return SimulatedDevice(settings, identity=identity, send=wsgi_sender(device_app(self.mdm)), seed=seed)

    def enrolled(self, *, key: int = 1, seed: int = 0, **session: Any) -> SimulatedDevice:
        device = self.device(self.identity(self.open(**session), key=key), seed=seed)
        assert 200 == device.enroll().status
        return device

    def renew(self, signer: SimulatedIdentity, *, key: int = 2, **message: Any) -> tuple[SCEPReply, Client]:
        """RenewalReq for a new key, signed with ``signer``."""
        client = Client(key=rsa_key(key), signer=signer, transaction_id=f"renewal-{key}")
        reply = self.ask(client.message(None, message_type=MessageType.RENEWAL_REQ, **message))
        return reply, client


class CountingCA:
    """Counts what a CA is asked to sign."""

    def __init__(self, scene: Scene) -> None:
        self.count = 0
        self._sign = scene.scep._issuer._sign
        scene.scep._issuer._sign = self

    def __call__(self, request: Any) -> bytes:
        self.count += 1
        return self._sign(request)


def granted(reply: SCEPReply, client: Client | None = None) -> tuple[bytes, ...]:
    response = (client or Client()).read(reply)
    assert PKIStatus.SUCCESS is response.status, reply
    assert reply.reason is None
    return response.certificates


def refused(reply: SCEPReply, client: Client | None = None) -> Reason | None:
    """Why; the client is told no more than that it was."""
    response = (client or Client()).read(reply)
    assert (PKIStatus.FAILURE, scep.FailInfo.BAD_REQUEST, ()) == (
        response.status,
        response.fail_info,
        response.certificates,
    )
    assert reply.issued is None
    return reply.reason
