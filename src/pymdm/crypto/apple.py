"""Apple's own certificates in devices: was this signed by the key that Apple gave a device?

In automated and over-the-air enrollment a device signs with a certificate that "Apple iPhone Device CA"
issued to it.  That authority is pinned here by its public key, because no general verifier accepts the
chain: its links are signed with SHA-1, its key is RSA-1024, and two of its three certificates
expired in 2014 and 2022 while Apple goes on issuing below them.  So each link is checked by hand,
and ``now=None`` leaves validity out for this chain alone (T32).

A chain to this authority identifies a device.  It does not authenticate a person, prove who owns the
device, or say that it is yours: any Apple device in the world has one, and whoever extracts one key can
claim any serial number beside it.
"""

from __future__ import annotations

from base64 import b64decode
from datetime import UTC, datetime
from typing import Final, Self

import attrs
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID, SignatureAlgorithmOID

from pymdm.crypto.cms import UnverifiedSigner
from pymdm.errors import Reason, SignerUntrusted

__all__ = [
    "APPLE_DEVICE_CHAIN",
    "APPLE_IPHONE_CA",
    "APPLE_IPHONE_DEVICE_CA",
    "APPLE_ROOT_CA",
    "APPLE_WWDR_G3_FINGERPRINT",
    "AppleDevice",
    "PinnedAuthority",
    "check_device_chain",
]

_HASHES: Final[dict[x509.ObjectIdentifier, hashes.HashAlgorithm]] = {
    SignatureAlgorithmOID.RSA_WITH_SHA1: hashes.SHA1(),  # noqa: S303 - the pinned chain has nothing better
    SignatureAlgorithmOID.RSA_WITH_SHA256: hashes.SHA256(),
}
# cryptography reads a certificate piece by piece, so each access may raise one of these.
_UNREADABLE: Final = (
    ValueError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)


@attrs.frozen(kw_only=True)
class PinnedAuthority:
    """A certificate authority that is known by its key, whether or not its certificate comes along.

    Attributes:
        name: Its common name.
        subject: Its name as issued certificates carry it, DER.
        public_key: Its RSA key, SubjectPublicKeyInfo in DER.
        fingerprint: SHA-256 of its certificate, to recognise a file.
        not_before: Start of its validity, aware.
        not_after: End of its validity, aware.
    """

    name: str
    subject: bytes = attrs.field(repr=False)
    public_key: bytes = attrs.field(repr=False)
    fingerprint: bytes = attrs.field(repr=lambda value: value.hex())
    not_before: datetime
    not_after: datetime

    @classmethod
    def from_certificate(cls, der: bytes) -> Self:
        """Pin the authority of a certificate, such as one made for a test.

        Raises:
            ValueError: It is not the certificate of an authority with an RSA key.
        """
        certificate = x509.load_der_x509_certificate(der)
        if not _is_authority(certificate) or not isinstance(certificate.public_key(), rsa.RSAPublicKey):
            raise ValueError("a pinned authority needs a CA certificate with an RSA key")
        return cls(
            name=_common_name(certificate.subject),
            subject=certificate.subject.public_bytes(),
            public_key=_spki(certificate),
            fingerprint=certificate.fingerprint(hashes.SHA256()),
            not_before=certificate.not_valid_before_utc,
            not_after=certificate.not_valid_after_utc,
        )


@attrs.frozen(kw_only=True)
class AppleDevice:
    """A certificate that Apple issued to a device, and nothing about whose hands the device is in.

    Attributes:
        certificate: The certificate, DER.
        fingerprint: SHA-256 of it.
        common_name: The name in it: a UUID on newer devices, which is not the UDID.
        not_before: Start of its validity.
        not_after: End of its validity; devices renew it about once a year, not always in time.
    """

    certificate: bytes = attrs.field(repr=False)
    fingerprint: bytes = attrs.field(repr=lambda value: value.hex())
    common_name: str
    not_before: datetime
    not_after: datetime


