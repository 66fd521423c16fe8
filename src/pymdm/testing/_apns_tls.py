"""TLS as Apple's push service speaks it, with authorities made for one test."""

from __future__ import annotations

import ipaddress
import os
import ssl
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

__all__ = ["server_context", "topic_of", "web_context"]

_LIFE: Final = timedelta(days=30)
_BACKDATE: Final = timedelta(hours=1)


def server_context(*, now: datetime, client_authorities: Iterable[bytes]) -> tuple[ssl.SSLContext, bytes]:
    """A context that wants a client certificate of these authorities (DER), and the server's root, PEM."""
    root, key, certificate = _issue(now)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["h2"])
    context.verify_mode = ssl.CERT_REQUIRED
    # A push certificate may be named itself, without the authority that issued it.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    for authority in client_authorities:
        context.load_verify_locations(cadata=authority)
    _load(context, certificate + root, key)
    return context, root


def web_context(*, now: datetime) -> tuple[ssl.SSLContext, bytes]:
    """A context for a service that asks for no certificate, and the server's root, PEM."""
    root, key, certificate = _issue(now)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    _load(context, certificate + root, key)
    return context, root


def topic_of(certificate: bytes) -> str | None:
    """The UID in the subject of a client certificate, DER; None if there is none."""
    found = x509.load_der_x509_certificate(certificate).subject.get_attributes_for_oid(NameOID.USER_ID)
    return str(found[0].value) if found else None


def _load(context: ssl.SSLContext, chain: bytes, key: bytes) -> None:
    # The ssl module reads keys from files only.
    handle, name = tempfile.mkstemp(prefix="fake-apns-", suffix=".pem")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(key + chain)
        context.load_cert_chain(name)
    finally:
        Path(name).unlink()


def _issue(now: datetime) -> tuple[bytes, bytes, bytes]:
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Fake APNs root")])
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    root = (
        _builder(root_name, root_name, root_key, root_key, now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(ca=True), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    addresses = [x509.IPAddress(ipaddress.ip_address(text)) for text in ("127.0.0.1", "::1")]
    leaf = (
        _builder(name, root_name, key, root_key, now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(ca=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost"), *addresses]), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return root.public_bytes(pem), private, leaf.public_bytes(pem)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    now: datetime,
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder(
        issuer_name=issuer,
        subject_name=subject,
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=now - _BACKDATE,
        not_valid_after=now + _LIFE,
    )
    # Clients that check strictly (Python 3.13 by default) demand both.
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    return builder.add_extension(own, critical=False).add_extension(above, critical=False)


def _usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )
