"""Keys, certificates and the CA that issues device identities and nothing else.

This is the one module of pymdm's pure packages that rolls dice: keys and serial numbers are made here.
"""

from __future__ import annotations

import enum
import hashlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

import attrs
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ._chain import MIN_RSA_BITS, is_strong
from ._x509 import load_certificates, parse_certificate
from .pkcs12 import Protection, pkcs12

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from .trust import TrustStore

__all__ = [
    "CertificateAuthority",
    "IssuedIdentity",
    "KeyType",
    "PrivateKey",
    "Protection",
    "PublicKey",
    "fingerprint",
    "load_certificates",
    "load_private_key",
    "new_key",
    "pkcs12",
    "public_key_digest",
]

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey

# The CA's life ends every identity below it at once, so it should outlive the devices; ten years is
# what private CAs commonly take.  A successor is made long before.
CA_VALIDITY = timedelta(days=3650)

# Renewal costs an enrollment profile per device, and an identity can be revoked at any time, so a short
# life buys little; two years keep the keys of forgotten devices from living for ever.
IDENTITY_VALIDITY = timedelta(days=730)

# A device out of the box may have a clock that is hours off and the wrong time zone; a certificate from
# the future makes its installation fail.
BACKDATE = timedelta(days=1)


@enum.unique
class KeyType(enum.Enum):
    """Which key `new_key` makes."""

    RSA_2048 = "rsa-2048"
    """Understood by every Apple device that speaks MDM (iOS 4, OS X 10.7 and later)."""

    EC_P256 = "ec-p256"
    """Smaller and quicker; for systems of the last ten years."""


def new_key(kind: KeyType = KeyType.RSA_2048) -> PrivateKey:
    """A new private key."""
    if kind is KeyType.EC_P256:
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def fingerprint(certificate: bytes) -> bytes:
    """SHA-256 of a certificate's DER: what enrollments are pinned to and what is revoked."""
    return hashlib.sha256(certificate).digest()


def public_key_digest(certificate: bytes) -> bytes:
    """SHA-256 of a certificate's key as DER SubjectPublicKeyInfo: whose certificate it is.

    Raises:
        ValueError: not exactly one DER certificate.
    """
    key = parse_certificate(certificate).key
    spki = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(spki).digest()


def load_private_key(data: bytes, *, password: bytes | None = None) -> PrivateKey:
    """The first private key in PEM ``data``; certificates beside it are skipped.

    Raises:
        ValueError: no key, an encrypted one without its password, a wrong password, or a key that is
            neither RSA of 2048 bits or more nor P-256, P-384 or P-521.
    """
    start = data.find(b"PRIVATE KEY-----")
    start = data.rfind(b"-----BEGIN ", 0, start) if start >= 0 else -1
    if start < 0:
        raise ValueError("no private key found; expected PEM (BEGIN PRIVATE KEY)")
    try:
        key = serialization.load_pem_private_key(data[start:], password)
    except TypeError as error:  # how `cryptography` tells a missing or superfluous password
        raise ValueError(
            "the private key needs its password"
            if password is None
            else "the private key is not encrypted; give no password"
        ) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ValueError("the private key cannot be read; is the password right?") from error
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise ValueError("the private key is of a kind that Apple devices do not take; use RSA or P-256")
    _require_strong(key.public_key())
    return key


@attrs.frozen(kw_only=True)
class IssuedIdentity:
    """A new device identity.

    Attributes:
        certificate: DER.
        key: its private key, or None if only the public key was given.
        fingerprint: SHA-256 of the DER.
        not_before: start of validity.
        not_after: end of validity.
    """

    certificate: bytes = attrs.field(repr=False)
    key: PrivateKey | None = attrs.field(repr=False)
    fingerprint: bytes
    not_before: datetime
    not_after: datetime


