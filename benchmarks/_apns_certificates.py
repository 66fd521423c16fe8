"""The files that senders and peer need to talk: a CA, the peer's certificate, a push certificate."""

from __future__ import annotations

import datetime as dt
import ipaddress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

__all__ = ["write_certificates"]

_Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def write_certificates(folder: Path, topic: str) -> None:
    """``ca.pem``, ``server.pem`` (ECDSA, 127.0.0.1), ``client.pem`` (RSA as Apple's, the topic its UID)."""
    authority = ec.generate_private_key(ec.SECP256R1())
    root = _certificate({NameOID.COMMON_NAME: "Benchmark CA"}, authority, authority, None)
    (folder / "ca.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
    server, client = ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)
    _write(
        folder / "server.pem",
        _certificate({NameOID.COMMON_NAME: "localhost"}, server, authority, root),
        server,
    )
    names = {NameOID.USER_ID: topic, NameOID.COMMON_NAME: "APSP:benchmark"}
    _write(folder / "client.pem", _certificate(names, client, authority, root), client)


def _certificate(
    names: dict[x509.ObjectIdentifier, str], key: _Key, signer: _Key, issuer: x509.Certificate | None
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(oid, text) for oid, text in names.items()])
    now = dt.datetime.now(dt.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=300))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    )
    if issuer:
        hosts = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        builder = builder.add_extension(x509.SubjectAlternativeName(hosts), critical=False).add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]),
            critical=False,
        )
    return builder.sign(signer, hashes.SHA256())


def _write(path: Path, certificate: x509.Certificate, key: _Key) -> None:
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
