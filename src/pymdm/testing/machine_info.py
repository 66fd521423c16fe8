"""A stand-in for Apple's device CA: devices that sign MachineInfo, and say whatever a test wants."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import attrs
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from pymdm.crypto import cms
from pymdm.crypto.apple import PinnedAuthority
from pymdm.protocol import plist

__all__ = ["FakeDeviceCA", "FakeDeviceCertificate"]

_LIFETIME: Final = timedelta(days=365)
_BITS: Final = 2048
_MAC_STYLE: Final = cms.Shape(attributes=False, digest="sha1", encoding="ber")


@attrs.frozen(kw_only=True)
class FakeDeviceCertificate:
    """The certificate and key that one device got in the factory."""

    signer: cms.PrivateKeySigner = attrs.field(repr=False)

    def machine_info(
        self, *, serial_number: str, udid: str, signing_time: datetime | None = None, **keys: Any
    ) -> bytes:
        """A signed MachineInfo.

        Args:
            serial_number: To claim; nothing ties it to the certificate.
            udid: Likewise.
            signing_time: Signed along, as iPadOS does.  Without, it is signed as Macs do: BER, SHA-1, no
                attributes, and the same bytes each time.
            keys: Further keys, or others in place of the usual ones, by their names on the wire; None
                leaves one out.
        """
        usual = {"UDID": udid, "SERIAL": serial_number, "PRODUCT": "Mac15,12", "VERSION": "24F74"}
        said = {key: value for key, value in {**usual, **keys}.items() if value is not None}
        shape = cms.ATTACHED_DER if signing_time else _MAC_STYLE
        return cms.sign(plist.dumps(said), self.signer, shape=shape, signing_time=signing_time)


@attrs.frozen(kw_only=True)
class FakeDeviceCA:
    """An authority whose device certificates a test trusts in place of Apple's.

        ca = FakeDeviceCA.create(now=now)
        desk = MachineInfoDesk(store, serials=SerialRules(allow=None), chain=ca.chain)
        desk.open(ca.device(now=now).machine_info(serial_number="C02XYZ", udid="UDID"), now=now)

    Attributes:
        certificate: The authority's, DER.
    """

    certificate: bytes = attrs.field(repr=False)
    _key: rsa.RSAPrivateKey = attrs.field(repr=False)

    @classmethod
    def create(cls, *, now: datetime) -> FakeDeviceCA:
        """A fresh authority."""
        key = _new_key()
        name = _name("Fake Device CA")
        return cls(certificate=_certificate(name, name, key.public_key(), key, now, ca=True), key=key)

    @property
    def chain(self) -> tuple[PinnedAuthority, ...]:
        """What takes the place of ``APPLE_DEVICE_CHAIN``."""
        return (PinnedAuthority.from_certificate(self.certificate),)

    def device(self, *, now: datetime) -> FakeDeviceCertificate:
        """One more device."""
        key = _new_key()
        issuer = x509.load_der_x509_certificate(self.certificate).subject
        certificate = _certificate(_name("device"), issuer, key.public_key(), self._key, now, ca=False)
        return FakeDeviceCertificate(signer=cms.PrivateKeySigner(certificate=certificate, key=key))


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=_BITS)


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: rsa.RSAPublicKey,
    signed_with: rsa.RSAPrivateKey,
    now: datetime,
    *,
    ca: bool,
) -> bytes:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + _LIFETIME)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .sign(signed_with, hashes.SHA256())
        .public_bytes(serialization.Encoding.DER)
    )
