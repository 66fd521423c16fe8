"""Push certificates as Apple issues them, and a vendor of MDM, from authorities that are not Apple's."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import attrs
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from pymdm.apns.certificate import PushCertificate
from pymdm.apns.vendor_chain import ChainPins
from pymdm.crypto.certificates import fingerprint

if TYPE_CHECKING:
    from pymdm.crypto.certificates import PrivateKey, PublicKey

__all__ = ["FAKE_TOPIC", "FakePushCA", "FakeVendor", "fake_push_certificate"]

FAKE_TOPIC: Final = "com.apple.mgmt.External.00000000-0000-4000-8000-000000000001"

_YEAR: Final = timedelta(days=365)
_CA_LIFE: Final = timedelta(days=3650)
_BACKDATE: Final = timedelta(minutes=10)


@attrs.frozen(kw_only=True)
class FakePushCA:
    """An authority that issues push certificates; a fake of the push service trusts it.

    Attributes:
        certificate: Its certificate, DER.
        key: Its private key.
    """

    certificate: bytes = attrs.field(repr=False)
    key: PrivateKey = attrs.field(repr=False)

    @classmethod
    def create(cls, *, now: datetime, key: PrivateKey | None = None) -> FakePushCA:
        """A new authority; without ``key``, with a new P-256 key, which is made in no time."""
        private = key if key is not None else ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Fake Application Integration CA")])
        builder = _builder(name, name, private.public_key(), now - _BACKDATE, now + _CA_LIFE)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        # All authorities made here have one name: by their keys a verifier tells them apart.
        own_id = x509.SubjectKeyIdentifier.from_public_key(private.public_key())
        builder = builder.add_extension(own_id, critical=False)
        return cls(certificate=_signed(builder, private), key=private)

    @property
    def pem(self) -> bytes:
        """The certificate as PEM, for who has to trust it."""
        return x509.load_der_x509_certificate(self.certificate).public_bytes(serialization.Encoding.PEM)

    def certify(
        self,
        public_key: PublicKey,
        *,
        now: datetime,
        topic: str | None = FAKE_TOPIC,
        valid: timedelta = _YEAR,
        more: tuple[x509.NameAttribute[str], ...] = (),
    ) -> bytes:
        """A push certificate, DER, as the portal makes it of a request.

        Args:
            public_key: Of the request.
            now: The present time; it is valid from some minutes before.
            topic: Any text as UID in the subject, or None for no UID.
            valid: For how long.
            more: Further attributes of the subject.
        """
        uid = () if topic is None else (x509.NameAttribute(NameOID.USER_ID, topic),)
        common_name = x509.NameAttribute(NameOID.COMMON_NAME, "APSP:00000000-0000-4000-8000-000000000001")
        country = x509.NameAttribute(NameOID.COUNTRY_NAME, "US")
        issuer = x509.load_der_x509_certificate(self.certificate).subject
        subject = x509.Name([*uid, *more, common_name, country])
        builder = _builder(subject, issuer, public_key, now - _BACKDATE, now + valid)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        builder = builder.add_extension(issuer_id, critical=False)
        client = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
        return _signed(builder.add_extension(client, critical=False), self.key)


def fake_push_certificate(
    topic: str = FAKE_TOPIC,
    *,
    now: datetime,
    ca: FakePushCA | None = None,
    key: PrivateKey | None = None,
    valid: timedelta = _YEAR,
) -> PushCertificate:
    """A push certificate with its key; the authority's certificate is its chain.

    Args:
        topic: Its topic.
        now: The present time; it is valid from some minutes before.
        ca: Who issues it; without one, a new authority.
        key: Its key; without one, a new P-256 key (Apple's customers have RSA, which takes longer to make).
        valid: For how long.
    """
    issuer = ca if ca is not None else FakePushCA.create(now=now)
    private = key if key is not None else ec.generate_private_key(ec.SECP256R1())
    certificate = issuer.certify(private.public_key(), now=now, topic=topic, valid=valid)
    return PushCertificate(certificate=certificate, key=private, chain=(issuer.certificate,))


@attrs.frozen(kw_only=True)
class FakeVendor:
    """Who signs requests, below two authorities that stand in for Apple's.

    Attributes:
        certificate: The vendor's, DER.
        key: The vendor's, RSA.
        authorities: Intermediate and root, DER.
        pins: What to check them against, ``pins=`` of the functions of `pymdm.apns.vendor`.
    """

    certificate: bytes = attrs.field(repr=False)
    key: PrivateKey = attrs.field(repr=False)
    authorities: tuple[bytes, bytes] = attrs.field(repr=False)
    pins: ChainPins

    @classmethod
    def create(cls, *, now: datetime, key: PrivateKey | None = None) -> FakeVendor:
        """A new vendor; without ``key``, with a new RSA-2048 key."""
        private = key if key is not None else rsa.generate_private_key(public_exponent=65537, key_size=2048)
        above = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
        names = ("MDM Vendor: Example", "Fake Developer Relations", "Fake Root")
        levels = ((private, above[0], False), (above[0], above[1], True), (above[1], above[1], True))
        issued = [
            _issued(names[at], names[min(at + 1, 2)], own, issuer, authority=authority, now=now)
            for at, (own, issuer, authority) in enumerate(levels)
        ]
        return cls(
            certificate=issued[0],
            key=private,
            authorities=(issued[1], issued[2]),
            pins=ChainPins(intermediate=fingerprint(issued[1]), root=fingerprint(issued[2])),
        )


def _issued(
    subject: str, issuer: str, key: PrivateKey, issuer_key: PrivateKey, *, authority: bool, now: datetime
) -> bytes:
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)]) for text in (subject, issuer)]
    builder = _builder(names[0], names[1], key.public_key(), now - _BACKDATE, now + _CA_LIFE)
    constraints = x509.BasicConstraints(ca=authority, path_length=None)
    return _signed(builder.add_extension(constraints, critical=True), issuer_key)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey,
    not_before: datetime,
    not_after: datetime,
) -> x509.CertificateBuilder:
    return x509.CertificateBuilder(
        issuer_name=issuer,
        subject_name=subject,
        public_key=key,
        serial_number=x509.random_serial_number(),
        not_valid_before=not_before,
        not_valid_after=not_after,
    )


def _signed(builder: x509.CertificateBuilder, key: PrivateKey) -> bytes:
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
