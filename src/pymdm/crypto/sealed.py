"""Sealing: what keeps the secrets of a stolen database secret, and in their own rows.

Every secret is sealed for a kind (``"unlock_token"``) and an owner (the id of its row) and opens nowhere
else, so that who can write to the database, but has no key, cannot pass one device's secret off as
another's (T69).  What is sealed, and how to keep the keys, is told in docs/sealing.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NoReturn, final

import attrs

from pymdm.errors import StorageError

from ._machine import random_bytes, read_key_file
from ._seal_text import MAX_KEYS, key_id_of, keys_to_text, parse_keys
from ._sealing import KEY_SIZE, OVERHEAD, SealedFacts, Sealer, associated, describe_sealed, opener

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

__all__ = ["OVERHEAD", "SealKey", "SealedFacts", "describe_sealed"]

# No store uses this kind for anything else.
_CHECK_KIND: Final = "pymdm key check"
_CHECK_TEXT: Final = b"this key opens this database"


def _whole_keys(keys: tuple[bytes, ...]) -> tuple[bytes, ...]:
    if not keys or any(type(key) is not bytes or len(key) != KEY_SIZE for key in keys):
        raise ValueError(f"expected at least one key of {KEY_SIZE} bytes")
    return keys


def _opener(self: SealKey) -> Callable[[bytes, str, str], bytes]:
    return opener({key_id_of(key): key for key in self._keys})


def _sealer(self: SealKey) -> Sealer:
    return Sealer(self._keys[0], key_id_of(self._keys[0]))


@final
@attrs.frozen(eq=False)
class SealKey:
    """One or more AES-256 keys, newest first: the first one seals, all of them open.

    Made by `generate`, `parse`, `from_file` or `rotated`.  Threads may share one; a forked process may go on
    using its parent's.  It is not pickled: another process reads the key file itself.
    """

    _keys: tuple[bytes, ...] = attrs.field(repr=False, converter=_whole_keys)
    key_ids: tuple[str, ...] = attrs.field(init=False, repr=", ".join)
    """Names of the keys, 16 hexadecimal digits each, newest first; no secrets."""
    _open: Callable[[bytes, str, str], bytes] = attrs.field(
        init=False, repr=False, default=attrs.Factory(_opener, takes_self=True)
    )
    _sealer: Sealer = attrs.field(init=False, repr=False, default=attrs.Factory(_sealer, takes_self=True))

    @key_ids.default
    def _key_ids(self) -> tuple[str, ...]:
        return tuple(key_id_of(key).hex() for key in self._keys)

    @classmethod
    def generate(cls) -> SealKey:
        """A ring of one new key.  Keep `to_text` of it before anything is sealed with it."""
        return cls((random_bytes(KEY_SIZE),))

    @classmethod
    def parse(cls, text: str) -> SealKey:
        """The ring in the text of a key file.

        Raises:
            ValueError: a line is wrong, or there is no key; names the line.
        """
        return cls(parse_keys(text))

    @classmethod
    def from_file(cls, path: str | os.PathLike[str]) -> SealKey:
        """The ring in a key file.  One that everybody can read is used, with a warning in the log.

        Raises:
            OSError: the file cannot be read.
            ValueError: it is not a key file; names the line.
        """
        data = read_key_file(path)
        try:
            return cls.parse(data.decode())
        except UnicodeDecodeError:
            raise ValueError(f"{path}: expected seal keys as text in UTF-8") from None
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from None

    def to_text(self) -> str:
        """The text of a key file: all keys in clear."""
        return keys_to_text(self._keys)

    def rotated(self) -> SealKey:
        """A ring that seals with a new key and still opens what the keys of this one have sealed.

        Raises:
            ValueError: the ring is full.
        """
        if len(self._keys) == MAX_KEYS:
            raise ValueError(
                f"expected fewer than {MAX_KEYS} keys; remove those under which nothing is sealed"
            )
        return SealKey((random_bytes(KEY_SIZE), *self._keys))

    @property
    def current_id(self) -> str:
        """Name of the key that seals."""
        return self.key_ids[0]

    def seal(self, plaintext: bytes, *, kind: str, owner: str) -> bytes:
        """``plaintext`` sealed for this kind and owner, `OVERHEAD` bytes longer."""
        return self._sealer.seal(plaintext, associated(kind, owner, self.key_ids[0]))

    def open(self, sealed: bytes, *, kind: str, owner: str) -> bytes:
        """What was sealed for this kind and owner.

        Raises:
            StorageError: it is under a key that is not in this ring (the text names the key); or it is
                damaged, or was sealed for another kind or owner (one text for all of these).
        """
        return self._open(sealed, kind, owner)

    def rewrap(self, sealed: bytes, *, kind: str, owner: str) -> bytes | None:
        """The same under the current key; None if it is under it already, in which case it is not opened.

        Raises:
            StorageError: as `open` does.
        """
        facts = describe_sealed(sealed)
        if facts is not None and facts.key_id == self.key_ids[0]:
            return None
        return self.seal(self._open(sealed, kind, owner), kind=kind, owner=owner)

    def check_value(self) -> bytes:
        """A value for a store to keep, by which it knows its key again when it is opened the next time."""
        return self.seal(_CHECK_TEXT, kind=_CHECK_KIND, owner="")

    def verify_check_value(self, sealed: bytes) -> str:
        """The id of the key under which `check_value` made it.

        Raises:
            StorageError: this ring does not open it; the text names the key that does.
        """
        facts = describe_sealed(sealed)
        if facts is None or self._open(sealed, _CHECK_KIND, "") != _CHECK_TEXT:
            raise StorageError("key check of the database: expected a value that a seal key has made")
        return facts.key_id

    def __copy__(self) -> SealKey:
        return self

    def __deepcopy__(self, memo: object) -> SealKey:
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("seal keys are not pickled; load them in the other process with SealKey.from_file")
