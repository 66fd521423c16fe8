"""One X.509 certificate, opened once, with the raw parts that trust decisions need.

``cryptography`` parses and checks the structure.  The few raw slices beside it (what was signed, the
two names) exist because names have to be compared as the bytes they are, and because certificates
with a serial number of zero or below occur: ``cryptography`` warns about those and announces that it
will refuse them, which would lock such devices out after an upgrade.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode
from typing import TYPE_CHECKING

import attrs
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from pymdm.errors import SignatureInvalid

from ._usual_extensions import are_usual
from .cms._ber import BIT_STRING, INTEGER, OCTET_STRING, SEQUENCE, definite, header, skip

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes

__all__ = ["MAX_CERTIFICATE", "ParsedCertificate", "load_certificates", "parse_certificate"]

# Device identities are 0.6 to 1.5 KB, those of a Windows CA with all its extensions reach 2.5 KB; CA
# certificates with long policies stay below 5 KB.  The cap keeps hostile input from costing anything.
MAX_CERTIFICATE = 8 * 1024

# A bundle of CA certificates that names more is a system trust store: the wrong file (T11).
MAX_BUNDLE = 64

AUTHORITY_KEY_IDENTIFIER = bytes.fromhex("0603551d23")

# ... as nearly all have it: the SHA-1 of the issuer's key, and no number that would have to be looked at.
_KEY_ALONE = AUTHORITY_KEY_IDENTIFIER + bytes.fromhex("041830168014")

_VERSION = b"\xa0"
_NEGATIVE = 0x80  # from here on, the first byte of a number below zero
_EXTENSIONS = 0xA3
_BOOLEAN = b"\x01"
_AUTHORITY_SERIAL = 0x82
_PEM_BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----", re.DOTALL)

# Everything that `cryptography`, and our own cursor, raise for a certificate that they cannot read.
_UNREADABLE = (
    SignatureInvalid,
    ValueError,
    TypeError,
    OverflowError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
    Warning,  # of names that are too long, in a program that has made errors of warnings
)


@attrs.frozen(slots=False)  # no slots, no keywords: made for every new identity, so in half the time
class ParsedCertificate:
    """A certificate whose structure is right; nothing is said about who signed it.

    ``algorithm``, ``issuer`` and ``subject`` are whole DER values (tag and length included).
    ``has_usual_extensions``: its extensions are known to be those of a client, see `are_usual`.
    """

    der: bytes = attrs.field(repr=False)
    tbs: bytes = attrs.field(repr=False)
    algorithm: bytes = attrs.field(repr=False)
    issuer: bytes = attrs.field(repr=False)
    subject: bytes = attrs.field(repr=False)
    signature: bytes = attrs.field(repr=False)
    not_before: datetime
    not_after: datetime
    key: CertificatePublicKeyTypes = attrs.field(repr=False)
    has_usual_extensions: bool
    _read: x509.Certificate = attrs.field(repr=False)

    @property
    def extensions(self) -> x509.Extensions:
        """The extensions; the usual ones are read when asked for, others were when this was made."""
        return self._read.extensions

    @property
    def fingerprint(self) -> bytes:
        """SHA-256 of the DER: what a certificate is known by."""
        return hashlib.sha256(self.der).digest()


def parse_certificate(der: bytes) -> ParsedCertificate:
    """The certificate in ``der``.

    Raises:
        ValueError: not exactly one DER certificate, too large, or of a kind that cannot be judged.
    """
    if len(der) > MAX_CERTIFICATE:
        raise ValueError(f"a certificate has at most {MAX_CERTIFICATE} bytes")
    try:
        return _parse(der)
    except _UNREADABLE as error:
        raise ValueError("not one X.509 certificate in DER that can be read") from error


def load_certificates(data: bytes) -> tuple[bytes, ...]:
    """The DER certificates in ``data``: a PEM bundle, or one DER certificate.

    Each is checked to be a certificate.  Text around the PEM blocks is ignored, as openssl writes it.

    Raises:
        ValueError: no certificate, a private key among them, or a block that is not a certificate.
    """
    if data[:1] == b"\x30":
        parse_certificate(data)
        return (data,)
    found: list[bytes] = []
    for number, block in enumerate(_PEM_BLOCK.finditer(data), start=1):
        if block[1].endswith(b"PRIVATE KEY"):
            raise ValueError("a private key is among the certificates; keep it in a file of its own")
        if block[1] != b"CERTIFICATE":
            raise ValueError(f"PEM block {number} is not a CERTIFICATE; leave only certificates")
        try:
            der = b64decode(b"".join(block[2].split()), validate=True)
            parse_certificate(der)
        except ValueError as error:
            raise ValueError(f"PEM block {number} does not hold a readable certificate") from error
        found.append(der)
    if not found:
        raise ValueError("no certificate found; expected PEM (BEGIN CERTIFICATE) or one DER certificate")
    if len(found) > MAX_BUNDLE:
        raise ValueError(f"more than {MAX_BUNDLE} certificates; expected only the CA of the devices")
    return tuple(found)


def _parse(der: bytes) -> ParsedCertificate:
    outer, outer_end = definite(der, 0, len(der), SEQUENCE)
    at, tbs_end = definite(der, outer, outer_end, SEQUENCE)
    if der.startswith(_VERSION, at):
        at = definite(der, at, tbs_end, _VERSION[0])[1]
    serial, serial_end = definite(der, at, tbs_end, INTEGER)
    algorithm_end = definite(der, serial_end, tbs_end, SEQUENCE)[1]
    issuer_end = definite(der, algorithm_end, tbs_end, SEQUENCE)[1]
    validity_end = definite(der, issuer_end, tbs_end, SEQUENCE)[1]
    subject_end = definite(der, validity_end, tbs_end, SEQUENCE)[1]
    key_end = definite(der, subject_end, tbs_end, SEQUENCE)[1]
    algorithm = der[serial_end:algorithm_end]
    if not der.startswith(algorithm, tbs_end):
        # RFC 5280 4.1.1.2.  The outer one is not signed: whoever may choose it gives one certificate
        # a second fingerprint, and a revoked identity a second life.
        raise ValueError("the two signature algorithms of a certificate are equal")
    unused_bits, signature_end = definite(der, tbs_end + len(algorithm), outer_end, BIT_STRING)
    if signature_end != outer_end or not der.startswith(b"\x00", unused_bits):
        # Nor is this byte signed.  A signature is whole bytes, but where its last bits are zero some of them
        # can be called unused, and it still verifies.
        raise ValueError("the signature of a certificate is whole bytes")
    readable = der if 0 < der[serial] < _NEGATIVE else _with_positive_serial(der, serial, serial_end)
    is_usual = are_usual(der, key_end, tbs_end)
    if not is_usual:
        readable = _with_positive_authority_serials(readable, key_end, tbs_end)
    parsed = x509.load_der_x509_certificate(readable)
    if not is_usual:
        parsed.extensions  # noqa: B018 - read when first asked for; those that cannot be read raise
    return ParsedCertificate(
        der,
        der[outer:tbs_end],
        algorithm,
        der[algorithm_end:issuer_end],
        der[validity_end:subject_end],
        parsed.signature,
        parsed.not_valid_before_utc,
        parsed.not_valid_after_utc,
        parsed.public_key(),
        is_usual,
        parsed,
    )


def _with_positive_authority_serials(der: bytes, at: int, end: int) -> bytes:
    """``der``, likewise for the numbers by which its extensions (``at`` to ``end``) name the issuer's."""
    if der.count(AUTHORITY_KEY_IDENTIFIER, at, end) != der.count(_KEY_ALONE, at, end):
        for start, stop in _authority_serials(der, at, end):
            der = _with_positive_serial(der, start, stop)
    return der


