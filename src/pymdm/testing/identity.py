"""The identity of a simulated device: a certificate with its private key."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal

import attrs
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from pymdm.errors import DecodeError

if TYPE_CHECKING:
    import random

__all__ = ["KeyType", "PrivateKey", "SimulatedIdentity"]

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
KeyType = Literal["rsa", "ec"]

_RSA_BITS = 2048  # what devices make for SCEP identities unless the profile says otherwise
_LIFETIME = dt.timedelta(days=365)
_SCALAR_BITS = 250  # below the order of P-256 (2**256 - 2**224 + …), so any value is a valid key


@attrs.frozen(kw_only=True)
class SimulatedIdentity:
    """A client identity; ``certificate`` and ``chain`` are DER."""

    certificate: bytes = attrs.field(repr=False)
    key: PrivateKey = attrs.field(repr=False)
    chain: tuple[bytes, ...] = attrs.field(default=(), repr=False)

    @classmethod
    def from_pkcs12(cls, data: bytes, *, password: str | None) -> SimulatedIdentity:
        """Read a PKCS#12 identity as a device does.

        Raises:
            DecodeError: not PKCS#12, wrong password, or without certificate and RSA or EC key.
        """
        secret = None if password is None else password.encode()
        try:
            key, certificate, others = pkcs12.load_key_and_certificates(data, secret)
        except ValueError as error:
            raise DecodeError("expected a PKCS#12 identity that its password opens") from error
        if certificate is None or not isinstance(key, PrivateKey):
            raise DecodeError("expected a PKCS#12 identity with a certificate and an RSA or EC key")
        chain = tuple(other.public_bytes(serialization.Encoding.DER) for other in others)
        return cls(certificate=certificate.public_bytes(serialization.Encoding.DER), key=key, chain=chain)

    @classmethod
    def self_signed(
        cls, common_name: str, *, now: dt.datetime, rng: random.Random, key_type: KeyType = "rsa"
    ) -> SimulatedIdentity:
        """An identity that nobody vouches for: what an attacker can make, and all that a bare test needs.

        An EC key comes from ``rng`` and is the same each time; RSA keys cannot be had that way.
        """
        key = new_key(key_type, rng=rng)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(rng.getrandbits(120) + 1)
            .not_valid_before(now)
            .not_valid_after(now + _LIFETIME)
            .sign(key, hashes.SHA256())
        )
        return cls(certificate=certificate.public_bytes(serialization.Encoding.DER), key=key)

    def pem(self) -> bytes:
        """Key, certificate and chain as PEM, the form that TLS libraries load."""
        key = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        parts = [
            x509.load_der_x509_certificate(der).public_bytes(serialization.Encoding.PEM)
            for der in (self.certificate, *self.chain)
        ]
        return b"".join((key, *parts))


def new_key(key_type: KeyType, *, rng: random.Random) -> PrivateKey:
    """A fresh RSA-2048 key, or the P-256 key that ``rng`` yields next."""
    if key_type == "ec":
        return ec.derive_private_key(rng.getrandbits(_SCALAR_BITS) + 1, ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=_RSA_BITS)
