"""The server token as a file, as it is downloaded from the portal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.serialization import pkcs7

if TYPE_CHECKING:
    from pymdm.testing._dep_login import FakeToken

__all__ = ["token_json", "token_p7m"]


def token_json(token: FakeToken) -> bytes:
    """The JSON that is inside."""
    return json.dumps(token.to_json()).encode()


def token_p7m(token: FakeToken, certificate: bytes) -> bytes:
    """Encrypted to a certificate with an RSA key, PEM or DER; MIME outside and inside."""
    load = x509.load_pem_x509_certificate if b"-----BEGIN" in certificate else x509.load_der_x509_certificate
    text = (
        b"Content-Type: text/plain;charset=UTF-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n"
        b"-----BEGIN MESSAGE-----\r\n" + token_json(token) + b"\r\n-----END MESSAGE-----\r\n"
    )
    builder = pkcs7.PKCS7EnvelopeBuilder().set_data(text).add_recipient(load(certificate))
    builder = builder.set_content_encryption_algorithm(AES256)
    return builder.encrypt(serialization.Encoding.SMIME, [pkcs7.PKCS7Options.Binary])
