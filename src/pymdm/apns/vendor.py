"""Signing customers' push certificate requests, as Apple asks of a vendor of MDM.

A customer makes a key and a request; the vendor signs the request with the key of the *MDM vendor
certificate*; the customer uploads the result, ``push.b64``, and Apple issues the push certificate for the
customer's key.  The vendor never has that key.

Source: MDM reference 2014, "MDM Vendor CSR Signing Overview".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from pymdm.crypto._x509 import parse_certificate
from pymdm.crypto.recognize import FileKind, recognize
from pymdm.errors import DecodeError

from ._pem import blocks
from .vendor_chain import APPLE_PINS, ChainPins, vendor_chain
from .vendor_request import (
    Digest,
    WebRequest,
    decode_web_request,
    encode_web_request,
    strong_request,
    verify_web_request,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from pymdm.crypto.certificates import PrivateKey
    from pymdm.crypto.csr import CertificateRequest

__all__ = [
    "APPLE_PINS",
    "ChainPins",
    "Digest",
    "WebRequest",
    "country_code",
    "decode_web_request",
    "push_request",
    "read_request",
    "sign_push_request",
    "vendor_chain",
    "vendor_request",
    "verify_web_request",
]

_REQUESTS: Final = ("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST")


def country_code(text: str) -> str:
    """Two letters as a certificate wants them, in capitals.

    Raises:
        ValueError: it is not two ASCII letters.
    """
    if len(text) != 2 or not text.isascii() or not text.isalpha():
        raise ValueError("expected a country as two letters, such as DE or US")
    return text.upper()


def vendor_request(key: PrivateKey, *, organization: str | None = None) -> bytes:
    """The vendor's own request, DER, to upload where Apple's developer portal makes the MDM certificate.

    Raises:
        ValueError: the key is not RSA, or the organization empty or longer than 64 characters.
    """
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("expected an RSA key: requests are signed with RSA by Apple's definition")
    return _request(key, "MDM Vendor", country=None, organization=organization)


def push_request(
    key: PrivateKey, *, country: str, organization: str | None = None, common_name: str = "MDM Push"
) -> bytes:
    """A customer's request for a push certificate, DER; Apple takes nothing from it but the key.

    Args:
        key: The customer's own; it has to stay where pushes are sent from.
        country: Two letters.
        organization: Whose it is.
        common_name: For people who look at the request.

    Raises:
        ValueError: a country that is none, or a name that is empty or longer than 64 characters.
    """
    return _request(key, common_name, country=country_code(country), organization=organization)


def read_request(data: bytes) -> CertificateRequest:
    """A customer's request, PEM or DER, signed by its own key, which is strong enough.

    Raises:
        DecodeError: it is none, its signature is wrong, or its key weak.
    """
    der = data
    if recognize(data) is not FileKind.CERTIFICATE_REQUEST:
        found = [inside for label, inside, _ in blocks(data) if label in _REQUESTS]
        if len(found) != 1:
            raise DecodeError("expected one certificate request, PEM (BEGIN CERTIFICATE REQUEST) or DER")
        der = found[0]
    return strong_request(der)


def sign_push_request(
    csr: bytes,
    *,
    certificate: bytes,
    key: PrivateKey,
    authorities: Iterable[bytes],
    now: datetime,
    digest: Digest = Digest.SHA256,
    pins: ChainPins = APPLE_PINS,
) -> bytes:
    """``push.b64``: what the customer uploads at identity.apple.com/pushcert.

    What comes out was read again and verified, signature, request and chain.

    Args:
        csr: The customer's request, PEM or DER.
        certificate: The vendor's, DER.
        key: The vendor's, RSA.
        authorities: The certificates above the vendor's, DER, in any order: intermediate and root.
        now: The present time, aware; the chain has to be valid.
        digest: SHA-256; SHA-1 is what the document of 2014 says.
        pins: Which intermediate and root count; others for tests alone.

    Raises:
        DecodeError: see `read_request`.
        ValueError: the key is not the vendor certificate's or not RSA, or see `vendor_chain`.
    """
    request = read_request(csr)
    chain = vendor_chain(certificate, authorities, now=now, pins=pins)
    if parse_certificate(certificate).key != key.public_key():
        raise ValueError(
            "expected the private key of the vendor certificate; this is another one: "
            "find the key with which the certificate was requested"
        )
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("expected an RSA key: requests are signed with RSA by Apple's definition")
    signature = key.sign(request.der, padding.PKCS1v15(), digest.algorithm)
    encoded = encode_web_request(request.der, chain, signature)
    verify_web_request(decode_web_request(encoded), now=now, pins=pins)
    return encoded


def _request(key: PrivateKey, common_name: str, *, country: str | None, organization: str | None) -> bytes:
    wanted = (
        (NameOID.COMMON_NAME, common_name),
        (NameOID.ORGANIZATION_NAME, organization),
        (NameOID.COUNTRY_NAME, country),
    )
    name = x509.Name([x509.NameAttribute(oid, value) for oid, value in wanted if value is not None])
    builder = x509.CertificateSigningRequestBuilder().subject_name(name)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
