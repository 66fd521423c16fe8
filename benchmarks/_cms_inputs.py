"""Signed bodies of many devices, as a server gets them: made anew for each run."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from pymdm.crypto import cms
from pymdm.crypto.cms._algorithms import ALGORITHM_BY_NAME

__all__ = ["Case", "Inputs", "make_inputs"]

_BODY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
\t<key>Status</key>
\t<string>Idle</string>
\t<key>UDID</key>
\t<string>D4D56083-BFB0-5047-8BDF-{:012X}</string>
</dict>
</plist>
"""
_CLIENT_AUTH = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])


@attrs.frozen(kw_only=True, eq=False)
class Case:
    """One request, and what the bare primitive needs to check it."""

    header: str
    body: bytes
    key: Any
    signature: bytes
    message: bytes
    arguments: tuple[Any, ...]


@attrs.frozen(kw_only=True)
class Inputs:
    """Cases of each shape, and the authority of all signers."""

    cases: dict[str, list[Case]]
    authority_pem: bytes


@attrs.define
class _Recorder:
    """A signer that remembers what it signed last."""

    inner: cms.PrivateKeySigner
    message: bytes = b""
    signature: bytes = b""
    algorithm: str = ""

    @property
    def certificate(self) -> bytes:
        return self.inner.certificate

    def sign(self, data: bytes, algorithm: str) -> bytes:
        self.message, self.algorithm = data, algorithm
        self.signature = self.inner.sign(data, algorithm)
        return self.signature


def make_inputs(*, signers: int, bodies: int) -> Inputs:
    """Cases of every shape.  Two hundred RSA keys take about fifteen seconds."""
    authority = _Authority()
    rsa_signers = [authority.issue(rsa.generate_private_key(65537, 2048), i) for i in range(signers)]
    ec_signers = [authority.issue(ec.generate_private_key(ec.SECP256R1()), i) for i in range(signers)]
    return Inputs(
        cases={
            "apple": _cases(rsa_signers, bodies, cms.APPLE_BER),
            "attributes": _cases(rsa_signers, bodies, cms.APPLE_DER),
            "ec": _cases(ec_signers, bodies, cms.APPLE_DER),
        },
        authority_pem=authority.certificate.public_bytes(serialization.Encoding.PEM),
    )


def _cases(signers: list[_Recorder], bodies: int, shape: cms.Shape) -> list[Case]:
    now = datetime.now(UTC)
    keys = [signer.inner.key.public_key() for signer in signers]
    cases = []
    for number in range(bodies):
        signer = signers[number % len(signers)]
        body = _BODY.format(number).encode()
        signed = cms.sign(body, signer, shape=shape, signing_time=now if shape.attributes else None)
        cases.append(
            Case(
                header=b64encode(signed).decode(),
                body=body,
                key=keys[number % len(signers)],
                signature=signer.signature,
                message=signer.message,
                arguments=ALGORITHM_BY_NAME[signer.algorithm].arguments,
            )
        )
    return cases


def _name(common_name: str, *, unit: str) -> x509.Name:
    """Four parts, like the names that SCEP servers write by default."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "US"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Example"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


class _Authority:
    def __init__(self) -> None:
        self._key = rsa.generate_private_key(65537, 2048)
        self._name = _name("benchmark CA", unit="MDM identities")
        self._now = datetime.now(UTC)
        builder = self._builder(self._name, self._key.public_key(), 1)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        self.certificate = builder.sign(self._key, hashes.SHA256())

    def issue(self, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, number: int) -> _Recorder:
        builder = self._builder(_name(f"device {number}", unit="devices"), key.public_key(), 100 + number)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False
        )
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False
        )
        certificate = builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
        return _Recorder(cms.PrivateKeySigner(certificate=certificate, key=key))

    def _builder(self, subject: x509.Name, key: Any, serial: int) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(serial)
            .not_valid_before(self._now - timedelta(days=1))
            .not_valid_after(self._now + timedelta(days=365))
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        )
