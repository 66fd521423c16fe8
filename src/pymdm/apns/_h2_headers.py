"""Header blocks of ``engine="h2"``: requests laid out once per kind of push, answers read without a table."""

from __future__ import annotations

import functools
from binascii import hexlify
from collections.abc import Iterable
from typing import Final

from hpack import Decoder, Encoder, HeaderTuple
from hpack.hpack import encode_integer

from pymdm.apns.connection import LARGEST_BODY, MAX_HEADER_LIST
from pymdm.apns.outcome import PushHeaders
from pymdm.errors import LocalProtocolError
from pymdm.protocol.push import MAX_TOKEN, MIN_TOKEN, payload

__all__ = ["AnswerDecoder", "RequestBlocks", "body"]

# Kinds of push whose blocks are kept.  A run has one per topic; expirations change from second to second.
_MAX_KINDS: Final = 64

_PATH: Final = b"/3/device/"

# RFC 7541, 6.2.3: literal never indexed, with the name at 4 in the static table (":path").  A token opens a
# way to a device; nobody on the path shall keep it in a table.
_PATH_FIELD: Final = 0x14

# RFC 7541, 6.3: "the table has the size 0 from here".  Owed after each change of the peer's limit.
_NO_TABLE: Final = b"\x20"


def body(push_magic: str) -> bytes:
    """The body of a push, as `payload` makes it; a tenth of the time if the magic is a UUID.

    Raises:
        LocalProtocolError: no device has such a magic.
    """
    if push_magic.isascii() and push_magic.isprintable() and '"' not in push_magic and "\\" not in push_magic:
        found = b'{"mdm":"' + push_magic.encode("ascii") + b'"}'
    else:
        found = payload(push_magic)
    if not push_magic or len(found) > LARGEST_BODY:
        raise LocalProtocolError("push_magic: expected what check_push_target lets pass")
    return found


class RequestBlocks:
    """Writes the header blocks of pushes to one host; only the path differs within a kind.

    Nothing goes into the peer's table, so that no block depends on another.
    """

    def __init__(self, host: str) -> None:
        if not 0 < len(host) <= 255 or not all("!" <= character <= "~" for character in host):
            raise ValueError("host: expected a name in visible ASCII")
        pairs = [(b":method", b"POST"), (b":scheme", b"https"), (b":authority", host.encode("ascii"))]
        self._head = _fields(pairs)
        self._kinds: dict[PushHeaders, bytes] = {}
        self._last: PushHeaders | None = None
        self._tail = b""
        self._prefix = self._head
        self._leads = [_path_lead(length) for length in range(MAX_TOKEN + 1)]

    def owe_size_update(self) -> None:
        """The peer has changed the size of its table: the next block has to begin with ours, which is 0.

        Source: RFC 9113, 4.3.1; decoders that are strict close the connection without it.
        """
        self._prefix = _NO_TABLE + self._head

    def block(self, token: bytes, headers: PushHeaders) -> bytes:
        """The block of one push.  Raises LocalProtocolError for a token that no device has."""
        if headers is not self._last:
            self._tail = self._kinds.get(headers) or self._lay_out(headers)
            self._last = headers
        if not MIN_TOKEN <= len(token) <= MAX_TOKEN:
            raise LocalProtocolError(f"token: expected {MIN_TOKEN} to {MAX_TOKEN} bytes")
        found = b"".join((self._prefix, self._leads[len(token)], hexlify(token), self._tail))
        self._prefix = self._head
        return found

    def _lay_out(self, headers: PushHeaders) -> bytes:
        tail = _fields(headers.fields)
        if len(self._kinds) >= _MAX_KINDS:
            self._kinds.clear()
        self._kinds[headers] = tail
        return tail


def _fields(pairs: Iterable[tuple[bytes, bytes]]) -> bytes:
    # As literals that go into no table, except for the fields that stand in the static one.
    return Encoder().encode([(*pair, True) for pair in pairs])


@functools.cache
def _path_lead(length: int) -> bytes:
    whole = encode_integer(len(_PATH) + 2 * length, 7)
    return bytes([_PATH_FIELD]) + bytes(whole) + _PATH


# RFC 7541, 6.1 and appendix A: ":status: 200" is the one byte of entry 8.
_STATUS_200: Final = b"\x88"
_ACCEPTED: Final = (HeaderTuple(b":status", b"200"),)


class AnswerDecoder(Decoder):
    """Reads the header blocks of answers, each by itself: our SETTINGS leave the peer no table.

    Nearly every answer says 200 and, beside that, what Apple calls the push, which few ever ask for.  Where
    ``status_is_enough``, only the status of such a block is read, and ``block`` holds the bytes for whoever
    does ask; otherwise ``block`` is empty.
    """

    def __init__(self) -> None:
        super().__init__(max_header_list_size=MAX_HEADER_LIST)
        self.header_table_size = 0
        self.max_allowed_table_size = 0
        self.status_is_enough = False
        self.block = b""

    def decode(self, data: bytes, raw: bool = False) -> Iterable[HeaderTuple]:  # noqa: FBT001, FBT002 - hpack's
        """The fields of one block; of an accepted push the status alone."""
        if self.status_is_enough and data[:1] == _STATUS_200:
            self.block = data
            return _ACCEPTED
        self.block = b""
        return super().decode(data, raw)
