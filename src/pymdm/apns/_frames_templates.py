"""The two frames of a push, made once for all pushes of one kind and length.

Of a push only the stream, the token and the magic string are its own.  The rest goes into the peer's header
table with the first push, and is one byte for each field from then on.
"""

from __future__ import annotations

import struct
from typing import Final, NamedTuple

from hpack import Encoder
from hpack.hpack import encode_integer
from hpack.table import table_entry_size

from pymdm.apns.connection import LARGEST_BODY
from pymdm.apns.outcome import PushHeaders
from pymdm.errors import LocalProtocolError
from pymdm.protocol.push import MAX_TOKEN, MIN_TOKEN

__all__ = ["BODY", "BODY_END", "Template", "Templates"]

BODY: Final = b'{"mdm":'
BODY_END: Final = b"}"
_AROUND: Final = len(BODY) + len(BODY_END)
_PATH: Final = b"/3/device/"

# Length in two parts, type, flags: what comes before the stream in a frame (RFC 9113, 4.1).
_FRAME: Final = struct.Struct(">HBBB")
_HEADERS, _END_HEADERS = 0x1, 0x4
_DATA, _END_STREAM = 0x0, 0x1

# RFC 7541, Appendix A: the indexed fields ":method: POST" and ":scheme: https".
_POST_HTTPS: Final = b"\x83\x87"

# RFC 7541, 6.2.3: a literal that no table may ever hold, with the name ":path" (4).  The token is in it.
_PATH_NEVER_INDEXED: Final = b"\x14"

# RFC 7541, 4.2: the size that both sides begin with.  No need for a larger one.
_TABLE_SIZE: Final = 4_096

# A fleet has one kind of token and of magic; devices that make up lengths shall not fill the memory.
_MAX_TEMPLATES: Final = 1_024


class Template(NamedTuple):
    """What stands around stream, token, stream and magic.

    ``reusable`` is False for the one push that puts its fields into the peer's table.
    """

    start: bytes
    path: bytes
    middle: bytes
    reusable: bool


class Templates:
    """The request encoder of one connection."""

    def __init__(self, host: str) -> None:
        if not 0 < len(host) <= 255 or not all("!" <= character <= "~" for character in host):
            raise ValueError("host: expected a name in visible ASCII")
        self._authority = (b":authority", host.encode())
        self._encoder = Encoder()
        self._known: dict[tuple[PushHeaders, int, int], Template] = {}
        self._smallest = self._wanted = _TABLE_SIZE

    def resize(self, size: int) -> None:
        """The peer's table has another size from the next header block on (RFC 7541, 4.2)."""
        self._wanted = min(size, _TABLE_SIZE)
        self._smallest = min(self._smallest, self._wanted)
        self._known.clear()

    def get(self, headers: PushHeaders, token_size: int, magic_size: int) -> Template:
        """The template for a token in hexadecimal digits, and a magic in JSON with its quotation marks.

        Raises:
            LocalProtocolError: no device has a token or a magic of that length.
        """
        key = (headers, token_size, magic_size)
        found = self._known.get(key)
        if found is None:
            found = self._make(headers, token_size, magic_size)
            if found.reusable:
                if len(self._known) >= _MAX_TEMPLATES:
                    self._known.clear()
                self._known[key] = found
        return found

    def _make(self, headers: PushHeaders, token_size: int, magic_size: int) -> Template:
        if not 2 * MIN_TOKEN <= token_size <= 2 * MAX_TOKEN:
            raise LocalProtocolError(f"token: expected {MIN_TOKEN} to {MAX_TOKEN} bytes")
        if not 2 < magic_size <= LARGEST_BODY - _AROUND:
            raise LocalProtocolError("push_magic: expected what check_push_target lets pass")
        update = self._update()
        fields, reusable = self._fields([self._authority, *headers.fields])
        path_size = bytes(encode_integer(len(_PATH) + token_size, 7))
        path = update + _POST_HTTPS + _PATH_NEVER_INDEXED + path_size + _PATH
        block, body = len(path) + token_size + len(fields), _AROUND + magic_size
        return Template(
            _FRAME.pack(block >> 8, block & 255, _HEADERS, _END_HEADERS),
            path,
            fields + _FRAME.pack(body >> 8, body & 255, _DATA, _END_STREAM),
            reusable and not update,
        )

    def _update(self) -> bytes:
        # Both the smallest size since the last block and the one that holds now have to be told.
        table = self._encoder.header_table
        for size in (self._smallest, self._wanted):
            if size != table.maxsize:
                self._encoder.header_table_size = size
        self._smallest = self._wanted
        return self._encoder.encode([])

    def _fields(self, pairs: list[tuple[bytes, bytes]]) -> tuple[bytes, bool]:
        table = self._encoder.header_table
        if sum(table_entry_size(*pair) for pair in pairs) > table.maxsize:
            return self._encoder.encode([(*pair, True) for pair in pairs]), True  # literals, past the table
        found = [table.search(*pair) for pair in pairs]
        if all(match is not None and match[2] is not None for match in found):
            return self._encoder.encode(pairs), True
        self._known.clear()  # new entries move the others
        return self._encoder.encode(pairs), False
