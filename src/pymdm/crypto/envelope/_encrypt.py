"""Making an envelope that everybody can open who should."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.padding import PKCS7

from pymdm.crypto.cms._ber import OCTET_STRING, SEQUENCE, SET
from pymdm.crypto.cms._certificate import read_certificate
from pymdm.crypto.cms._signed_data import ID_DATA
from pymdm.crypto.cms._write import EXPLICIT_0, PRIMITIVE_0, element
from pymdm.errors import SignatureInvalid

from ._ciphers import STRONG_CIPHERS, Cipher
from ._enveloped_data import ID_ENVELOPED_DATA
from ._key_transport import PKCS1

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["encrypt_enveloped"]

_VERSION_0: Final = b"\x02\x01\x00"


def encrypt_enveloped(
    data: bytes, *, recipient: bytes, random: Callable[[int], bytes], cipher: Cipher = Cipher.AES_256_CBC
) -> bytes:
    """An EnvelopedData message, DER, that only the holder of ``recipient``'s key can open.

    The content key goes by RSA with PKCS #1 v1.5, the one way that devices and tools of every age know.

    Args:
        data: the content.
        recipient: the recipient's certificate, DER.
        random: returns that many unpredictable bytes, such as ``secrets.token_bytes``; asked for the content
            key and the initialization vector.
        cipher: how to encrypt the content; single DES is refused.

    Raises:
        ValueError: the certificate's key is not RSA or cannot be read, or the cipher is single DES.
    """
    if cipher not in STRONG_CIPHERS:
        raise ValueError("single DES is only read, never written; use AES, or triple DES for old peers")
    key, name = _key_and_name(recipient)
    content_key, vector = random(cipher.key_size), random(cipher.block_size)
    padder = PKCS7(cipher.block_size * 8).padder()
    engine = cipher.engine(content_key, vector).encryptor()
    encrypted = engine.update(padder.update(data) + padder.finalize()) + engine.finalize()
    encrypted_key = key.encrypt(content_key, padding.PKCS1v15())
    recipient_info = _VERSION_0 + element(SEQUENCE, name) + PKCS1 + element(OCTET_STRING, encrypted_key)
    algorithm = element(SEQUENCE, cipher.oid + element(OCTET_STRING, vector))
    parts = (
        _VERSION_0,
        element(SET, element(SEQUENCE, recipient_info)),
        element(SEQUENCE, ID_DATA + algorithm + element(PRIMITIVE_0, encrypted)),
    )
    return element(SEQUENCE, ID_ENVELOPED_DATA + element(EXPLICIT_0, element(SEQUENCE, b"".join(parts))))


def _key_and_name(certificate: bytes) -> tuple[rsa.RSAPublicKey, bytes]:
    try:
        parsed = read_certificate(certificate)
        key = parsed.load_key()
    except SignatureInvalid as error:
        raise ValueError("the recipient's certificate, or the key in it, cannot be read") from error
    if not isinstance(key, rsa.RSAPublicKey):
        raise ValueError(
            "the recipient's certificate needs an RSA key; nothing can be encrypted to an EC key"
        )
    return key, parsed.issuer_and_serial
