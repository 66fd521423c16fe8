"""The certificate that belongs to a key, as callers have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pymdm.crypto._x509 import load_certificates, parse_certificate

if TYPE_CHECKING:
    from pymdm.crypto.certificates import PrivateKey

__all__ = ["certificate_of"]


def certificate_of(data: bytes, key: PrivateKey) -> bytes:
    """The one certificate in ``data``, PEM or DER, as DER, which has to be that of the key.

    Raises:
        ValueError: there is none that can be read, there are several, or it is of another key.
    """
    found = load_certificates(data)
    if len(found) != 1:
        raise ValueError("expected one certificate: the one that was uploaded in the portal")
    if parse_certificate(found[0]).key != key.public_key():
        raise ValueError("expected the private key of the certificate; this is another one")
    return found[0]
