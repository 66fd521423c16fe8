"""A client, an authority and what they say to one another."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa

from pymdm.crypto import CertificateAuthority, IssuedIdentity, cms
from pymdm.crypto.csr import make_csr
from pymdm.crypto.scep import (
    MessageType,
    SCEPRefused,
    SCEPRequest,
    decode_request,
    encode_request,
    temporary_certificate,
)
from pymdm.crypto.secret import Secret
from tests.unit.crypto.cms import forge
from tests.unit.crypto.cms.forge import Parts, attribute, attributes_for, rsa_key, set_of, tlv

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
AUTHORITY = CertificateAuthority.create("Example Device CA", now=NOW, key=rsa_key(50))
CHALLENGE = Secret("open sesame")
TRANSACTION = "0123456789ABCDEF"
NONCE = bytes(range(16))

SCEP_OID = bytes.fromhex("060a6086480186f8450109")
MESSAGE_TYPE, STATUS, FAIL_INFO = SCEP_OID + b"\x02", SCEP_OID + b"\x03", SCEP_OID + b"\x04"
SENDER_NONCE, RECIPIENT_NONCE, TRANSACTION_ID = SCEP_OID + b"\x05", SCEP_OID + b"\x06", SCEP_OID + b"\x07"


def dice(size: int) -> bytes:
    """The same numbers for everybody; enough where nobody attacks."""
    return bytes(at * 31 % 251 for at in range(size))


def client(number: int = 51) -> cms.PrivateKeySigner:
    """Somebody with a new key."""
    key = rsa_key(number)
    return cms.PrivateKeySigner(certificate=temporary_certificate(key, now=NOW), key=key)


def identity(number: int = 51) -> tuple[IssuedIdentity, cms.PrivateKeySigner]:
    """Somebody with an identity of ours."""
    issued = AUTHORITY.issue_identity(common_name="device", now=NOW, public_key=rsa_key(number).public_key())
    return issued, cms.PrivateKeySigner(certificate=issued.certificate, key=rsa_key(number))


def request(signer: cms.PrivateKeySigner | None = None, *, csr: bytes | None = None, **how: Any) -> bytes:
    """A request as a device sends it, unless asked otherwise."""
    who = signer if signer is not None else client()
    what = csr if csr is not None else make_csr(who.key, challenge=CHALLENGE)
    usual = {
        "recipient": AUTHORITY.certificate,
        "transaction_id": TRANSACTION,
        "sender_nonce": NONCE,
        "random": dice,
        "message_type": MessageType.PKCS_REQ,
    }
    return encode_request(what, signer=who, **(usual | how))


def attributes(**changed: list[bytes]) -> dict[str, list[bytes]]:
    """The attributes of a good request; each name with its attributes, usually one."""
    usual = {
        "message_type": [attribute(MESSAGE_TYPE, tlv(0x13, b"19"))],
        "transaction_id": [attribute(TRANSACTION_ID, tlv(0x13, TRANSACTION.encode()))],
        "sender_nonce": [attribute(SENDER_NONCE, tlv(0x04, NONCE))],
    }
    return usual | changed


def message(
    content: bytes,
    signer: cms.PrivateKeySigner | None = None,
    *,
    digest: str = "sha256",
    **changed: list[bytes],
) -> bytes:
    """A signed message with attributes as asked for, sensible or not, made without any of pymdm."""
    who = signer if signer is not None else client()
    own = [each for group in attributes(**changed).values() for each in group]
    parts = Parts.right(
        content, who, digest=digest, attributes=[*attributes_for(content, digest), *own], attached=True
    )
    return parts.encode()


def decoded(data: bytes, **how: Any) -> SCEPRequest:
    return decode_request(data, **({"authority": AUTHORITY} | how))


def refusal(data: bytes, **how: Any) -> SCEPRefused:
    try:
        decoded(data, **how)
    except SCEPRefused as refused:
        return refused
    raise AssertionError("expected a refusal")


def weak_client() -> cms.PrivateKeySigner:
    key: rsa.RSAPrivateKey = rsa_key(52, 1024)
    return cms.PrivateKeySigner(certificate=temporary_certificate(key, now=NOW), key=key)


__all__ = ["forge", "set_of"]
