"""A cursor over BER: where an element starts and ends, without building a tree.

Positions are plain integers into one ``bytes`` object, so reading a signature costs a
handful of slices.  A length of -1 stands for BER's indefinite form, which macOS uses for
the outer layers of every device signature.  A child that overruns its parent is caught when
the parent is left (:func:`leave`), not when the child is read.

Everything here raises ``SignatureInvalid(MALFORMED)`` and nothing else.
"""

from __future__ import annotations

from typing import Final, NoReturn

from pymdm.errors import Reason, SignatureInvalid

__all__ = [
    "BIT_STRING",
    "CONSTRUCTED_OCTET_STRING",
    "END_OF_CONTENTS",
    "INTEGER",
    "MAX_DEPTH",
    "OCTET_STRING",
    "OID",
    "SEQUENCE",
    "SET",
    "definite",
    "enter",
    "header",
    "leave",
    "malformed",
    "octets",
    "shell",
    "skip",
]

BIT_STRING: Final = 0x03
INTEGER: Final = 0x02
OCTET_STRING: Final = 0x04
CONSTRUCTED_OCTET_STRING: Final = 0x24
OID: Final = 0x06
SEQUENCE: Final = 0x30
SET: Final = 0x31
END_OF_CONTENTS: Final = b"\x00\x00"

MAX_DEPTH: Final = 16
"""Elements of indefinite length inside one another, in one skipped element or octet string.

Real signatures nest two; OpenSSL's own limit for constructed strings is 5.  The walk is a loop,
so the number guards no stack: it only refuses what nobody sends.
"""

_MAX_LENGTH_BYTES: Final = 4  # 4 GiB: far above every size cap, so that no length needs big integers
_INDEFINITE: Final = 0x80
_TWO_BYTES: Final = 0x82  # 256 to 65,535 bytes, as most large elements are: read in place
_CONSTRUCTED: Final = 0x20
_HIGH_TAG: Final = 0x1F


def malformed() -> NoReturn:
    """Refuse the bytes."""
    raise SignatureInvalid(Reason.MALFORMED)


def header(data: bytes, at: int, end: int) -> tuple[int, int, int]:
    """The element at ``at``: its tag, where its contents start, where they stop (-1: indefinite)."""
    try:
        tag = data[at]
        length = data[at + 1]
    except IndexError:
        malformed()
    start = at + 2
    if length >= _INDEFINITE:
        if length == _TWO_BYTES and end >= at + 4:
            start = at + 4
            length = data[at + 2] << 8 | data[at + 3]
        elif length == _INDEFINITE and tag & _CONSTRUCTED:
            return tag, start, -1
        else:
            start, length = _long_length(data, start, length)
    stop = start + length
    if stop > end:
        malformed()
    return tag, start, stop


def enter(data: bytes, at: int, end: int, tag: int) -> tuple[int, int]:
    """Where the contents of the element at ``at`` start and stop, if it has this tag.

    The same reading as :func:`header`, written out because every layer of every signature
    passes here.
    """
    try:
        if data[at] != tag:
            malformed()
        length = data[at + 1]
    except IndexError:
        malformed()
    start = at + 2
    if length >= _INDEFINITE:
        if length == _TWO_BYTES and end >= at + 4:
            start = at + 4
            length = data[at + 2] << 8 | data[at + 3]
        elif length == _INDEFINITE and tag & _CONSTRUCTED:
            return start, -1
        else:
            start, length = _long_length(data, start, length)
    stop = start + length
    if stop > end:
        malformed()
    return start, stop


def definite(data: bytes, at: int, end: int, tag: int) -> tuple[int, int]:
    """Like :func:`enter`, for what has to be DER: the indefinite form is refused."""
    try:
        if data[at] != tag:
            malformed()
        length = data[at + 1]
    except IndexError:
        malformed()
    start = at + 2
    if length >= _INDEFINITE:
        if length == _TWO_BYTES and end >= at + 4:
            start = at + 4
            length = data[at + 2] << 8 | data[at + 3]
        else:
            start, length = _long_length(data, start, length)
    stop = start + length
    if stop > end:
        malformed()
    return start, stop


def shell(data: bytes, at: int, end: int, tag: int) -> tuple[int, int]:
    """Like :func:`enter`, for an element that has to end exactly at ``end``; where its contents end.

    Checked here, from outside to inside, so that nothing has to be left again.
    """
    try:
        if data[at] != tag:
            malformed()
        length = data[at + 1]
    except IndexError:
        malformed()
    start = at + 2
    if length == _INDEFINITE:
        stop = end - 2
        if stop < start or data[stop:end] != END_OF_CONTENTS:
            malformed()
        return start, stop
    if length == _TWO_BYTES and end >= at + 4:
        start = at + 4
        length = data[at + 2] << 8 | data[at + 3]
    elif length > _INDEFINITE:
        start, length = _long_length(data, start, length)
    if start + length != end:
        malformed()
    return start, end


def leave(data: bytes, at: int, stop: int) -> int:
    """The position behind an element whose contents have been read up to ``at``."""
    if stop >= 0:
        if at != stop:
            malformed()
        return at
    if not data.startswith(END_OF_CONTENTS, at):
        malformed()
    return at + 2


def skip(data: bytes, at: int, end: int) -> int:
    """The position behind the element at ``at``, whatever it is."""
    depth = 0
    while True:
        tag, start, stop = header(data, at, end)
        if tag & _HIGH_TAG == _HIGH_TAG:
            malformed()
        if stop < 0:
            depth += 1
            if depth > MAX_DEPTH:
                malformed()
            at = start
        else:
            at = stop
        while depth and data.startswith(END_OF_CONTENTS, at):
            at += 2
            depth -= 1
        if not depth:
            return at


def octets(data: bytes, at: int, end: int) -> tuple[bytes, int]:
    """An OCTET STRING, in one piece or many, and the position behind it."""
    if data.startswith(b"\x04", at):
        start, stop = definite(data, at, end, OCTET_STRING)
        return data[start:stop], stop
    at, stop = enter(data, at, end, CONSTRUCTED_OCTET_STRING)
    pieces: list[bytes] = []
    open_strings = [stop]
    while open_strings:
        stop = open_strings[-1]
        if at >= stop if stop >= 0 else data.startswith(END_OF_CONTENTS, at):
            at = leave(data, at, open_strings.pop())
            continue
        tag, start, stop = header(data, at, end)
        if tag == OCTET_STRING:
            pieces.append(data[start:stop])
            at = stop
        elif tag == CONSTRUCTED_OCTET_STRING and len(open_strings) < MAX_DEPTH:
            open_strings.append(stop)
            at = start
        else:
            malformed()
    return b"".join(pieces), at


def _long_length(data: bytes, at: int, first: int) -> tuple[int, int]:
    """A length of several bytes: where the contents start, and how long they are."""
    start = at + (first & 0x7F)
    if first == _INDEFINITE or start > at + _MAX_LENGTH_BYTES or start > len(data):
        malformed()
    return start, int.from_bytes(data[at:start], "big")
