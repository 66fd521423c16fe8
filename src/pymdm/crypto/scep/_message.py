"""A SCEP message (pkiMessage): verified, and its attributes read, but not decrypted."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final, TypeVar

import attrs

from pymdm.crypto import cms
from pymdm.crypto.cms._ber import OCTET_STRING, OID, SEQUENCE, SET, definite, header, leave
from pymdm.crypto.cms._signed_data import SignedData
from pymdm.errors import DecodeError, Reason, SignatureInvalid

from ._values import (
    FAIL_INFO,
    MESSAGE_TYPE,
    PKI_STATUS,
    RECIPIENT_NONCE,
    SENDER_NONCE,
    TRANSACTION_ID,
    FailInfo,
    PKIStatus,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["MAX_NONCE", "MAX_TRANSACTION_ID", "SCEPMessage", "read_message"]

# Clients send a hash of their key in hex or base64, at most 128 characters (SHA-512), or a UUID.  It is kept
# with what was issued, so it must not be a way to fill a database.
MAX_TRANSACTION_ID: Final = 255

# RFC 8894, 3.2.1.5 says 16 bytes; nothing is gained by refusing who sends a hash instead.
MAX_NONCE: Final = 64

_SIGNED_ATTRIBUTES: Final = 0xA0
_TEXTS: Final = frozenset({0x0C, 0x13, 0x16})  # UTF8String, PrintableString (what RFC 8894 wants), IA5String
_NUMBERS: Final = {str(number): number for number in range(256)}  # IANA registers message types up to 255

_E = TypeVar("_E", bound=enum.IntEnum)


@attrs.frozen(kw_only=True)
class SCEPMessage:
    """What stands openly in a message, signed by ``signer``.

    The signature says that all of it, and the content, comes from the holder of the signer's key.  Anybody
    can make such a key: who that is, has yet to be found out.

    Attributes:
        message_type: a number, usually of `MessageType`.
        transaction_id: the client's name for the transaction, printable ASCII.
        sender_nonce: what an answer has to repeat.
        recipient_nonce: in an answer, the nonce of the request.
        status: in an answer, how it went.
        fail_info: in an answer, why it failed.
        signer: certificate of the signer, DER.
        digest: by which it is signed: ``sha1``, ``sha256``, ``sha384`` or ``sha512``.
        content: the envelope; empty in an answer that brings no certificate.
    """

    message_type: int
    transaction_id: str
    sender_nonce: bytes | None = attrs.field(repr=False)
    recipient_nonce: bytes | None = attrs.field(repr=False)
    status: PKIStatus | None
    fail_info: FailInfo | None
    signer: bytes = attrs.field(repr=False)
    digest: str
    content: bytes = attrs.field(repr=False)


def read_message(data: bytes) -> SCEPMessage:
    """The message in ``data``, its signature verified by the policy ``cms.SCEP``.

    Raises:
        SignatureInvalid: it is no signed message, or the signature is wrong.
        DecodeError: an attribute of SCEP is missing, repeated or malformed.
    """
    if len(data) > cms.SCEP.max_attached:
        raise SignatureInvalid(Reason.TOO_LARGE)
    signed = SignedData(data)
    if signed.content is None:  # an answer that failed may come without content instead of an empty one
        verified = cms.verify_detached(data, b"", policy=cms.SCEP)
    else:
        verified = cms.verify_attached(data, policy=cms.SCEP)
    try:
        values = _attributes(signed.attributes or b"")
    except (SignatureInvalid, IndexError) as error:
        raise DecodeError(
            "expected signed attributes in DER, with one value each for those of SCEP"
        ) from error
    message_type = _NUMBERS.get(_text(values, MESSAGE_TYPE, "messageType"))
    if message_type is None:
        raise DecodeError("expected a number from 0 to 255 in decimal", path="messageType")
    return SCEPMessage(
        message_type=message_type,
        transaction_id=_transaction_id(values),
        sender_nonce=_nonce(values, SENDER_NONCE, "senderNonce"),
        recipient_nonce=_nonce(values, RECIPIENT_NONCE, "recipientNonce"),
        status=_member(values, PKI_STATUS, "pkiStatus", PKIStatus),
        fail_info=_member(values, FAIL_INFO, "failInfo", FailInfo),
        signer=verified.signer.certificate,
        digest=verified.digest,
        content=verified.content,
    )


_OURS: Final = frozenset({MESSAGE_TYPE, PKI_STATUS, FAIL_INFO, SENDER_NONCE, RECIPIENT_NONCE, TRANSACTION_ID})


def _attributes(data: bytes) -> Mapping[bytes, bytes]:
    """The attributes of SCEP: type → value, both complete.

    One that comes twice, or with several values, is refused: which of them counts must not be a matter of
    taste between the program that checks and the one that acts.
    """
    found: dict[bytes, bytes] = {}
    for oid, values in _all(data):
        if oid in _OURS:
            stop = header(values, 0, len(values))[2]
            if oid in found or stop != len(values):
                raise DecodeError("expected each attribute of SCEP once, with one value")
            found[oid] = values
    return found


def _all(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, end = definite(data, 0, len(data), _SIGNED_ATTRIBUTES)
    while at < end:
        start, at = definite(data, at, end, SEQUENCE)
        type_end = definite(data, start, at, OID)[1]
        values_at, values_end = definite(data, type_end, at, SET)
        yield data[start:type_end], data[values_at : leave(data, values_end, at)]


def _text(values: Mapping[bytes, bytes], oid: bytes, name: str) -> str:
    value = values.get(oid, b"")
    if not value or value[0] not in _TEXTS:
        raise DecodeError("expected this signed attribute, a PrintableString", path=name)
    contents = value[header(value, 0, len(value))[1] :]
    if not contents.isascii() or not (text := contents.decode("ascii")).isprintable():
        raise DecodeError("expected printable ASCII characters", path=name)
    return text


def _transaction_id(values: Mapping[bytes, bytes]) -> str:
    text = _text(values, TRANSACTION_ID, "transactionID")
    if not 0 < len(text) <= MAX_TRANSACTION_ID:
        raise DecodeError(f"expected 1 to {MAX_TRANSACTION_ID} characters", path="transactionID")
    return text


def _nonce(values: Mapping[bytes, bytes], oid: bytes, name: str) -> bytes | None:
    value = values.get(oid)
    if value is None:
        return None
    tag, start, _ = header(value, 0, len(value))
    nonce = value[start:]
    if tag != OCTET_STRING or not 0 < len(nonce) <= MAX_NONCE:
        raise DecodeError(f"expected 1 to {MAX_NONCE} bytes", path=name)
    return nonce


def _member(values: Mapping[bytes, bytes], oid: bytes, name: str, kind: type[_E]) -> _E | None:
    if oid not in values:
        return None
    number = _NUMBERS.get(_text(values, oid, name))
    for member in kind:
        if member.value == number:
            return member
    raise DecodeError("expected a number that RFC 8894 lists, in decimal", path=name)
