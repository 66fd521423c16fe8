"""What a verifier needs of an attached certificate: how a signature names it, and its key.

Nothing here judges a certificate.  It is read by position, more leniently than
``cryptography`` reads it (which means to refuse serial numbers that devices do have), and handed on
as bytes; whoever wants to trust it parses it strictly.  Both readings see the same key: the fields
stand in a fixed order, and the tag of each is checked.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Final

import attrs
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from pymdm.crypto.cms._ber import (
    BIT_STRING,
    INTEGER,
    OCTET_STRING,
    SEQUENCE,
    definite,
    header,
    malformed,
)
from pymdm.errors import Reason, SignatureInvalid

__all__ = [
    "CACHE_ENTRIES",
    "MAX_CACHED_CERTIFICATE",
    "MAX_RSA_BITS",
    "Certificate",
    "UnverifiedSigner",
    "forget_certificates",
    "load_public_key",
    "read_certificate",
    "subject_key_identifier",
]

CACHE_ENTRIES: Final = 4096
"""Certificates remembered with their loaded key, least recently used out first.

Devices poll in bursts, so a few thousand entries catch nearly every repeat.  An entry takes about
3.8 KB (certificate, OpenSSL key, our fields): 16 MB when full.
"""

MAX_CACHED_CERTIFICATE: Final = 4096
"""Larger certificates are read but not remembered, so that a sender of huge ones cannot make the
cache hold more than about 32 MB.  An identity has 0.8–1.5 KB; with RSA-4096 and a long name, 2 KB."""

MAX_RSA_BITS: Final = 8192
"""Larger keys are refused: the work of a check grows with the square of the size, and the sender
picks the key.  Apple's devices make 1024 to 4096 bits."""

_SPKI_OVERHEAD: Final = 64
"""What an RSA key may take beside its modulus: 38 bytes of framing, the rest for the exponent.
An exponent as long as the modulus would make a check hundreds of times slower."""

_VERSION: Final = b"\xa0"
_EXTENSIONS: Final = 0xA3
_ISSUER_UNIQUE_ID: Final = 0x81
_SUBJECT_UNIQUE_ID: Final = 0x82
_BOOLEAN_TRUE: Final = b"\x01\x01"
_RSA_ENCRYPTION: Final = bytes.fromhex("06092a864886f70d010101")
_EC_PUBLIC_KEY: Final = bytes.fromhex("06072a8648ce3d0201")
_SUBJECT_KEY_IDENTIFIER: Final = bytes.fromhex("0603551d0e")
_CURVES: Final = frozenset({"secp256r1", "secp384r1", "secp521r1"})


@attrs.frozen(kw_only=True, slots=False, repr=False)
class UnverifiedSigner:
    """Who signed, if the certificate is to be believed.

    The signature matches this certificate's key.  That is all: anybody can make a certificate with
    any name in it.  Only ``TrustStore.check`` says whether it is one of yours (T24).

    Attributes:
        certificate: The certificate, DER, exactly as it was attached.
    """

    certificate: bytes

    @cached_property
    def fingerprint(self) -> bytes:
        """SHA-256 of the certificate, taken from it when first asked for: few who verify want it."""
        return sha256(self.certificate).digest()

    def __repr__(self) -> str:
        return f"UnverifiedSigner(fingerprint={self.fingerprint.hex()})"


class Certificate:
    """The fields of one certificate that a verifier uses, and its key once that was asked for."""

    __slots__ = ("_spki", "bits", "issuer_and_serial", "key", "key_kind", "signer")

    def __init__(self, der: bytes) -> None:
        self.signer: UnverifiedSigner = UnverifiedSigner(certificate=der)
        serial_at, serial_end, issuer_at, issuer_end, key_at, key_end, _ = _walk(der)
        self.issuer_and_serial: bytes = der[issuer_at:issuer_end] + der[serial_at:serial_end]
        self._spki = der[key_at:key_end]
        self.key_kind = _kind_of(self._spki)
        self.bits = 0
        self.key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey | None = None

    def load_key(self) -> rsa.RSAPublicKey | ec.EllipticCurvePublicKey:
        """The key, which from now on is in ``key``, and its size in ``bits``.

        Two threads may load it at once and keep either result: both are the same key.

        Raises:
            SignatureInvalid: ``KEY_REFUSED``: not RSA of a sane size, nor EC on P-256, P-384 or P-521.
        """
        key = load_public_key(self._spki)
        self.bits = key.key_size
        self.key = key
        return key


