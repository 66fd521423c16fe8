"""A stand-in for Apple's attestation servers: chains that say whatever a test wants them to say."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import attrs
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pymdm.crypto import KeyType, new_key
from pymdm.crypto.attestation import OIDS, AttestationRoot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pymdm.crypto.certificates import PublicKey

__all__ = ["FakeAttestation"]

_CA_LIFETIME: Final = timedelta(days=9125)  # Apple's root: 25 years
_LEAF_LIFETIME: Final = timedelta(days=90)  # of leaves that were seen


@attrs.frozen(kw_only=True)
class FakeAttestation:
    """A root and an issuing CA, both P-384 as Apple's are, made for one test.

        fake = FakeAttestation.create(now=now)
        chain = fake.issue(now=now, serial_number="C02XYZ", freshness=nonce)
        verify_attestation(chain, now=now, nonce=nonce, root=fake.root)

    Attributes:
        root_certificate: The root, DER.
        intermediate: The issuing CA, DER.
    """

    root_certificate: bytes = attrs.field(repr=False)
    intermediate: bytes = attrs.field(repr=False)
    _key: ec.EllipticCurvePrivateKey = attrs.field(repr=False)

    @classmethod
    def create(cls, *, now: datetime) -> FakeAttestation:
        """A fresh pair of authorities, valid from an hour before ``now``."""
        root_key, key = (ec.generate_private_key(ec.SECP384R1()) for _ in range(2))
        root_name, name = _name("Fake Attestation Root CA"), _name("Fake Attestation Sub CA 1")
        until = now + _CA_LIFETIME
        root = _builder(root_name, root_name, root_key.public_key(), now, until, number=1)
        intermediate = _builder(name, root_name, key.public_key(), now, until, number=2)
        return cls(
            root_certificate=_signed(root, root_key, ca=True),
            intermediate=_signed(intermediate, root_key, ca=True),
            key=key,
        )

    @property
    def root(self) -> AttestationRoot:
        """What ``verify_attestation(root=…)`` takes."""
        return AttestationRoot.from_certificate(self.root_certificate, name="Fake Attestation Root CA")

    def issue(
        self,
        *,
        now: datetime,
        public_key: PublicKey | None = None,
        freshness: bytes | None = None,
        extra: Mapping[str, bytes] | None = None,
        **properties: str | int,
    ) -> tuple[bytes, ...]:
        """A chain, leaf first, that says just what is given.

        Args:
            now: When the leaf is made; it is valid for 90 days from an hour before.
            public_key: The leaf's, such as that of a certificate request; a new one unless given.
            freshness: As it stands in the leaf: the nonce of a command, or the SHA-256 of an ACME token.
            extra: Further extensions by their identifier, such as a property's with an odd value.
            properties: ``serial_number``, ``udid``, ``os_version``, ``sip_status`` and the other names of
                `pymdm.crypto.attestation.Properties`.

        Raises:
            ValueError: no such property.
        """
        unknown = properties.keys() - OIDS.keys()
        if unknown:
            raise ValueError(f"expected properties of an attestation: {', '.join(sorted(OIDS))}")
        key = public_key or new_key(KeyType.EC_P256).public_key()
        values: dict[str, str | int | bytes] = dict(properties)
        if freshness is not None:
            values["freshness"] = freshness
        extensions = {OIDS[name]: _encoded(value) for name, value in values.items()} | dict(extra or {})
        issuer = x509.load_der_x509_certificate(self.intermediate).subject
        builder = _builder(_name("attested device"), issuer, key, now, now + _LEAF_LIFETIME, number=3)
        for oid, value in extensions.items():
            builder = builder.add_extension(
                x509.UnrecognizedExtension(x509.ObjectIdentifier(oid), value), critical=False
            )
        return (_signed(builder, self._key, ca=False), self.intermediate)


def _encoded(value: str | int | bytes) -> bytes:
    """As Apple's servers write it: a DER INTEGER of one byte, or the bare bytes."""
    if isinstance(value, int):
        return bytes((0x02, 0x01, value))
    return value.encode() if isinstance(value, str) else value


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: PublicKey, now: datetime, until: datetime, *, number: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(number)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(until)
    )


def _signed(builder: x509.CertificateBuilder, key: ec.EllipticCurvePrivateKey, *, ca: bool) -> bytes:
    constraints = x509.BasicConstraints(ca=ca, path_length=None)
    certificate = builder.add_extension(constraints, critical=True).sign(key, hashes.SHA384())
    return certificate.public_bytes(serialization.Encoding.DER)