def _authority_serials(der: bytes, at: int, end: int) -> Iterator[tuple[int, int]]:
    """Where extensions give the number of the issuer's certificate: below an old CA it is zero, too."""
    while at < end and der[at] != _EXTENSIONS:
        at = skip(der, at, end)
    if at == end:
        return
    at, end = definite(der, definite(der, at, end, _EXTENSIONS)[0], end, SEQUENCE)
    while at < end:
        start, at = definite(der, at, end, SEQUENCE)
        if not der.startswith(AUTHORITY_KEY_IDENTIFIER, start):
            continue
        start += len(AUTHORITY_KEY_IDENTIFIER)
        if der.startswith(_BOOLEAN, start):
            start = skip(der, start, at)
        start, stop = definite(der, definite(der, start, at, OCTET_STRING)[0], at, SEQUENCE)
        while start < stop:
            tag, inside, _ = header(der, start, stop)
            start = skip(der, start, stop)
            if tag == _AUTHORITY_SERIAL:
                yield inside, start


def _with_positive_serial(der: bytes, start: int, end: int) -> bytes:
    """``der``, with another serial of the same length if the real one is zero or below.

    Only for reading: fingerprint and signature are taken from the original bytes.
    """
    serial = der[start:end]
    if int.from_bytes(serial, "big", signed=True) > 0:
        return der
    return der[:start] + b"\x01" * len(serial) + der[end:]
