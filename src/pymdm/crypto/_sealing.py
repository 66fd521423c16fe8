"""How a sealed value looks, and the cipher under it.

A sealed value is, in bytes::

    4 magic and version | 8 key id | 16 salt | 12 nonce | ciphertext | 16 tag

The cipher is AES-256-GCM (NIST SP 800-38D).  The key of a ring is never used for it directly: one key
takes 2^32 messages with random nonces, which a large fleet uses up in months.  Each process makes a random
salt and derives a key of its own (HKDF-SHA256, RFC 5869).  Below that key a counter makes nonces differ, and
64 random bits beside it keep them apart where counters run twice: in a virtual machine that was cloned while
it ran, or in a child that was forked in a way which nobody can see.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Mapping
from typing import Final

import attrs
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from pymdm.errors import StorageError

from ._machine import process_id, random_bytes

__all__ = ["KEY_SIZE", "OVERHEAD", "SealedFacts", "Sealer", "associated", "describe_sealed", "opener"]

KEY_SIZE: Final = 32

# 0xF5 begins no text in UTF-8, no DER and no property list.  The last byte is the version.
MAGIC: Final = b"\xf5pm\x01"

_ID_END: Final = 12
_SALT_SIZE: Final = 16
_HEAD: Final = _ID_END + _SALT_SIZE
_COUNTER_SIZE: Final = 4
_RANDOM_SIZE: Final = 8
_NONCE_END: Final = _HEAD + _COUNTER_SIZE + _RANDOM_SIZE
_TAG_SIZE: Final = 16

#: By how much a sealed value is longer than what is in it.
OVERHEAD: Final = _NONCE_END + _TAG_SIZE

# All that the counter in the nonce can count, and what SP 800-38D (section 8.3) allows under one key even if
# nonces were random.  At 100 million seals a day a process gets there after six weeks.
MESSAGES_PER_SALT: Final = 2**32

# About 1 KB each.  One salt a process: a database that is read by everybody and was written by a process
# restarted every hour has 1024 of them in six weeks.  A miss costs 7 µs.
MAX_CIPHERS: Final = 1024

_PURPOSE: Final = b"pymdm sealed value 1"
_CLOSED: Final = (
    "sealed value does not open: expected it whole, in the row that it was sealed for and under its own key"
)

_Cipher = tuple[AESGCM, str]


@attrs.frozen(kw_only=True)
class SealedFacts:
    """What a sealed value shows without its key.

    Attributes:
        key_id: Of the key that opens it, 16 hexadecimal digits.
        salt: Shared by all that one process has sealed.
        size: Bytes of what is in it.
    """

    key_id: str = attrs.field(repr=str)
    salt: bytes = attrs.field(repr=lambda value: value.hex())
    size: int


def describe_sealed(data: bytes) -> SealedFacts | None:
    """The facts of a sealed value; None if ``data`` is none.  Whether it is whole only its key can tell."""
    if not data.startswith(MAGIC) or len(data) < OVERHEAD:
        return None
    return SealedFacts(
        key_id=data[len(MAGIC) : _ID_END].hex(), salt=data[_ID_END:_HEAD], size=len(data) - OVERHEAD
    )


def associated(kind: str, owner: str, key_id: str) -> bytes:
    """What a sealed value is bound to; the lengths keep two different triples from reading the same (T69)."""
    return f"pymdm sealed value 1;{len(kind)}:{kind}{len(owner)}:{owner}{key_id}".encode()


@attrs.frozen(kw_only=True)
class _Batch:
    """What one process seals with until its numbers are used up."""

    cipher: AESGCM
    head: bytes
    numbers: itertools.count[int]
    process: int


class Sealer:
    """Seals with one key; may be called by many threads.

    There is no lock that a fork could copy in its locked state: drawing a number is one step of the
    interpreter, and of two batches that two threads make at once each has its own salt.
    """

    def __init__(self, key: bytes, key_id: bytes) -> None:
        self._key = key
        self._key_id = key_id
        self._batch = self._new_batch()

    def seal(self, plaintext: bytes, bound_to: bytes) -> bytes:
        """``plaintext`` sealed, with ``bound_to`` as associated data."""
        batch = self._batch
        number = next(batch.numbers)
        # A forked child would go on with the numbers of its parent.
        if number >= MESSAGES_PER_SALT or batch.process != process_id():
            batch = self._new_batch()
            number = next(batch.numbers)
            self._batch = batch
        nonce = number.to_bytes(_COUNTER_SIZE, "big") + random_bytes(_RANDOM_SIZE)
        return batch.head + nonce + batch.cipher.encrypt(nonce, plaintext, bound_to)

    def _new_batch(self) -> _Batch:
        salt = random_bytes(_SALT_SIZE)
        return _Batch(
            cipher=_derived(self._key, self._key_id, salt),
            head=MAGIC + self._key_id + salt,
            numbers=itertools.count(),
            process=process_id(),
        )


def opener(keys: Mapping[bytes, bytes]) -> Callable[[bytes, str, str], bytes]:
    """A function of sealed value, kind and owner that opens what one of ``keys`` (by id) has sealed.

    It raises StorageError for everything else.
    """

    @functools.lru_cache(maxsize=MAX_CIPHERS)
    def cipher(head: bytes) -> _Cipher:
        if not head.startswith(MAGIC):
            raise StorageError(_CLOSED)
        key_id = head[len(MAGIC) : _ID_END]
        key = keys.get(key_id)
        if key is None:
            raise StorageError(
                f"sealed under key {key_id.hex()}, which is not among the seal keys: "
                "put the line of that key back into the key file"
            )
        return _derived(key, key_id, head[_ID_END:]), key_id.hex()

    def opened(sealed: bytes, kind: str, owner: str) -> bytes:
        if len(sealed) < OVERHEAD:
            raise StorageError(_CLOSED)
        aead, key_id = cipher(sealed[:_HEAD])
        try:
            return aead.decrypt(
                sealed[_HEAD:_NONCE_END], sealed[_NONCE_END:], associated(kind, owner, key_id)
            )
        except InvalidTag:
            raise StorageError(_CLOSED) from None

    return opened


def _derived(key: bytes, key_id: bytes, salt: bytes) -> AESGCM:
    kdf = HKDF(algorithm=SHA256(), length=KEY_SIZE, salt=salt, info=_PURPOSE + key_id)
    return AESGCM(kdf.derive(key))
