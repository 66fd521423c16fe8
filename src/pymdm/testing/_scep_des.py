"""A SCEP request in single DES, as clients of the last century and their heirs still send it.

The library reads such messages and never writes one, so this is written here, for tests only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.padding import PKCS7

from pymdm.crypto.envelope import Cipher

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["des_envelope"]

_ENVELOPED_DATA = bytes.fromhex("06092a864886f70d010703")
_DATA = bytes.fromhex("06092a864886f70d010701")
_RSA = bytes.fromhex("06092a864886f70d0101010500")
_VERSION_0 = b"\x02\x01\x00"
_INTEGER, _OCTETS, _SEQUENCE, _SET, _IMPLICIT_0, _EXPLICIT_0 = 0x02, 0x04, 0x30, 0x31, 0x80, 0xA0


def des_envelope(data: bytes, *, recipient: bytes, random: Callable[[int], bytes]) -> bytes:
    """EnvelopedData (RFC 5652, section 6) with a content key for single DES; DER.

    Raises:
        ValueError: the recipient's certificate has no RSA key.
    """
    certificate = x509.load_der_x509_certificate(recipient)
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise ValueError("expected a recipient with an RSA key")
    content_key, vector = random(8), random(8)
    padder = PKCS7(64).padder()
    engine = Cipher.DES_CBC.engine(content_key, vector).encryptor()
    encrypted = engine.update(padder.update(data) + padder.finalize()) + engine.finalize()
    serial = certificate.serial_number
    name = _element(
        _SEQUENCE,
        certificate.issuer.public_bytes(),
        _element(_INTEGER, serial.to_bytes(serial.bit_length() // 8 + 1)),
    )
    transported = _element(_OCTETS, key.encrypt(content_key, padding.PKCS1v15()))
    recipient_info = _element(_SEQUENCE, _VERSION_0, name, _element(_SEQUENCE, _RSA), transported)
    algorithm = _element(_SEQUENCE, Cipher.DES_CBC.oid, _element(_OCTETS, vector))
    content = _element(_SEQUENCE, _DATA, algorithm, _element(_IMPLICIT_0, encrypted))
    enveloped = _element(_SEQUENCE, _VERSION_0, _element(_SET, recipient_info), content)
    return _element(_SEQUENCE, _ENVELOPED_DATA, _element(_EXPLICIT_0, enveloped))


def _element(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((tag, 0x80 | len(length))) + length + content