@attrs.frozen(kw_only=True)
class CertificateAuthority:
    """A CA of our own, dedicated to device identities: what it signed *is* a device identity (T11).

    It cannot sign other CAs (path length 0).  Whoever has the key can be any device: keep what `to_pem`
    returns sealed or under a password (T86).  With an RSA key it can also be the authority of SCEP, which
    signs messages and has requests encrypted to it (``pymdm.crypto.scep``); with an EC key it cannot.

    Attributes:
        certificate: the CA certificate, DER; public, and part of the enrollment profile.
        key: its private key.
    """

    certificate: bytes = attrs.field(repr=False)
    key: PrivateKey = attrs.field(repr=False)

    def __attrs_post_init__(self) -> None:
        if parse_certificate(self.certificate).key != self.key.public_key():
            raise ValueError("the private key is not the one of the CA certificate")

    @classmethod
    def create(
        cls,
        common_name: str,
        *,
        now: datetime,
        valid: timedelta = CA_VALIDITY,
        key: PrivateKey | None = None,
        serial: int | None = None,
    ) -> CertificateAuthority:
        """A new self-signed CA; without ``key``, with a new RSA-2048 key.

        RSA-2048 because every device that speaks MDM verifies it, because its signatures are the
        quickest to check, which the server does for every identity, and because SCEP needs RSA.

        Raises:
            ValueError: the name is empty or longer than 64 characters, the key too weak, or ``now`` naive.
        """
        private = key if key is not None else new_key()
        _require_strong(private.public_key())
        name = _name(common_name)
        own_id = x509.SubjectKeyIdentifier.from_public_key(private.public_key())
        builder = _builder(name, name, private.public_key(), serial, now - BACKDATE, now + valid)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        builder = builder.add_extension(_key_usage(*_authority_usages(private)), critical=True)
        builder = builder.add_extension(own_id, critical=False)
        return cls(certificate=_signed(builder, private), key=private)

    def successor(
        self,
        *,
        now: datetime,
        common_name: str | None = None,
        valid: timedelta = CA_VALIDITY,
        key: PrivateKey | None = None,
        serial: int | None = None,
    ) -> CertificateAuthority:
        """The CA that takes over from this one, with a key of its own (T86).

        Devices keep their identities until they are renewed, so both have to be trusted meanwhile:
        ``next_ca.trust_store(also=(ca.certificate,))``.  Make it while this one has more life left than an
        identity gets, or its last identities will be cut short.

        Args:
            now: when it begins.
            common_name: its name; without one, that of this CA.  Which of two CAs of one name has signed
                is found out by trying the keys.
            valid: how long it lives.
            key: its private key; without one, a new RSA-2048 key.
            serial: its serial number; without one, a random one.

        Raises:
            ValueError: as `create`, or ``key`` is this CA's own, which would be no change.
        """
        if key is not None and key.public_key() == self.key.public_key():
            raise ValueError("a successor needs a key of its own")
        name = common_name if common_name is not None else self.common_name
        return CertificateAuthority.create(name, now=now, valid=valid, key=key, serial=serial)

    @classmethod
    def from_pem(cls, data: bytes, *, password: bytes | None = None) -> CertificateAuthority:
        """The CA that `to_pem` wrote.

        Raises:
            ValueError: certificate or key is missing, the password is wrong, or the two do not match.
        """
        key = load_private_key(data, password=password)
        start = data.find(b"-----BEGIN CERTIFICATE-----")
        end = data.find(b"-----END CERTIFICATE-----", start)
        if start < 0 or end < 0:
            raise ValueError("no certificate beside the private key; expected what to_pem wrote")
        (certificate,) = load_certificates(data[start : end + len(b"-----END CERTIFICATE-----")])
        return cls(certificate=certificate, key=key)

    def to_pem(self, *, password: bytes | None = None) -> bytes:
        """Certificate and private key as PEM; the key is encrypted if there is a password."""
        encryption: serialization.KeySerializationEncryption = (
            serialization.NoEncryption()
            if password is None
            else serialization.BestAvailableEncryption(password)
        )
        key = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption
        )
        return self.certificate_pem + key

    @property
    def certificate_pem(self) -> bytes:
        """The CA certificate alone, as PEM: the file that `TrustStore.from_file` and proxies read."""
        return x509.load_der_x509_certificate(self.certificate).public_bytes(serialization.Encoding.PEM)

    @property
    def common_name(self) -> str:
        """The name that it was created with; empty for a CA made elsewhere without one."""
        subject = x509.load_der_x509_certificate(self.certificate).subject
        names = subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return str(names[0].value) if names else ""

    def trust_store(
        self, *, also: Iterable[bytes] = (), revoked: Container[bytes] = frozenset()
    ) -> TrustStore:
        """A store that trusts the identities of this CA, and of those in ``also``, during a rollover say."""
        from .trust import TrustStore

        return TrustStore((self.certificate, *also), revoked=revoked)

    def issue_identity(
        self,
        *,
        common_name: str,
        now: datetime,
        public_key: PublicKey | None = None,
        valid: timedelta = IDENTITY_VALIDITY,
        serial: int | None = None,
    ) -> IssuedIdentity:
        """A device identity; without ``public_key``, with a new RSA-2048 key.

        The name is the server's choice and means nothing: devices are told apart by fingerprint, and
        nothing that a request asked for is copied (T46).  The identity never outlives the CA.

        Raises:
            ValueError: the CA has expired, the name is empty or longer than 64 characters, or the
                public key is too weak.
        """
        authority = x509.load_der_x509_certificate(self.certificate)
        if now >= authority.not_valid_after_utc:
            raise ValueError("the identity CA has expired; create a new one and enroll with it")
        private = new_key() if public_key is None else None
        public = private.public_key() if private is not None else public_key
        assert public is not None  # one of the two above
        _require_strong(public)
        not_after = min(now + valid, authority.not_valid_after_utc)
        not_before = max(now - BACKDATE, authority.not_valid_before_utc)
        builder = _builder(_name(common_name), authority.subject, public, serial, not_before, not_after)
        der = _signed(_identity_extensions(builder, public, self.key.public_key()), self.key)
        issued = parse_certificate(der)
        return IssuedIdentity(
            certificate=der,
            key=private,
            fingerprint=issued.fingerprint,
            not_before=issued.not_before,
            not_after=issued.not_after,
        )


