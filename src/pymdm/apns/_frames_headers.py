"""The header blocks of answers: read without a table, and held to the rules of HTTP/2."""

from __future__ import annotations

import re
from typing import Final, TypeAlias

from hpack import Decoder, HPACKError

from pymdm.apns._frames_ledger import COMPRESSION_ERROR, BreachError
from pymdm.apns.connection import MAX_HEADER_LIST

__all__ = ["Pairs", "content_length", "decoded", "final_status", "no_pseudo_fields"]

Pairs: TypeAlias = tuple[tuple[bytes, bytes], ...]

# RFC 9113, 8.2.1: no upper case, no space, no control characters; a colon only in front.
_NAME: Final = re.compile(rb":?[!-9;-@\[-~]+")
_BAD_VALUE: Final = re.compile(rb"[\0\r\n]|\A[ \t]|[ \t]\Z")

# What int() reads, and so h2.
_MAX_DIGITS: Final = 4_300

# RFC 9113, 8.2.2.
_CONNECTION_FIELDS: Final = frozenset(
    (b"connection", b"proxy-connection", b"keep-alive", b"transfer-encoding", b"upgrade")
)


def decoded(block: bytes) -> Pairs:
    """The fields of one block.  Our SETTINGS leave the peer no table, so each block stands for itself.

    Raises:
        BreachError: it is no such block, or a field is one that HTTP/2 forbids.
    """
    decoder = Decoder(MAX_HEADER_LIST)
    decoder.header_table_size = decoder.max_allowed_table_size = 0
    try:
        pairs = tuple((bytes(name), bytes(value)) for name, value in decoder.decode(block, raw=True))
    except HPACKError as error:
        raise BreachError("HEADERS: expected a block that needs no table", COMPRESSION_ERROR) from error
    for name, value in pairs:
        _check(name, value)
    return pairs


def _check(name: bytes, value: bytes) -> None:
    if not _NAME.fullmatch(name) or _BAD_VALUE.search(value):
        raise BreachError("HEADERS: expected names and values without forbidden characters")
    if name in _CONNECTION_FIELDS or (name == b"te" and value.lower() != b"trailers"):
        raise BreachError("HEADERS: expected no field of HTTP/1 connections")


def final_status(pairs: Pairs) -> int:
    """The status of an answer's first header block.

    Raises:
        BreachError: it is missing, repeated, out of place, no number, or not the only pseudo field.
    """
    if not pairs or pairs[0][0] != b":status" or any(name[:1] == b":" for name, _ in pairs[1:]):
        raise BreachError("HEADERS: expected :status in front, and no other pseudo field")
    text = pairs[0][1]
    if len(text) != 3 or not text.isdigit() or text[:1] == b"0":
        raise BreachError("HEADERS: expected a status of three digits")
    return int(text)


def no_pseudo_fields(pairs: Pairs) -> None:
    """Raises BreachError unless these can be trailers."""
    if any(name[:1] == b":" for name, _ in pairs):
        raise BreachError("HEADERS: expected no pseudo field in trailers")


def content_length(pairs: Pairs) -> int | None:
    """What an answer says of the length of its body.

    Raises:
        BreachError: it is no number, or there are two.
    """
    found = {value for name, value in pairs if name == b"content-length"}
    if not found:
        return None
    text = found.pop()
    if found or not text.isdigit() or len(text) > _MAX_DIGITS:
        raise BreachError("HEADERS: expected one number as content-length")
    return int(text)
