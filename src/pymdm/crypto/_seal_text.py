"""The text in which seal keys are kept: one key a line, newest first.

::

    # a comment
    pymdm-seal-key-1 <key id, 16 hexadecimal digits> <base64 of 32 bytes>

The id follows from the key, so a line that was copied with a fault is found before anything is sealed.
"""

from __future__ import annotations

import binascii
import hmac
from typing import Final

from ._sealing import KEY_SIZE

__all__ = ["FORMAT", "MAX_KEYS", "key_id_of", "key_line", "keys_to_text", "parse_keys"]

FORMAT: Final = "pymdm-seal-key-1"

# A key a year would take a lifetime; who rotates weekly drops old keys once nothing is sealed under them.
MAX_KEYS: Final = 64

_EXPECTED: Final = f"expected '{FORMAT} <key id> <key in base64>', or # and a comment"
_HEADER: Final = (
    "# Seal keys of pymdm: the first one seals, all of them open.",
    "# Whoever has a copy can read the database; without this file nobody can. Keep a copy of it elsewhere.",
)


def key_id_of(key: bytes) -> bytes:
    """The 8 bytes that name a key and tell nothing of it."""
    return hmac.digest(key, b"pymdm seal key id", "sha256")[:8]


def parse_keys(text: str) -> tuple[bytes, ...]:
    """The keys of a text, newest first.

    Raises:
        ValueError: a line is wrong, or there is no key; names the line and never what is in it.
    """
    found: list[bytes] = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        try:
            key = _parsed(words)
            if key in found:
                raise ValueError("expected each key once; remove one of the two lines")
            if len(found) == MAX_KEYS:
                raise ValueError(
                    f"expected at most {MAX_KEYS} keys; remove those under which nothing is sealed"
                )
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from None
        found.append(key)
    if not found:
        raise ValueError("expected at least one seal key; 'pymdm keys create FILE' makes a file with one")
    return tuple(found)


def keys_to_text(keys: tuple[bytes, ...]) -> str:
    """The text that `parse_keys` reads."""
    return "\n".join((*_HEADER, *map(key_line, keys), ""))


def key_line(key: bytes) -> str:
    """One line of it."""
    return f"{FORMAT} {key_id_of(key).hex()} {binascii.b2a_base64(key, newline=False).decode('ascii')}"


def _parsed(words: list[str]) -> bytes:
    if len(words) != 3 or words[0] != FORMAT:
        raise ValueError(_EXPECTED)
    try:
        key = binascii.a2b_base64(words[2], strict_mode=True)
    except ValueError:  # binascii.Error is one; so is what text outside ASCII raises
        raise ValueError("expected the key in base64; take this line from another copy of the file") from None
    if len(key) != KEY_SIZE:
        raise ValueError(f"expected a key of {KEY_SIZE} bytes; take this line from another copy of the file")
    if key_id_of(key).hex() != words[1].lower():
        raise ValueError(
            "expected the key that has this key id; take this line from another copy of the file"
        )
    return key
