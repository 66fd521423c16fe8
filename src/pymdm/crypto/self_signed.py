"""A key with a certificate that it made itself: for others to encrypt to, where no authority is asked.

Nothing trusts such a certificate for who has signed it.  It is handed over by a way that is trusted already,
such as an upload in Apple's portal.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from ._rounds import MAX_ROUNDS, TOO_MANY_ROUNDS, rounds_of_pem
from ._x509 import parse_certificate
from .certificates import (
    BACKDATE,
    _builder,
    _key_usage,
    _name,
    _require_strong,
    _signed,
    load_certificates,
    load_private_key,
)

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from .certificates import PrivateKey

__all__ = ["certificate_to_pem", "pair_from_pem", "pair_to_pem", "self_signed"]

_BLOCK: Final = re.compile(rb"-----BEGIN ([A-Z0-9 ]{1,40})-----.*?-----END \1-----", re.DOTALL)


def self_signed(
    common_name: str, *, key: PrivateKey, now: datetime, valid: timedelta, serial: int | None = None
) -> bytes:
    """A certificate, DER, for a key that decrypts and signs, and is no authority.

    It begins a day before ``now``, for clocks that are wrong.  Without ``serial``, that is a random one.

    Raises:
        ValueError: the name is empty or longer than 64 characters, the key too weak, or ``now`` naive.
    """
    public = key.public_key()
    _require_strong(public)
    name = _name(common_name)
    builder = _builder(name, name, public, serial, now - BACKDATE, now + valid)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_key_usage("digital_signature", "key_encipherment"), critical=True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    return _signed(builder, key)


def certificate_to_pem(certificate: bytes) -> bytes:
    """A certificate (DER) as PEM, in lines of 64 characters.

    Raises:
        ValueError: it cannot be read.
    """
    parse_certificate(certificate)
    return x509.load_der_x509_certificate(certificate).public_bytes(serialization.Encoding.PEM)


def pair_to_pem(certificate: bytes, key: PrivateKey, *, password: bytes | None) -> bytes:
    """Certificate and private key as PEM; the key is encrypted if there is a password."""
    encryption: serialization.KeySerializationEncryption = (
        serialization.NoEncryption() if password is None else serialization.BestAvailableEncryption(password)
    )
    own = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)
    return certificate_to_pem(certificate) + own


def pair_from_pem(data: bytes, *, password: bytes | None = None) -> tuple[bytes, PrivateKey]:
    """What `pair_to_pem` wrote, or anybody else with one certificate (DER) and its key, in any order.

    Raises:
        ValueError: either is missing, damaged or too weak, a wrong or missing password, or they do not
            belong together.
    """
    blocks = [(found[1], found[0] + b"\n") for found in _BLOCK.finditer(data)]
    keys = [block for label, block in blocks if label.endswith(b"PRIVATE KEY")]
    certificates = [block for label, block in blocks if label == b"CERTIFICATE"]
    if (len(keys), len(certificates)) != (1, 1):
        raise ValueError("expected one private key and its certificate in PEM, and no others beside them")
    if rounds_of_pem(keys[0]) > MAX_ROUNDS:
        raise ValueError(TOO_MANY_ROUNDS)
    key = load_private_key(keys[0], password=password)
    (certificate,) = load_certificates(certificates[0])
    if parse_certificate(certificate).key != key.public_key():
        raise ValueError("expected the private key of the certificate; this is another one")
    return certificate, key
