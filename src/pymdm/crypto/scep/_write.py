"""Signing a SCEP message: its attributes, and who may sign."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, cast

from cryptography.hazmat.primitives.asymmetric import rsa

from pymdm.crypto import cms
from pymdm.crypto.cms._ber import OCTET_STRING
from pymdm.crypto.cms._write import element

from ._values import MESSAGE_TYPE, RECIPIENT_NONCE, SENDER_NONCE, TRANSACTION_ID, Authority

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

__all__ = ["NONCE_SIZE", "printable", "require_rsa", "sign_message"]

NONCE_SIZE: Final = 16  # RFC 8894, 3.2.1.5

_PRINTABLE_STRING: Final = 0x13
_UTF8_STRING: Final = 0x0C
_PRINTABLE = re.compile(r"[A-Za-z0-9 '()+,\-./:=?]*", re.ASCII)


def require_rsa(authority: Authority) -> None:
    """Refuse an authority that cannot take part in SCEP.

    Raises:
        ValueError: its key is not RSA.
    """
    if not isinstance(authority.key, rsa.RSAPrivateKey):
        raise ValueError(
            "SCEP needs an authority with an RSA key, because requests are encrypted to it; "
            "beside an EC authority use a registration authority that has an RSA key"
        )


def printable(text: str) -> bytes:
    """The text as PrintableString, or as UTF8String if a client chose characters that are not in that."""
    tag = _PRINTABLE_STRING if _PRINTABLE.fullmatch(text) else _UTF8_STRING
    return element(tag, text.encode("ascii"))


def sign_message(
    content: bytes,
    signer: Authority,
    *,
    message_type: int,
    transaction_id: str,
    sender_nonce: bytes,
    recipient_nonce: bytes | None,
    digest: str,
    also: Mapping[bytes, bytes],
) -> bytes:
    """The signed message, DER."""
    attributes = {
        MESSAGE_TYPE: printable(str(message_type)),
        TRANSACTION_ID: printable(transaction_id),
        SENDER_NONCE: element(OCTET_STRING, sender_nonce),
        **also,
    }
    if recipient_nonce is not None:
        attributes[RECIPIENT_NONCE] = element(OCTET_STRING, recipient_nonce)
    name = cast("Literal['sha1', 'sha256', 'sha384', 'sha512']", digest)  # cms.sign refuses any other
    # strongSwan reads no other name for RSA, OpenSSL writes no other, and everybody knows this one.
    shape = cms.Shape(digest=name, rsa_name="rsaEncryption")
    key_holder = cms.PrivateKeySigner(certificate=signer.certificate, key=signer.key)
    return cms.sign(content, key_holder, shape=shape, also_signed=attributes)
