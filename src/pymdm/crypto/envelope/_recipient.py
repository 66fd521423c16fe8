"""Whether a certificate is one to encrypt to: asked before a secret is given a key that nobody has."""

from __future__ import annotations

from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from pymdm.crypto._x509 import parse_certificate

__all__ = ["MIN_RECIPIENT_BITS", "check_recipient"]

# The certificate that Apple put into a device has an RSA-1024 key on many of them, and the reference of 2014
# (Device Enrollment Program, "Request to a Profile URL") lets a profile be encrypted to just that one.
MIN_RECIPIENT_BITS: Final = 1024


def check_recipient(certificate: bytes) -> None:
    """Refuse a certificate (DER) to which nothing can, or should, be encrypted.

    The dates do not count: what matters is who holds the key, and a device keeps that of an expired identity.

    Raises:
        ValueError: unreadable; a key that is EC, of another kind or shorter than ``MIN_RECIPIENT_BITS``; a
            key usage without keyEncipherment; or a CA, whose key is in no device.
    """
    parsed = parse_certificate(certificate)
    key = parsed.key
    if not isinstance(key, rsa.RSAPublicKey):
        raise ValueError(
            "the recipient's certificate needs an RSA key; nothing can be encrypted to an EC key, so give the"
            " device an RSA identity for this"
        )
    if key.key_size < MIN_RECIPIENT_BITS:
        raise ValueError(f"the recipient's RSA key needs {MIN_RECIPIENT_BITS} bits or more")
    for extension in parsed.extensions:
        value = extension.value
        if isinstance(value, x509.KeyUsage) and not value.key_encipherment:
            raise ValueError(
                "the recipient's key may not encrypt (its key usage lacks keyEncipherment); issue an identity"
                " that may, with Key Usage 5 in a SCEP payload"
            )
        if isinstance(value, x509.BasicConstraints) and value.ca:
            raise ValueError(
                "the recipient's certificate is a CA's, whose key no device has; name the device's identity"
            )
