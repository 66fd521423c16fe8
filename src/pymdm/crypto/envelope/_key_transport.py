"""How a content key is encrypted to an RSA key, each way known by its complete identifier.

As with signatures, an identifier either is in the table byte for byte or is refused, so no odd
parameter, such as a label or an unexpected hash, can slip through.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from pymdm.crypto.cms._algorithms import RSA_ENCRYPTION
from pymdm.crypto.cms._write import element

__all__ = ["KEY_TRANSPORTS", "PKCS1"]

_SEQUENCE: Final = 0x30
_RSA: Final = bytes.fromhex("06092a864886f70d0101")  # RFC 8017 arc; the last byte says which
_NULL: Final = b"\x05\x00"
_HASHES: Final[dict[bytes, hashes.HashAlgorithm]] = {
    bytes.fromhex("06052b0e03021a"): hashes.SHA1(),  # noqa: S303 - no collision helps against OAEP
    bytes.fromhex("0609608648016503040201"): hashes.SHA256(),
}

PKCS1: Final = RSA_ENCRYPTION
"""rsaEncryption: PKCS #1 version 1.5, which everything that decrypts at all understands."""


def _oaep() -> Iterator[tuple[bytes, padding.AsymmetricPadding]]:
    """Every spelling of OAEP without a label (RFC 4055, section 4.1); SHA-1 is the default of both hashes."""
    for digest_oid, digest in _HASHES.items():
        for mask_oid, mask in _HASHES.items():
            scheme = padding.OAEP(padding.MGF1(mask), digest, None)
            for null in (_NULL, b""):
                digest_part = element(0xA0, element(_SEQUENCE, digest_oid + null))
                mask_identifier = element(_SEQUENCE, _RSA + b"\x08" + element(_SEQUENCE, mask_oid + null))
                mask_part = element(0xA1, mask_identifier)
                for digests in (digest_part, b"") if digest.name == "sha1" else (digest_part,):
                    for masks in (mask_part, b"") if mask.name == "sha1" else (mask_part,):
                        parameters = element(_SEQUENCE, digests + masks)
                        yield element(_SEQUENCE, _RSA + b"\x07" + parameters), scheme


KEY_TRANSPORTS: Final[dict[bytes, padding.AsymmetricPadding]] = {
    PKCS1: padding.PKCS1v15(),
    element(_SEQUENCE, _RSA + b"\x01"): padding.PKCS1v15(),
    **dict(_oaep()),
}
"""keyEncryptionAlgorithm, complete → the padding that it names."""