def read_certificate(der: bytes) -> Certificate:
    """The certificate, from the cache if it was seen lately.

    Raises:
        SignatureInvalid: ``MALFORMED``.
    """
    return _remembered(der) if len(der) <= MAX_CACHED_CERTIFICATE else Certificate(der)


@lru_cache(maxsize=CACHE_ENTRIES)
def _remembered(der: bytes) -> Certificate:
    return Certificate(der)


def forget_certificates() -> None:
    """Empty the cache of certificates, to measure without it."""
    _remembered.cache_clear()


def load_public_key(spki: bytes) -> rsa.RSAPublicKey | ec.EllipticCurvePublicKey:
    """The key in a SubjectPublicKeyInfo, DER.

    Raises:
        SignatureInvalid: ``KEY_REFUSED``: not RSA of a sane size, nor EC on P-256, P-384 or P-521.
    """
    try:
        key = serialization.load_der_public_key(spki)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise SignatureInvalid(Reason.KEY_REFUSED) from error
    if isinstance(key, ec.EllipticCurvePublicKey):
        if key.curve.name in _CURVES:
            return key
    elif isinstance(key, rsa.RSAPublicKey):
        bits = key.key_size
        if bits <= MAX_RSA_BITS and len(spki) <= bits // 8 + _SPKI_OVERHEAD:
            return key
    raise SignatureInvalid(Reason.KEY_REFUSED)


def subject_key_identifier(der: bytes) -> bytes | None:
    """The value of the extension, if the certificate has it.

    Raises:
        SignatureInvalid: ``MALFORMED``.
    """
    *_, at, end = _walk(der)
    while at < end:
        tag, start, stop = header(der, at, end)
        if tag == _EXTENSIONS and stop >= 0:
            return _find_subject_key_identifier(der, start, stop)
        if tag not in (_ISSUER_UNIQUE_ID, _SUBJECT_UNIQUE_ID):
            malformed()
        at = stop
    return None


def _find_subject_key_identifier(der: bytes, at: int, end: int) -> bytes | None:
    at, end = definite(der, at, end, SEQUENCE)
    while at < end:
        start, at = definite(der, at, end, SEQUENCE)
        if not der.startswith(_SUBJECT_KEY_IDENTIFIER, start):
            continue
        start += len(_SUBJECT_KEY_IDENTIFIER)
        if der.startswith(_BOOLEAN_TRUE, start):  # critical: RFC 5280 forbids it, and it changes nothing
            start += 3
        start, stop = definite(der, start, at, OCTET_STRING)
        start, stop = definite(der, start, stop, OCTET_STRING)
        return der[start:stop]
    return None


def _walk(der: bytes) -> tuple[int, int, int, int, int, int, int]:
    """Where things are: serial number, issuer and key (start and end of each), end of what is signed."""
    size = len(der)
    at, stop = definite(der, 0, size, SEQUENCE)
    at, end = definite(der, at, stop, SEQUENCE)
    if der.startswith(_VERSION, at):
        at = definite(der, at, end, _VERSION[0])[1]
    serial_end = definite(der, at, end, INTEGER)[1]
    issuer_at = definite(der, serial_end, end, SEQUENCE)[1]  # behind the signature algorithm
    issuer_end = definite(der, issuer_at, end, SEQUENCE)[1]
    validity_end = definite(der, issuer_end, end, SEQUENCE)[1]
    key_at = definite(der, validity_end, end, SEQUENCE)[1]  # behind the subject
    key_end = definite(der, key_at, end, SEQUENCE)[1]
    signature_at = definite(der, end, stop, SEQUENCE)[1]
    if definite(der, signature_at, stop, BIT_STRING)[1] != stop or stop != size:
        malformed()
    return at, serial_end, issuer_at, issuer_end, key_at, key_end, end


def _kind_of(spki: bytes) -> str:
    """The kind of key in a SubjectPublicKeyInfo: ``rsa``, ``ec``, or empty for any other."""
    end = len(spki)
    at = definite(spki, 0, end, SEQUENCE)[0]
    at = definite(spki, at, end, SEQUENCE)[0]
    if spki.startswith(_RSA_ENCRYPTION, at):
        return "rsa"
    return "ec" if spki.startswith(_EC_PUBLIC_KEY, at) else ""
