"""Managed Device Attestation: what Apple's servers vouch for about a device, checked (T47).

A device that is asked for it has Apple sign a certificate about itself, whose extensions say which
device it is, what it runs, and for which question that was.  It comes as a chain, leaf first: in the
``DevicePropertiesAttestation`` of a DeviceInformation answer, or in the statement (``x5c``) of an ACME
``device-attest-01`` challenge, where the leaf's key is the one that the new identity will have.

That a chain verifies says no more than that some Apple device exists.  Which one, whether it is asked
*now*, and whether the key in question is its key are further checks, made for what the caller passes in:
an extension that is absent never passes for one that matches.

Sources: Apple, Device Management, "DeviceInformationResponse.QueryResponses" for the extensions; where
values seen in the field differ from that text, the comment says so.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode
from hmac import compare_digest
from typing import TYPE_CHECKING, Final, Self

import attrs
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from pymdm.errors import EnrollmentMismatch, Reason, SignatureInvalid, SignerUntrusted

from . import _chain
from ._attested import FULL_SECURITY, OIDS, PREFIX, Properties, read_properties
from ._x509 import ParsedCertificate, parse_certificate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes

    from .certificates import PublicKey

__all__ = [
    "APPLE_ENTERPRISE_ATTESTATION_ROOT",
    "FULL_SECURITY",
    "MAX_CHAIN",
    "OIDS",
    "Attestation",
    "AttestationRoot",
    "Properties",
    "verify_attestation",
]

MAX_CHAIN: Final = 4
"""Certificates in one chain.  Apple's have two, leaf and issuing CA; the root may come too, one to spare."""


@attrs.frozen(kw_only=True)
class AttestationRoot:
    """An authority to which attestations lead, known by its key.

    Attributes:
        name: How people call it.
        subject: Its name as the certificates below it carry it, DER.
        public_key: SubjectPublicKeyInfo, DER: P-256, P-384, P-521, or RSA of 2048 bits or more.
        fingerprint: SHA-256 of its certificate, to recognise a file.
    """

    name: str
    subject: bytes = attrs.field(repr=False)
    public_key: bytes = attrs.field(repr=False)
    fingerprint: bytes = attrs.field(repr=lambda value: value.hex())

    @classmethod
    def from_certificate(cls, der: bytes, *, name: str = "attestation root") -> Self:
        """The authority of a certificate, such as one made for a test.

        Raises:
            ValueError: unreadable, not a CA's, or with a key that is too weak.
        """
        certificate = parse_certificate(der)
        _chain.resolve([der], [])
        return cls(
            name=name,
            subject=certificate.subject,
            public_key=_spki(certificate),
            fingerprint=certificate.fingerprint,
        )


APPLE_ENTERPRISE_ATTESTATION_ROOT: Final = AttestationRoot(
    name="Apple Enterprise Attestation Root CA",
    subject=bytes.fromhex(
        "3051312d302b06035504030c244170706c6520456e7465727072697365204174746573746174696f6e20526f6f74204341"
        "31133011060355040a0c0a4170706c6520496e632e310b3009060355040613025553"
    ),
    public_key=b64decode(
        "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAE+iYoKvj7PUOAqE/LfKvlJzntqaE/Z0WlHxoQU24L6khlz41ZG2JSFmDvtcz5Nks/YUOaM85i"
        "6z5kwYBFkXB4wNv8u+xhInKbPcJ9rY/hvPZdyDTQyhE3cUjzyGaT4/FZ"
    ),
    fingerprint=bytes.fromhex("ccf59ef8fcb3017d97f8b5fa6fa90e7a3f9283f76b55ac6cf6eda8b8b949f05b"),
)
"""The root of all Managed Device Attestations, P-384, valid to 2047 (source: Apple PKI)."""


@attrs.frozen(kw_only=True)
class Attestation:
    """A leaf that Apple's servers signed.

    Attributes:
        properties: What it says about the device.
        certificate: The leaf, DER.
        public_key: Its key as SubjectPublicKeyInfo, DER.
        not_before: When it was made, within minutes: the age of an answer from the device's cache.
        not_after: End of its validity.
    """

    properties: Properties
    certificate: bytes = attrs.field(repr=False)
    public_key: bytes = attrs.field(repr=False)
    not_before: datetime
    not_after: datetime

    @property
    def fingerprint(self) -> bytes:
        """SHA-256 of the leaf."""
        return hashlib.sha256(self.certificate).digest()