APPLE_IPHONE_DEVICE_CA: Final = PinnedAuthority(
    name="Apple iPhone Device CA",
    subject=bytes.fromhex(
        "305a310b300906035504061302555331133011060355040a130a4170706c6520496e632e31153013060355040b130c"
        "4170706c65206950686f6e65311f301d060355040313164170706c65206950686f6e6520446576696365204341"
    ),
    public_key=b64decode(
        "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDxlErJ6rpaGGCty6JNTU5UGWkXWQdmy5foZppHX0auZ3q1SnNUscsE9r02uAxVOIqE"
        "gzFSZfkz4Zd3nCtMJrAlP+kyqnsIdJTswUs4HWdOCFKUWotZo1zXk/Sg/lWFu0xGl15usndFL2dcvAsYv1m5bIb3KnV20hlx9CljuSUL"
        "rwIDAQAB"
    ),
    fingerprint=bytes.fromhex("76f27d00e1333bc88de0e2916c38c9a7f2b75774c25a794c092a80e3c4c66cce"),
    not_before=datetime(2007, 4, 16, 22, 54, 46, tzinfo=UTC),
    not_after=datetime(2014, 4, 16, 22, 54, 46, tzinfo=UTC),
)
"""The authority that issues the certificates of devices (source of all three: Apple PKI)."""

APPLE_IPHONE_CA: Final = PinnedAuthority(
    name="Apple iPhone Certification Authority",
    subject=bytes.fromhex(
        "3079310b300906035504061302555331133011060355040a130a4170706c6520496e632e31263024060355040b131d"
        "4170706c652043657274696669636174696f6e20417574686f72697479312d302b060355040313244170706c65206950"
        "686f6e652043657274696669636174696f6e20417574686f72697479"
    ),
    public_key=b64decode(
        "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAox6+8EfAtJ4QW0akuCG4T4YhcChFYFwcw8gKZGOI+/xp7vhU/OlbtwZOBC/D"
        "azOvREzqS4AJtIf2W7T9ZN2zcuATs/0X2bznqO3CjGHCKvnszqVe1mnrZAuNCI+4oFBGCdwZ5OWwlG2795mYxOibQU7U8WXjG1J63OgD"
        "2W4d2hBVhqQpWEkM6kfXFTQz9sCgREpwviy1KjA3jC4V69HkbJc4VVaxNStY6kSjJoXuyGZK5M+J8D1jrSnerbpas9ylo5qnCU6AFjVl"
        "pIUNY3s+Y4rafUpG7KM5GDS5xihlGLwTYJx/V6wUyYntobaHaFK2hE64yIPs+Z4Zq7PBC4bHnwIDAQAB"
    ),
    fingerprint=bytes.fromhex("e4e2936d3c076ec4aea8ac37277524950ca005894b39bba2d347fa33155ae5fa"),
    not_before=datetime(2007, 4, 12, 17, 43, 28, tzinfo=UTC),
    not_after=datetime(2022, 4, 12, 17, 43, 28, tzinfo=UTC),
)
"""The issuer of :data:`APPLE_IPHONE_DEVICE_CA`."""

APPLE_ROOT_CA: Final = PinnedAuthority(
    name="Apple Root CA",
    subject=bytes.fromhex(
        "3062310b300906035504061302555331133011060355040a130a4170706c6520496e632e31263024060355040b131d"
        "4170706c652043657274696669636174696f6e20417574686f72697479311630140603550403130d"
        "4170706c6520526f6f74204341"
    ),
    public_key=b64decode(
        "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA5JGpCR+R2x5HUOsF7V55hC3rNqJXTFXsixmJ3vlLbPUHqyIwAugYPvhQCdN/"
        "QaiY+dHKZpwkaxHQo7vkGyrDH5WeegykR4tb1BY3M8vED03OFGnRyRly9V0O1X9fm/IlA7pVj01dDfFkNSMVSxVZHbOU9/acns9QusFY"
        "UGePCLQg98usLCBvcLY/ATCMt0PPD5098ytJKBrI/s61uQ7ZXhzWyz21Oq30Dw4AkguxIRYudNU8DdtiFqujcZJHU1XBry9Bs/j743DN"
        "5qNMRX4fTGtQlkGJxHRiCxCDQYczioGxMFjsWgQyjGizjx3eZXP/Z15lvEnYdp8zFGWhd5TJLQIDAQAB"
    ),
    fingerprint=bytes.fromhex("b0b1730ecbc7ff4505142c49f1295e6eda6bcaed7e2c68c5be91b5a11001f024"),
    not_before=datetime(2006, 4, 25, 21, 40, 36, tzinfo=UTC),
    not_after=datetime(2035, 2, 9, 21, 40, 36, tzinfo=UTC),
)
"""The root above both."""

