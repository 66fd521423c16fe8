"""Sealed values and the file with their keys, as `pymdm inspect` shows them: nothing is opened."""

from __future__ import annotations

import binascii
import re
from typing import Final

from pymdm.crypto import SealKey
from pymdm.crypto.sealed import describe_sealed
from pymdm.errors import DecodeError

from ._inspect_report import Report

__all__ = ["hexadecimal", "key_file", "sealed"]

_BEGIN: Final = b"\xf5pm"
_HEX: Final = re.compile(rb"(?:[xX]')?([fF]5706[dD][0-9A-Fa-f]*)'?")
_KEY_LINE: Final = re.compile(rb"^[ \t]*pymdm-seal-key-", re.MULTILINE)


def sealed(data: bytes) -> Report | None:
    """A sealed value; None for anything else.

    Raises:
        DecodeError: it begins like one and is none.
    """
    if not data.startswith(_BEGIN):
        return None
    facts = describe_sealed(data)
    if facts is None:
        raise DecodeError("expected a sealed value of version 1 that is whole")
    return Report(
        kind="sealed value",
        facts={
            "format": "version 1",
            "cipher": "AES-256-GCM",
            "key_id": facts.key_id,
            "size": len(data),
            "content_size": facts.size,
            "salt": facts.salt.hex(),
        },
        notes=(
            "not opened here: it takes its key, and the kind and owner that it was sealed for",
            "pymdm keys list FILE says whether a key file has that key",
        ),
    )


def hexadecimal(text: bytes) -> Report | None:
    """A sealed value in hexadecimal digits, as database tools print it; None for anything else.

    Raises:
        DecodeError: it begins like one and is none.
    """
    found = _HEX.fullmatch(text.strip())
    if found is None:
        return None
    digits = found[1]
    return sealed(binascii.a2b_hex(digits[: len(digits) // 2 * 2]))


def key_file(text: bytes) -> Report | None:
    """A file of `pymdm keys`: ids, never keys; None for anything else.

    Raises:
        DecodeError: a line of it is wrong.
    """
    if not _KEY_LINE.search(text):
        return None
    try:
        key_ids = SealKey.parse(text.decode()).key_ids
    except ValueError as error:  # UnicodeDecodeError is one; the text of both names a place and no content
        reason = "expected text in UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
        raise DecodeError(reason) from None
    return Report(
        kind="seal key file",
        facts={"key_ids": list(key_ids), "current": key_ids[0]},
        notes=("the keys themselves are not shown: keep the file secret, and a copy of it elsewhere",),
    )