def verify_attestation(
    chain: Sequence[bytes],
    *,
    now: datetime,
    nonce: bytes | None = None,
    acme_token: str | None = None,
    serial_number: str | None = None,
    udid: str | None = None,
    public_key: PublicKey | None = None,
    root: AttestationRoot = APPLE_ENTERPRISE_ATTESTATION_ROOT,
) -> Attestation:
    """The attestation in a chain that leads to ``root``, about what the caller demands.

    Args:
        chain: DER certificates, leaf first, each followed by its issuer; the root may be left out.
        now: An aware time at which all of them must be valid.
        nonce: The ``DeviceAttestationNonce`` of the DeviceInformation command; the leaf repeats it as it is.
        acme_token: In place of ``nonce``, the token of an ACME challenge; the leaf has its SHA-256.
        serial_number: Of the device that is meant.  Absent in leaves of a User Enrollment.
        udid: Likewise; for a Mac this is the ``ProvisioningUDID``, not the UDID of its messages.
        public_key: The key that must be the leaf's, such as that of a certificate request.
        root: Another root, for tests.

    Raises:
        SignatureInvalid: ``NO_CERTIFICATE``, ``TOO_LARGE`` or ``MALFORMED``.
        SignerUntrusted: ``ISSUER_UNKNOWN``, ``CHAIN_INVALID``, ``ALGORITHM_REFUSED``, ``KEY_REFUSED``,
            ``PURPOSE_WRONG``, ``NOT_YET_VALID`` or ``EXPIRED``.
        EnrollmentMismatch: ``OTHER_KEY``, ``NONCE_WRONG`` or ``OTHER_DEVICE``: Apple signed it, but it is
            not about what was demanded, or does not say so.
        ValueError: a demand that anything would meet: an empty text, or two nonces.
    """
    freshness = _freshness(nonce, acme_token)
    if serial_number == "" or udid == "":
        raise ValueError("expected a serial number and UDID that are not empty; leave out what is not known")
    leaf = _trusted_leaf([_parsed(der) for der in _bounded(chain)], root, now)
    attestation = Attestation(
        properties=read_properties(leaf.extensions),
        certificate=leaf.der,
        public_key=_spki(leaf),
        not_before=leaf.not_before,
        not_after=leaf.not_after,
    )
    if public_key is not None and attestation.public_key != _der(public_key):
        raise EnrollmentMismatch(Reason.OTHER_KEY)
    found = attestation.properties
    if freshness is not None and not compare_digest(found.freshness or b"", freshness):
        raise EnrollmentMismatch(Reason.NONCE_WRONG)
    if serial_number is not None and found.serial_number != serial_number:
        raise EnrollmentMismatch(Reason.OTHER_DEVICE)
    if udid is not None and found.udid != udid:
        raise EnrollmentMismatch(Reason.OTHER_DEVICE)
    return attestation


def _freshness(nonce: bytes | None, acme_token: str | None) -> bytes | None:
    """What the leaf's freshness code has to be; the two ways to ask spell it differently."""
    if nonce == b"" or acme_token == "" or None not in (nonce, acme_token):
        raise ValueError("expected one nonce or ACME token that is not empty, or neither")
    return nonce if acme_token is None else hashlib.sha256(acme_token.encode()).digest()


def _bounded(chain: Sequence[bytes]) -> Sequence[bytes]:
    if not chain:
        raise SignatureInvalid(Reason.NO_CERTIFICATE)
    if len(chain) > MAX_CHAIN:
        raise SignatureInvalid(Reason.TOO_LARGE)
    return chain


def _parsed(der: object) -> ParsedCertificate:
    """One certificate.  In a property list of a device anything may stand in its place."""
    if not isinstance(der, bytes):
        raise SignatureInvalid(Reason.MALFORMED)
    try:
        return parse_certificate(der)
    except ValueError as error:
        raise SignatureInvalid(Reason.MALFORMED) from error


def _trusted_leaf(
    certificates: list[ParsedCertificate], root: AttestationRoot, now: datetime
) -> ParsedCertificate:
    """The leaf, when the root's key leads to it through the intermediates in the order given."""
    issuer = _issuer(root)
    leaf, *above = certificates
    if above and above[-1].subject == root.subject and _spki(above[-1]) == root.public_key:
        above.pop()
    for certificate in reversed(above):
        issuer = _chain.descend(certificate, issuer)
    _chain.find_issuer(leaf, {issuer.name: (issuer,)})
    _check_leaf(leaf)
    if now < max(leaf.not_before, issuer.not_before):
        raise SignerUntrusted(Reason.NOT_YET_VALID)
    if now > min(leaf.not_after, issuer.not_after):
        raise SignerUntrusted(Reason.EXPIRED)
    return leaf


def _issuer(root: AttestationRoot) -> _chain.Issuer:
    key = serialization.load_der_public_key(root.public_key)
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey) or not _chain.is_strong(key):
        raise ValueError("an attestation root needs P-256, P-384, P-521, or RSA of 2048 bits or more")
    return _chain.trusted(root.subject, key)


def _check_leaf(leaf: ParsedCertificate) -> None:
    """Refuse what cannot be a leaf.

    Its purposes are not asked for: Apple documents none, and has changed those of App Attest before.
    """
    if not _chain.is_strong(leaf.key):
        raise SignerUntrusted(Reason.KEY_REFUSED)
    for extension in leaf.extensions:
        value = extension.value
        wrong = (isinstance(value, x509.BasicConstraints) and value.ca) or (
            extension.critical
            and isinstance(value, x509.UnrecognizedExtension)
            and not value.oid.dotted_string.startswith(PREFIX)
        )
        if wrong:
            raise SignerUntrusted(Reason.PURPOSE_WRONG)


def _spki(certificate: ParsedCertificate) -> bytes:
    return _der(certificate.key)


def _der(key: CertificatePublicKeyTypes) -> bytes:
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
