"""What is in the files that people call their push certificate: PEM, DER or PKCS#12.

Each thing that may be wrong with such a file has one error, which says what was expected and what to do.
"""

from __future__ import annotations

import re
from base64 import b64decode
from typing import TYPE_CHECKING, Final

import attrs
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from pymdm.crypto._chain import is_strong
from pymdm.crypto._rounds import MAX_ROUNDS, TOO_MANY_ROUNDS, rounds_of, rounds_of_pem
from pymdm.crypto._x509 import parse_certificate
from pymdm.crypto.recognize import FileKind, recognize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pymdm.crypto.certificates import PrivateKey

__all__ = [
    "MAX_FILE",
    "Found",
    "as_password",
    "encrypted_key",
    "needs_password",
    "read_container",
    "read_key",
    "read_pem",
]

# A key, a certificate and Apple's chain in PEM have 8 KB, a container from a keychain with a dozen other
# things 20; what is larger is another file.
MAX_FILE: Final = 256 * 1024

# The same, counted: a push certificate comes with two others.
MAX_CERTIFICATES: Final = 16

_BLOCK: Final = re.compile(rb"-----BEGIN ([A-Z0-9 ]{1,40})-----(.*?)-----END \1-----", re.DOTALL)
_CERTIFICATES: Final = (b"CERTIFICATE", b"X509 CERTIFICATE", b"TRUSTED CERTIFICATE")
_NOTHING: Final = "expected a push certificate in PEM, DER or PKCS#12; found none of them"
_ALONE: Final = (
    "expected the private key beside the certificate; Apple's portal gives out the certificate alone, so add "
    "the key with which it was requested, in the same file or in one of its own"
)
_NO_CERTIFICATE: Final = (
    "expected the certificate beside the private key; add what identity.apple.com/pushcert gave out"
)
_OLD_CIPHER: Final = (
    "this system's OpenSSL does not know how it is encrypted; write it anew with 'openssl pkcs8 -topk8'"
)


@attrs.frozen(kw_only=True)
class Found:
    """What a file holds: certificates in its order, DER, and the one private key, if any."""

    certificates: tuple[bytes, ...] = attrs.field(repr=False)
    key: PrivateKey | None = attrs.field(repr=False)

    def pair(self, key: PrivateKey | None = None) -> tuple[bytes, PrivateKey, tuple[bytes, ...]]:
        """Certificate, its key, and its chain from its issuer upwards.

        Args:
            key: A key from elsewhere, which counts instead of the one in the file.

        Raises:
            ValueError: either is missing, they do not belong together, or it is not clear which is meant.
        """
        own = key if key is not None else self.key
        if not self.certificates:
            raise ValueError(_NOTHING if own is None else _NO_CERTIFICATE)
        if own is None:
            raise ValueError(_ALONE)
        public = own.public_key()
        matching = [der for der in self.certificates if parse_certificate(der).key == public]
        if not matching:
            which = "the certificate" if len(self.certificates) == 1 else "any of the certificates"
            raise ValueError(
                f"expected the private key of {which}; this is another one: find the key with which the "
                "certificate was requested, or request a new certificate with this key"
            )
        # After a renewal with the same key, a file to which the new certificate was added has both.
        leaf = max(matching, key=lambda der: parse_certificate(der).not_after)
        return leaf, own, _chain(leaf, self.certificates)


def read_pem(data: bytes, *, password: str | bytes | None = None, with_key: bool = True) -> Found:
    """What PEM, or one DER certificate, holds.

    Text between the blocks is ignored, and blocks may be glued together, as ``cat`` does it.  Without
    ``with_key`` a private key in it is not looked at.

    Raises:
        ValueError: nothing that belongs there, something damaged, a wrong or missing password.
    """
    _limit(data)
    if recognize(data) is FileKind.CERTIFICATE:
        return Found(certificates=(_certificate(data),), key=None)
    blocks = list(_blocks(data))
    if not blocks:
        raise ValueError(_NOTHING)
    bodies = [body for label, body, _ in blocks if label in _CERTIFICATES]
    if len(bodies) > MAX_CERTIFICATES:
        raise ValueError(
            f"expected at most {MAX_CERTIFICATES} certificates: the push certificate and its chain"
        )
    certificates = tuple(dict.fromkeys(_certificate(_decoded(body)) for body in bodies))
    keys = [block for label, _, block in blocks if label.endswith(b"PRIVATE KEY")]
    if not with_key:
        return Found(certificates=certificates, key=None)
    if len(keys) > 1:
        raise ValueError("expected one private key; leave only that of the push certificate in the file")
    key = _key(keys[0], password, pem=True) if keys else None
    return Found(certificates=certificates, key=key)


def read_key(data: bytes, *, password: str | bytes | None = None) -> PrivateKey:
    """The one private key in PEM or DER.

    Raises:
        ValueError: none or several, damaged, too weak, a wrong or missing password.
    """
    _limit(data)
    if recognize(data) in (FileKind.PRIVATE_KEY, FileKind.ENCRYPTED_PRIVATE_KEY):
        return _key(data, password, pem=False)
    found = read_pem(data, password=password) if b"PRIVATE KEY-----" in data else None
    if found is None or found.key is None:
        raise ValueError("expected a private key in PEM (BEGIN PRIVATE KEY) or DER")
    return found.key