APPLE_WWDR_G3_FINGERPRINT: Final = bytes.fromhex(
    "dcf21878c77f4198e4b4614f03d696d89c66c66008d4244e1b99161aac91601f"
)
"""SHA-256 of "Apple Worldwide Developer Relations Certification Authority", OU=G3, 2020-02-19 to 2030-02-20.

It issues the certificates of MDM vendors, below :data:`APPLE_ROOT_CA` (source: Apple PKI).
"""

APPLE_DEVICE_CHAIN: Final = (APPLE_IPHONE_DEVICE_CA, APPLE_IPHONE_CA, APPLE_ROOT_CA)
"""From the issuer of device certificates up to its root."""


def check_device_chain(
    signer: UnverifiedSigner,
    certificates: tuple[bytes, ...],
    *,
    now: datetime | None,
    chain: tuple[PinnedAuthority, ...] = APPLE_DEVICE_CHAIN,
) -> AppleDevice:
    """The device whose certificate this is, if the first authority of the chain issued it.

    iOS sends the whole chain along, macOS may send its own certificate only, and both are enough: what
    counts is the pinned key.  A certificate in ``certificates`` that bears the name of a pinned authority
    must be genuine all the same; others take no part.

    Args:
        signer: From ``verify_attached``.
        certificates: What was attached, from there too.
        now: An aware time at which every certificate must be valid, or None to leave validity out.
            With a time, today's devices fail: Apple's intermediate expired in 2014.
        chain: Other authorities, from issuer to root, for tests.

    Raises:
        SignerUntrusted: ``ISSUER_UNKNOWN``, ``CHAIN_INVALID``, ``PURPOSE_WRONG``, ``NOT_YET_VALID`` or
            ``EXPIRED``.
    """
    try:
        device = _device(signer, chain[0])
        for der in certificates:
            if der != signer.certificate:
                _check_attached(x509.load_der_x509_certificate(der), chain)
    except _UNREADABLE as error:
        raise SignerUntrusted(Reason.CHAIN_INVALID) from error
    if now is not None:
        parts: tuple[AppleDevice | PinnedAuthority, ...] = (device, *chain)
        for part in parts:
            _check_time(part, now)
    return device


def _device(signer: UnverifiedSigner, issuer: PinnedAuthority) -> AppleDevice:
    certificate = x509.load_der_x509_certificate(signer.certificate)
    if certificate.issuer.public_bytes() != issuer.subject:
        raise SignerUntrusted(Reason.ISSUER_UNKNOWN)
    _check_link(certificate, issuer)
    if _is_authority(certificate):
        raise SignerUntrusted(Reason.PURPOSE_WRONG)
    return AppleDevice(
        certificate=signer.certificate,
        fingerprint=signer.fingerprint,
        common_name=_common_name(certificate.subject),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
    )


def _check_attached(certificate: x509.Certificate, chain: tuple[PinnedAuthority, ...]) -> None:
    """Refuse a look-alike of a pinned authority; ignore strangers."""
    subject = certificate.subject.public_bytes()
    for position, authority in enumerate(chain):
        if authority.subject != subject:
            continue
        if _spki(certificate) != authority.public_key or not _is_authority(certificate):
            raise SignerUntrusted(Reason.CHAIN_INVALID)
        _check_link(certificate, chain[min(position + 1, len(chain) - 1)])


def _check_link(certificate: x509.Certificate, issuer: PinnedAuthority) -> None:
    algorithm = _HASHES.get(certificate.signature_algorithm_oid)
    key = serialization.load_der_public_key(issuer.public_key)
    if algorithm is None or not isinstance(key, rsa.RSAPublicKey):
        raise SignerUntrusted(Reason.CHAIN_INVALID)
    try:
        key.verify(certificate.signature, certificate.tbs_certificate_bytes, padding.PKCS1v15(), algorithm)
    except InvalidSignature as error:
        raise SignerUntrusted(Reason.CHAIN_INVALID) from error


def _check_time(part: AppleDevice | PinnedAuthority, now: datetime) -> None:
    if now < part.not_before:
        raise SignerUntrusted(Reason.NOT_YET_VALID)
    if now > part.not_after:
        raise SignerUntrusted(Reason.EXPIRED)


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    except x509.ExtensionNotFound:
        return False
    return constraints.value.ca


def _common_name(name: x509.Name) -> str:
    values = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(values[0].value) if values else ""


def _spki(certificate: x509.Certificate) -> bytes:
    return certificate.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
