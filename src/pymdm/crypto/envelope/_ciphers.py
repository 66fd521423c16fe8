"""The content ciphers of EnvelopedData, each with its identifier."""

from __future__ import annotations

import enum
from typing import Final

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher as _Engine
from cryptography.hazmat.primitives.ciphers import algorithms, modes

__all__ = ["EVERY_CIPHER", "STRONG_CIPHERS", "Cipher"]


@enum.unique
class Cipher(enum.Enum):
    """A block cipher in CBC mode.

    None of them says whether the content is what was encrypted; that is for a signature around it.
    """

    AES_128_CBC = "AES-128-CBC"
    AES_192_CBC = "AES-192-CBC"
    AES_256_CBC = "AES-256-CBC"
    TRIPLE_DES_CBC = "3DES-CBC"
    """With three keys.  Slow and with small blocks, but unbroken for a message of a few kilobytes."""
    DES_CBC = "DES-CBC"
    """Single DES: whoever records such a message can read it within a day.  It is read, never written."""

    @property
    def key_size(self) -> int:
        """Bytes of a key."""
        return _SIZES[self][0]

    @property
    def block_size(self) -> int:
        """Bytes of a block, and of the initialization vector."""
        return _SIZES[self][1]

    @property
    def oid(self) -> bytes:
        """The whole OBJECT IDENTIFIER."""
        return _OIDS[self]

    def engine(self, key: bytes, vector: bytes) -> _Engine[modes.CBC]:
        """What encrypts and decrypts with this key."""
        if self is Cipher.DES_CBC:
            key *= 3  # encrypt, decrypt, encrypt with one key: what triple DES was made to be able to do
        kind = algorithms.AES if self in _AES else TripleDES
        return _Engine(kind(key), modes.CBC(vector))


_AES: Final = frozenset({Cipher.AES_128_CBC, Cipher.AES_192_CBC, Cipher.AES_256_CBC})
_SIZES: Final = {
    Cipher.AES_128_CBC: (16, 16),
    Cipher.AES_192_CBC: (24, 16),
    Cipher.AES_256_CBC: (32, 16),
    Cipher.TRIPLE_DES_CBC: (24, 8),
    Cipher.DES_CBC: (8, 8),
}
_OIDS: Final = {
    Cipher.AES_128_CBC: bytes.fromhex("0609608648016503040102"),
    Cipher.AES_192_CBC: bytes.fromhex("0609608648016503040116"),
    Cipher.AES_256_CBC: bytes.fromhex("060960864801650304012a"),
    Cipher.TRIPLE_DES_CBC: bytes.fromhex("06082a864886f70d0307"),
    Cipher.DES_CBC: bytes.fromhex("06052b0e030207"),
}

STRONG_CIPHERS: Final = frozenset(Cipher) - {Cipher.DES_CBC}
"""What may be accepted without a reason: AES, and triple DES, which all old software knows."""

EVERY_CIPHER: Final = frozenset(Cipher)
"""With single DES, for peers that know nothing else and protect nothing with it that would last."""