_Usage = Literal["digital_signature", "key_encipherment", "key_cert_sign", "crl_sign"]


def _authority_usages(key: PrivateKey) -> tuple[_Usage, ...]:
    """What a CA's key is for; with RSA also for the messages of SCEP.

    RFC 8894, 2.1.2 demands it, and macOS makes no request for a CA that may only sign certificates
    (micromdm/scep#81, openxpki-config#14).  A key that enciphers and signs answers strangers' messages, so
    ``pymdm.crypto.envelope`` sees to it that they learn nothing from the answers.
    """
    usages: tuple[_Usage, ...] = ("key_cert_sign", "crl_sign")
    if isinstance(key, rsa.RSAPrivateKey):
        usages = (*usages, "digital_signature", "key_encipherment")
    return usages


def _identity_extensions(
    builder: x509.CertificateBuilder, public: PublicKey, authority: PublicKey
) -> x509.CertificateBuilder:
    # A device decrypts profiles with an RSA identity, so that key may encipher as well as sign.
    usages: tuple[_Usage, ...] = ("digital_signature",)
    if isinstance(public, rsa.RSAPublicKey):
        usages = (*usages, "key_encipherment")
    client = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
    issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_key_usage(*usages), critical=True)
    builder = builder.add_extension(client, critical=False)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    return builder.add_extension(issuer_id, critical=False)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public: PublicKey,
    serial: int | None,
    not_before: datetime,
    not_after: datetime,
) -> x509.CertificateBuilder:
    if not_before.tzinfo is None:
        raise ValueError("now must be an aware datetime, such as datetime.now(UTC)")
    # 159 random bits: nobody can foresee what will be signed (what made MD5 and SHA-1 forgeries work).
    number = x509.random_serial_number() if serial is None else serial
    return x509.CertificateBuilder(
        issuer_name=issuer,
        subject_name=subject,
        public_key=public,
        serial_number=number,
        not_valid_before=not_before,
        not_valid_after=not_after,
    )


def _signed(builder: x509.CertificateBuilder, key: PrivateKey) -> bytes:
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _key_usage(*wanted: _Usage) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature="digital_signature" in wanted,
        content_commitment=False,
        key_encipherment="key_encipherment" in wanted,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign="key_cert_sign" in wanted,
        crl_sign="crl_sign" in wanted,
        encipher_only=False,
        decipher_only=False,
    )


def _require_strong(key: PublicKey) -> None:
    if not is_strong(key):
        raise ValueError(f"the key is too weak; use RSA of {MIN_RSA_BITS} bits or more, or P-256")
