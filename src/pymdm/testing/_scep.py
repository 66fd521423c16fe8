"""How a simulated device gets its identity by SCEP: it makes the key, the server only sees the request.

Sources: RFC 8894; Apple's schema, mdm/profiles/com.apple.security.scep.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit, urlunsplit

import attrs
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from pymdm.errors import DecodeError
from pymdm.testing._errors import SCEPFailed
from pymdm.testing._ledger import Act
from pymdm.testing.identity import SimulatedIdentity
from pymdm.testing.wire import Reply, WireRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pymdm.crypto.envelope import Cipher
    from pymdm.crypto.scep import MessageType
    from pymdm.testing._link import Link
    from pymdm.testing.wire import Send

__all__ = ["AS_OFFERED", "SCEPEnrollee", "SCEPSettings", "SCEPStyle"]

_NONCE_BYTES = 16  # RFC 8894, 3.2.1.5
_FINGERPRINTS: Final = {16: "md5", 20: "sha1", 32: "sha256"}  # told by their length
_DEFAULT_BITS = 1024  # of the payload; no server of today takes it, so that profiles say another


@attrs.frozen(kw_only=True)
class SCEPSettings:
    """What a SCEP payload tells the device."""

    url: str
    challenge: str | None = attrs.field(default=None, repr=False)
    name: str | None = None
    common_name: str = "Apple device"
    key_size: int = _DEFAULT_BITS
    ca_fingerprint: bytes | None = None

    @classmethod
    def read(cls, content: object) -> SCEPSettings:
        """From the payload's PayloadContent.

        Raises:
            DecodeError: a device would refuse it.
        """
        if not isinstance(content, dict):
            raise DecodeError("expected a dictionary", path="PayloadContent")
        url, challenge = content.get("URL"), content.get("Challenge")
        if not isinstance(url, str) or not urlsplit(url).hostname:
            raise DecodeError("expected a URL with a host", path="PayloadContent.URL")
        if challenge is not None and not isinstance(challenge, str):
            raise DecodeError("expected text", path="PayloadContent.Challenge")
        name, mark = content.get("Name"), content.get("CAFingerprint")
        if mark is not None and (not isinstance(mark, bytes) or len(mark) not in _FINGERPRINTS):
            raise DecodeError("expected the hash of a certificate", path="PayloadContent.CAFingerprint")
        bits = content.get("Keysize", _DEFAULT_BITS)
        return cls(
            url=url,
            challenge=challenge,
            name=name if isinstance(name, str) else None,
            common_name=_common_name(content.get("Subject")) or "Apple device",
            key_size=bits if isinstance(bits, int) else _DEFAULT_BITS,
            ca_fingerprint=mark,
        )


@attrs.frozen(kw_only=True)
class SCEPStyle:
    """How a system speaks SCEP; None is the best that the server's GetCACaps names, as devices choose.

    ``SCEPStyle(cipher=Cipher.DES_CBC, digest="sha1", post=False)`` is a client of the last century.
    """

    cipher: Cipher | None = None
    digest: str | None = None
    post: bool | None = None


#: The way of the systems of today.
AS_OFFERED: Final = SCEPStyle()


@attrs.define(kw_only=True)
class _Pending:
    """A request that was not answered yet: repeated, it has the same key and transaction."""

    key: rsa.RSAPrivateKey = attrs.field(repr=False)
    transaction_id: str
    message_type: MessageType

    @property
    def word(self) -> str:
        """What RFC 8894 calls the message."""
        return {"PKCS_REQ": "PKCSReq", "RENEWAL_REQ": "RenewalReq"}[self.message_type.name]


class SCEPEnrollee:
    """The SCEP client of one device; remembers a request until it is answered (F50)."""

    def __init__(self, settings: SCEPSettings, style: SCEPStyle) -> None:
        self.settings = settings
        self.style = style
        self._pending: _Pending | None = None

    def fetch(self, link: Link) -> SimulatedIdentity:
        """GetCACaps, GetCACert and PKCSReq: an identity for a key that is made here.

        Raises:
            SCEPFailed: the server gives none, or is not the one that the profile names.
            TransportError: no answer; the next call repeats the request.
        """
        from pymdm.crypto.scep import MessageType

        return self._obtain(link, MessageType.PKCS_REQ)

    def renew(self, link: Link) -> SimulatedIdentity:
        """The same with RenewalReq, signed with the present identity, for a new key.

        Raises as ``fetch``.
        """
        from pymdm.crypto.scep import MessageType

        return self._obtain(link, MessageType.RENEWAL_REQ)

    def _obtain(self, link: Link, message_type: MessageType) -> SimulatedIdentity:
        pending = self._pending
        if pending is None or pending.message_type != message_type:
            pending = self._pending = self._new(message_type)
        with link.anonymous_connection(self.settings.url) as send:
            capabilities = self._capabilities(link, send)
            authorities = self._authorities(link, send)
            identity = self._request(link, send, pending, capabilities, authorities)
        self._pending = None
        return identity

    def _new(self, message_type: MessageType) -> _Pending:
        key = rsa.generate_private_key(public_exponent=65537, key_size=self.settings.key_size)
        spki = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        name = hashlib.sha1(spki, usedforsecurity=False).hexdigest().upper()
        return _Pending(key=key, transaction_id=name, message_type=message_type)

    def _capabilities(self, link: Link, send: Send) -> frozenset[str]:
        reply = self._ask(link, send, "GetCACaps", {"message": self.settings.name or ""})
        words = reply.body.decode("ascii", "replace").split() if reply.status == 200 else []
        return frozenset(word.upper() for word in words)

    def _authorities(self, link: Link, send: Send) -> tuple[bytes, ...]:
        from pymdm.crypto.scep import read_ca_cert

        reply = self._ask(link, send, "GetCACert", {"message": self.settings.name or ""})
        if reply.status != 200:
            raise SCEPFailed("GetCACert", reply.status)
        found = read_ca_cert(reply.body)
        mark = self.settings.ca_fingerprint
        if mark is not None and not any(_hash(der, len(mark)) == mark for der in found):
            raise SCEPFailed("GetCACert", reply.status, "no certificate has the CAFingerprint of the profile")
        return found

    def _request(
        self,
        link: Link,
        send: Send,
        pending: _Pending,
        capabilities: frozenset[str],
        authorities: tuple[bytes, ...],
    ) -> SimulatedIdentity:
        from pymdm.crypto.scep import PKIStatus, decode_response

        signer = self._signer(link, pending)
        nonce = link.rng.randbytes(_NONCE_BYTES)
        message = self._message(link, pending, signer, nonce, capabilities, recipient=authorities[0])
        reply = self._deliver(link, send, pending.word, message, capabilities)
        if reply.status != 200:
            raise SCEPFailed(pending.word, reply.status)
        response = decode_response(
            reply.body,
            signer=signer,
            authorities=authorities,
            transaction_id=pending.transaction_id,
            sender_nonce=nonce,
        )
        if response.status is not PKIStatus.SUCCESS or not response.certificates:
            self._pending = None  # refused is answered: the next try is a new request
            told = response.fail_info.name if response.fail_info else response.status.name
            raise SCEPFailed(pending.word, reply.status, told)
        first, *others = response.certificates
        return SimulatedIdentity(certificate=first, key=pending.key, chain=tuple(others))

    def _signer(self, link: Link, pending: _Pending) -> SimulatedIdentity:
        from pymdm.crypto.scep import MessageType, temporary_certificate

        if pending.message_type is MessageType.RENEWAL_REQ:
            return link.identity
        now = dt.datetime.now(dt.UTC)
        return SimulatedIdentity(certificate=temporary_certificate(pending.key, now=now), key=pending.key)

    def _message(
        self,
        link: Link,
        pending: _Pending,
        signer: SimulatedIdentity,
        nonce: bytes,
        capabilities: frozenset[str],
        *,
        recipient: bytes,
    ) -> bytes:
        from pymdm.crypto.csr import make_csr
        from pymdm.crypto.envelope import Cipher, encrypt_enveloped
        from pymdm.crypto.scep._write import sign_message
        from pymdm.crypto.secret import Secret
        from pymdm.testing._scep_des import des_envelope

        challenge = self.settings.challenge
        csr = make_csr(
            pending.key,
            common_name=self.settings.common_name,
            challenge=None if challenge is None else Secret(challenge),
        )
        cipher = self.style.cipher or _best_cipher(capabilities)
        random = link.rng.randbytes
        if cipher is Cipher.DES_CBC:
            envelope = des_envelope(csr, recipient=recipient, random=random)
        else:
            envelope = encrypt_enveloped(csr, recipient=recipient, random=random, cipher=cipher)
        return sign_message(
            envelope,
            signer,
            message_type=pending.message_type,
            transaction_id=pending.transaction_id,
            sender_nonce=nonce,
            recipient_nonce=None,
            digest=self.style.digest or ("sha256" if "SHA-256" in capabilities else "sha1"),
            also={},
        )

    def _deliver(
        self, link: Link, send: Send, what: str, message: bytes, capabilities: frozenset[str]
    ) -> Reply:
        by_post = self.style.post
        if by_post is None:
            by_post = bool({"POSTPKIOPERATION", "SCEPSTANDARD"} & capabilities)
        if by_post:
            return self._ask(link, send, what, {}, operation="PKIOperation", body=message)
        text = base64.b64encode(message).decode("ascii")
        return self._ask(link, send, what, {"message": text}, operation="PKIOperation")

    def _ask(
        self,
        link: Link,
        send: Send,
        what: str,
        parameters: Mapping[str, str],
        *,
        operation: str | None = None,
        body: bytes | None = None,
    ) -> Reply:
        query = "&".join(
            f"{key}={quote(value, safe='')}"
            for key, value in {"operation": operation or what, **parameters}.items()
            if value
        )
        scheme, host, path, before, _ = urlsplit(self.settings.url)
        url = urlunsplit((scheme, host, path, f"{before}&{query}" if before else query, ""))
        headers = [("Accept", "*/*"), ("User-Agent", link.machine.user_agent)]
        if body is not None:
            headers += [("Content-Type", "application/x-pki-message"), ("Content-Length", str(len(body)))]
        request = WireRequest(
            method="GET" if body is None else "POST",
            url=url,
            headers=tuple(headers),
            body=body or b"",
        )
        link.ledger.add(Act.SENT, "device", what, body=body or b"")
        return link.exchange(send, "device", request)


def _hash(der: bytes, size: int) -> bytes:
    return hashlib.new(_FINGERPRINTS[size], der, usedforsecurity=False).digest()


def _best_cipher(capabilities: frozenset[str]) -> Cipher:
    from pymdm.crypto.envelope import Cipher

    if {"AES", "SCEPSTANDARD"} & capabilities:
        return Cipher.AES_128_CBC  # RFC 8894, 3.5.2: what "AES" promises
    return Cipher.TRIPLE_DES_CBC if "DES3" in capabilities else Cipher.DES_CBC


def _common_name(subject: Any) -> str | None:
    """The CN of a Subject: an array of sets, each an array of [type, value]."""
    for group in subject if isinstance(subject, list) else []:
        for pair in group if isinstance(group, list) else []:
            match pair:
                case [str() as kind, str() as value] if kind in ("CN", "2.5.4.3"):
                    return value
    return None
