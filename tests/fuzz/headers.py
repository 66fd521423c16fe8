"""Certificates in headers of proxies, and the sources that believe them: who got in has to be one of ours."""

from __future__ import annotations

import functools
from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import quote

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from pymdm.crypto import TrustStore, cms
from pymdm.crypto.headers import (
    parse_byte_sequence,
    parse_certificate_header,
    parse_escaped_pem,
    parse_unfolded_pem,
)
from pymdm.crypto.identity import TrustedPeerHeader
from pymdm.crypto.peers import TrustedPeers
from tests.fuzz.keys import NOW, authority, certified, rsa_key
from tests.fuzz.mutate import any_of, changed_bytes, changed_text, changed_tree
from tests.fuzz.readers import Reader, Readers

SECRET = "9d1c8f7e0b5a4c3d2e1f60718293a4b5"
BODY = b"<plist/>"


@functools.cache
def _trust() -> TrustStore:
    return TrustStore((authority().certificate,))


@functools.cache
def _device() -> cms.PrivateKeySigner:
    """As an authority of pymdm issues identities, but the same in every run."""
    key, issuer = rsa_key(51), x509.load_der_x509_certificate(authority().certificate)
    identifier = x509.AuthorityKeyIdentifier(b"k" * 20, [x509.DirectoryName(issuer.subject)], 34)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "device")]))
        .issuer_name(issuer.subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=365))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .add_extension(identifier, critical=False)
    )
    certificate = builder.sign(authority().key, hashes.SHA256())
    return cms.PrivateKeySigner(certificate=certificate.public_bytes(Encoding.DER), key=key)


def _values() -> tuple[bytes, ...]:
    found = []
    for der in (_device().certificate, certified(rsa_key(1)).certificate):
        text = b64encode(der).decode()
        lines = "\n".join(text[at : at + 64] for at in range(0, len(text), 64))
        pem = f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n"
        found += [f":{text}:", quote(pem, safe=""), pem.replace("\n", " ").strip(), pem.replace("\n", "\n\t")]
    return tuple(value.encode() for value in found)


def _with_secret() -> tuple[bytes, ...]:
    return tuple(f"{SECRET}:".encode() + value for value in _values())


def _identified(headers: dict[str, str], source: object, certificate: bytes | None = None) -> None:
    request = SimpleNamespace(
        body=BODY, headers=headers, peer_certificate=certificate, peer_address="10.1.0.7"
    )
    identity = source.identify(request, now=NOW)  # type: ignore[attr-defined]
    # What CA and device signed is covered by a signature; the rest of a certificate has one spelling (T12).
    assert identity.certificate == _device().certificate, "a certificate that was not issued"


def _proxy(data: bytes) -> None:
    source = _trust().proxy_header(secret=SECRET)
    _identified({"x-pymdm-client": data.decode("latin-1")}, source)


def _peer(data: bytes) -> None:
    probe = SimpleNamespace(header="client-cert", admits=lambda evidence: True)
    source = TrustedPeerHeader(trust=_trust(), peers=TrustedPeers.parse(("10.1.0.0/16",)), probe=probe)
    _identified({"client-cert": data.decode("latin-1")}, source)


def _signature(data: bytes) -> None:
    _identified({"mdm-signature": data.decode("latin-1")}, _trust().mdm_signature())


def _signatures() -> tuple[bytes, ...]:
    return tuple(
        b64encode(cms.sign(BODY, _device(), shape=shape)) for shape in (cms.APPLE_BER, cms.APPLE_DER)
    )


def _connection(data: bytes) -> None:
    _identified({}, _trust().peer_certificate(), data)


def _text(read: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda data: read(data.decode("latin-1"))


_PIECES = (
    b",",
    b";",
    b":",
    b"::",
    b" ",
    b"\t",
    b"\n",
    b"\r\n",
    b"%0A",
    b"%",
    b"%2",
    b"%00",
    b"+",
    b"=",
    b"==",
    b"-----",
)
_MORE = (
    b"-----BEGIN CERTIFICATE-----",
    b"-----END CERTIFICATE-----",
    b"\xe9",
    b"?",
    b'"',
    b"A",
    b"TUlJ",
    b"%2D",
)
_change = any_of(changed_text(*_PIECES, *_MORE), changed_bytes)
_TARGET = Readers(
    {
        "any form": Reader(seeds=_values, read=_text(parse_certificate_header), change=_change),
        "byte sequence": Reader(seeds=_values, read=_text(parse_byte_sequence), change=_change),
        "escaped": Reader(seeds=_values, read=_text(parse_escaped_pem), change=_change),
        "unfolded": Reader(seeds=_values, read=_text(parse_unfolded_pem), change=_change),
        "proxy with a secret": Reader(seeds=_with_secret, read=_proxy, change=_change),
        "trusted peer": Reader(seeds=_values, read=_peer, change=_change),
        "signature": Reader(seeds=_signatures, read=_signature, change=_change),
        "connection": Reader(
            seeds=lambda: (_device().certificate,),
            read=_connection,
            change=any_of(changed_tree, changed_bytes),
        ),
    }
)
make, check, dump, load, tell = _TARGET.make, _TARGET.check, _TARGET.dump, _TARGET.load, _TARGET.tell
