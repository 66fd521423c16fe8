"""PKCS#12 containers, in a form that Apple devices of every age import."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, PrivateFormat
from cryptography.hazmat.primitives.serialization import pkcs12 as _pkcs12

from ._rounds import MAX_ROUNDS, TOO_MANY_ROUNDS, rounds_of

if TYPE_CHECKING:
    from .certificates import IssuedIdentity

__all__ = ["Protection", "pkcs12", "pkcs12_certificates"]

# The container travels in the profile that also holds its password, so guessing is no threat and
# rounds only cost time; 2048 is what openssl and Apple's own tools write.
KDF_ROUNDS = 2048


@enum.unique
class Protection(enum.Enum):
    """How the container is encrypted."""

    COMPATIBLE = "3des"
    """Triple DES with a SHA-1 check value: the one form that every iOS and macOS imports."""

    MODERN = "aes"
    """AES-256 with a SHA-256 check value; systems before about iOS 16 and macOS 13 refuse it."""


def pkcs12(
    identity: IssuedIdentity,
    *,
    password: str,
    name: str,
    ca: bytes | None = None,
    protection: Protection = Protection.COMPATIBLE,
) -> bytes:
    """Certificate and key of ``identity`` for a ``com.apple.security.pkcs12`` payload.

    The old encryption is the default because devices refuse what they do not know, with no more than
    "wrong password", and because it protects nothing here: container and password arrive in one
    profile, over TLS.  Hand that profile out once and do not keep it (T50).

    Args:
        identity: must hold its private key.
        password: not empty, which macOS cannot import.
        name: the friendly name, shown in the keychain.
        ca: the certificate (DER) of the issuer, if it should travel along.
        protection: `Protection.MODERN` for systems that forbid triple DES.

    Raises:
        ValueError: the identity holds no private key, or the password is empty.
    """
    if identity.key is None:
        raise ValueError("the identity holds no private key; issue it without public_key")
    if not password:
        raise ValueError("the password must not be empty; macOS does not import such a container")
    certificate = x509.load_der_x509_certificate(identity.certificate)
    authorities = None if ca is None else [x509.load_der_x509_certificate(ca)]
    builder = PrivateFormat.PKCS12.encryption_builder().kdf_rounds(KDF_ROUNDS)
    if protection is Protection.COMPATIBLE:
        builder = builder.key_cert_algorithm(_pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC)
        builder = builder.hmac_hash(hashes.SHA1())  # noqa: S303 - a check value, see above
    else:
        builder = builder.key_cert_algorithm(_pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        builder = builder.hmac_hash(hashes.SHA256())
    return _pkcs12.serialize_key_and_certificates(
        name.encode("utf-8"), identity.key, certificate, authorities, builder.build(password.encode("utf-8"))
    )


def pkcs12_certificates(data: bytes, *, password: str | None) -> tuple[bytes, ...]:
    """The certificates in a container, DER, the one of its private key first.

    Raises:
        ValueError: not a container, another password, no certificate for the key, or one whose password is
            hashed too many times.
    """
    if rounds_of(data) > MAX_ROUNDS:
        raise ValueError(TOO_MANY_ROUNDS)
    try:
        _, own, others = _pkcs12.load_key_and_certificates(
            data, None if password is None else password.encode("utf-8")
        )
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ValueError("expected a PKCS#12 container that its password opens") from error
    if own is None:
        raise ValueError("expected a PKCS#12 container with the certificate of its private key")
    return tuple(found.public_bytes(Encoding.DER) for found in (own, *others))