def read_container(data: bytes, *, password: str | bytes | None) -> Found:
    """What a PKCS#12 container holds; those of macOS with RC2 and triple DES are read too.

    Raises:
        ValueError: not a container, damaged, a wrong or missing password.
    """
    _limit(data)
    if recognize(data) is not FileKind.PKCS12:
        raise ValueError("expected a PKCS#12 container (.p12, .pfx)")
    if rounds_of(data) > MAX_ROUNDS:
        raise ValueError(TOO_MANY_ROUNDS)
    try:
        key, own, others = pkcs12.load_key_and_certificates(data, as_password(password))
    except UnsupportedAlgorithm as error:
        raise ValueError(
            "expected a PKCS#12 container with a cipher that this system's OpenSSL knows; "
            "export it anew, or convert it with 'openssl pkcs12 -legacy'"
        ) from error
    except ValueError as error:
        if password is None:
            raise ValueError("the PKCS#12 container needs its password, or it is damaged") from error
        raise ValueError("expected the password of the PKCS#12 container; this is not it") from error
    if key is None:
        raise ValueError(
            "expected the private key in the PKCS#12 container; export certificate and key together"
        )
    held = [found for found in (own, *others) if found is not None]
    ders = [_certificate(found.public_bytes(serialization.Encoding.DER)) for found in held]
    return Found(certificates=tuple(dict.fromkeys(ders)), key=_strong(key))


def needs_password(data: bytes) -> bool:
    """Whether a private key in ``data`` is encrypted, or may be: of a container nobody knows before."""
    if recognize(data) in (FileKind.ENCRYPTED_PRIVATE_KEY, FileKind.PKCS12):
        return True
    return any(
        label.startswith(b"ENCRYPTED") or b"ENCRYPTED" in body
        for label, body, _ in _blocks(data)
        if label.endswith(b"PRIVATE KEY")
    )


def encrypted_key(key: PrivateKey, password: str | bytes) -> bytes:
    """A private key as PEM (PKCS #8), encrypted; there is no other form in which one is written.

    Raises:
        ValueError: the password is empty.
    """
    secret = password.encode("utf-8") if isinstance(password, str) else password
    if not secret:
        raise ValueError("expected a password that is not empty; private keys are not written in clear")
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(secret),
    )


def as_password(password: str | bytes | None) -> bytes | None:
    """A password as the bytes that are meant by it."""
    return password.encode("utf-8") if isinstance(password, str) else password


def _limit(data: bytes) -> None:
    if len(data) > MAX_FILE:
        raise ValueError(f"expected a push certificate in at most {MAX_FILE} bytes; this is another file")


def _blocks(data: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Label, text within, and the whole of each block with a line end."""
    for block in _BLOCK.finditer(data):
        yield block[1], block[2], block[0] + b"\n"


def _decoded(body: bytes) -> bytes:
    try:
        return b64decode(b"".join(body.split()), validate=True)
    except ValueError as error:
        raise ValueError("expected a certificate that can be read; this one is damaged") from error


def _certificate(der: bytes) -> bytes:
    try:
        return parse_certificate(der).der
    except ValueError as error:
        raise ValueError("expected a certificate that can be read; this one is damaged") from error


def _key(data: bytes, password: str | bytes | None, *, pem: bool) -> PrivateKey:
    load = serialization.load_pem_private_key if pem else serialization.load_der_private_key
    if (rounds_of_pem if pem else rounds_of)(data) > MAX_ROUNDS:
        raise ValueError(TOO_MANY_ROUNDS)
    try:
        return _strong(load(data, as_password(password)))
    except TypeError as error:  # how `cryptography` tells a missing or superfluous password
        raise ValueError(
            "the private key is encrypted and needs its password"
            if password is None
            else "the private key is not encrypted; give no password, and keep it encrypted from now on"
        ) from error
    except UnsupportedAlgorithm as error:
        raise ValueError(f"expected a private key that can be read: {_OLD_CIPHER}") from error
    except _Refused:
        raise
    except ValueError as error:
        if "nknown" in str(error):  # "unknown cipher", "Unknown key encryption algorithm": no password helps
            raise ValueError(f"expected a private key that can be read: {_OLD_CIPHER}") from error
        raise ValueError(
            "expected a private key that can be read; this one is damaged"
            if password is None
            else "expected the password of the private key; this is not it"
        ) from error


class _Refused(ValueError):
    """The key was read, and is not one to use."""


def _strong(key: object) -> PrivateKey:
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) or not is_strong(key.public_key()):
        raise _Refused("expected an RSA key of 2048 bits or more, or one on P-256, P-384 or P-521")
    return key


def _chain(leaf: bytes, certificates: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """From the issuer of ``leaf`` upwards, as far as it came along; what does not belong is left out."""
    by_subject = {parse_certificate(der).subject: der for der in certificates if der != leaf}
    found: list[bytes] = []
    above = by_subject.pop(parse_certificate(leaf).issuer, None)
    while above is not None:
        found.append(above)
        above = by_subject.pop(parse_certificate(above).issuer, None)
    return tuple(found)
