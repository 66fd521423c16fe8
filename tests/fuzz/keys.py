"""Keys that are the same in every run, so that a saved finding still fits the key it was made for.

They are made from numbers that anybody can read here: good for nothing but this.
"""

from __future__ import annotations

import functools
import random
from datetime import UTC, datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec, rsa

from pymdm.crypto import CertificateAuthority, cms
from pymdm.crypto.scep import temporary_certificate

__all__ = ["NOW", "authority", "certified", "ec_key", "rsa_key", "zeros"]

NOW: Final = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

_EXPONENT: Final = 65537
_SMALL: Final = tuple(n for n in range(3, 2000, 2) if all(n % d for d in range(3, int(n**0.5) + 1, 2)))


@functools.cache
def rsa_key(number: int) -> rsa.RSAPrivateKey:
    """RSA, 2048 bits."""
    dice = random.Random(f"fuzz key {number}")
    p, q = _prime(dice), _prime(dice)
    d = pow(_EXPONENT, -1, (p - 1) * (q - 1))
    public = rsa.RSAPublicNumbers(_EXPONENT, p * q)
    numbers = rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public)
    return numbers.private_key()


def _prime(dice: random.Random) -> int:
    while True:
        found = dice.getrandbits(1024) | 3 << 1022 | 1
        if (
            all(found % small for small in _SMALL)
            and found % _EXPONENT != 1
            and pow(2, found - 1, found) == 1
        ):
            return found


@functools.cache
def ec_key(curve: type[ec.EllipticCurve] = ec.SECP256R1) -> ec.EllipticCurvePrivateKey:
    """EC on this curve."""
    return ec.derive_private_key(0x1234567890ABCDEF << 60, curve())


@functools.cache
def authority() -> CertificateAuthority:
    """An authority with a key of its own; its serial number is another in each run."""
    return CertificateAuthority.create("Example Device CA", now=NOW, key=rsa_key(50))


def certified(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> cms.PrivateKeySigner:
    """A signer with a certificate that it made itself, the same in every run if the key is RSA."""
    return cms.PrivateKeySigner(certificate=temporary_certificate(key, now=NOW), key=key)


def zeros(size: int) -> bytes:
    """In place of random bytes."""
    return bytes(at * 31 % 251 for at in range(size))
