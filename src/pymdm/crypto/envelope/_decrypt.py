"""Opening an envelope, so that a stranger who sends many learns nothing from the answers."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.padding import PKCS7

from pymdm.errors import DecodeError

from ._ciphers import STRONG_CIPHERS, Cipher
from ._enveloped_data import MAX_ENVELOPED, EnvelopedData
from ._key_transport import KEY_TRANSPORTS

if TYPE_CHECKING:
    from collections.abc import Container

    from cryptography.hazmat.primitives.asymmetric import ec, padding

    from ._enveloped_data import Recipient

__all__ = ["UNDECRYPTABLE", "decrypt_enveloped"]

UNDECRYPTABLE: Final = "expected content encrypted to this certificate's key; it cannot be decrypted"
"""The one text for all that goes wrong from the content key on, here and in callers that read the content."""
_PURPOSE: Final = b"pymdm content key in place of one that does not decrypt"


def decrypt_enveloped(
    data: bytes,
    *,
    certificate: bytes | None,
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey,
    ciphers: Container[Cipher] = STRONG_CIPHERS,
    limit: int = MAX_ENVELOPED,
) -> bytes:
    """The content of an EnvelopedData message, BER or DER.

    Somebody who may send messages and see what becomes of them must not be able to find out a content
    key (Bleichenbacher) or a content (Vaudenay) that was meant for us.  So a content key that does not
    decrypt is replaced by one that nobody knows, and everything goes on as if it were right; and there
    is one error, whether the key, its length or the padding of the content was wrong.  The caller must
    keep it so: a content that is nonsense and one that does not decrypt deserve the same answer.

    Args:
        data: the message.
        certificate: the recipient's certificate, DER; it is found by issuer and serial number, or by its
            subject key identifier.  None for who has lost it: then there has to be one recipient only.
        key: the private key of that certificate.  It has to be RSA.
        ciphers: which content ciphers are accepted; single DES is not among them by default.
        limit: bytes of the largest message that is looked at.

    Raises:
        DecodeError: the message is malformed, encrypted to somebody else, by a cipher or key transport
            that is not accepted, or cannot be decrypted.
        ValueError: the key is not RSA, or the certificate cannot be read.
    """
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError(
            "decryption needs an RSA key; with an EC key nothing can be encrypted to this certificate"
        )
    enveloped = EnvelopedData.read(data, limit=limit)
    cipher = enveloped.cipher
    if cipher is None or cipher not in ciphers:
        raise DecodeError("expected content encrypted by AES in CBC mode, or another accepted cipher")
    if not enveloped.encrypted_content or len(enveloped.encrypted_content) % cipher.block_size:
        raise DecodeError("expected encrypted content of whole blocks")
    recipient = _recipient(enveloped, certificate)
    transport = KEY_TRANSPORTS.get(recipient.algorithm)
    if transport is None:
        raise DecodeError(
            "expected a content key encrypted by RSA with PKCS #1 v1.5, or OAEP with SHA-1 or SHA-256"
        )
    content_key = _content_key(recipient.encrypted_key, key, transport, cipher.key_size)
    engine = cipher.engine(content_key, enveloped.vector).decryptor()
    padded = engine.update(enveloped.encrypted_content) + engine.finalize()
    unpadder = PKCS7(cipher.block_size * 8).unpadder()
    try:
        return unpadder.update(padded) + unpadder.finalize()
    except ValueError:
        raise DecodeError(UNDECRYPTABLE) from None


def _recipient(enveloped: EnvelopedData, certificate: bytes | None) -> Recipient:
    if certificate is None:
        # One is not looked for by trying: with PKCS #1 v1.5 a wrong key would have to tell that it is wrong.
        if len(enveloped.recipients) != 1:
            raise DecodeError(
                "expected content encrypted to one certificate; name yours, to find its key here"
            )
        return enveloped.recipients[0]
    found = enveloped.recipient(certificate)
    if found is None:
        raise DecodeError("expected content encrypted to this certificate; it is for another one")
    return found


def _content_key(
    encrypted: bytes, key: rsa.RSAPrivateKey, transport: padding.AsymmetricPadding, size: int
) -> bytes:
    """The content key, or one of the same size that only this private key can tell.

    Made from key and message, not by dice: the same message fails in the same way every time.
    """
    secret = key.private_numbers().d.to_bytes((key.key_size + 7) // 8, "big")
    instead = hmac.digest(hashlib.sha256(secret + _PURPOSE).digest(), encrypted, "sha256")[:size]
    try:
        found = key.decrypt(encrypted, transport)
    except (ValueError, UnsupportedAlgorithm):
        found = b""
    return found if len(found) == size else instead
