"""Header blocks of pushes, decoded once for all that differ in nothing but the token."""

from __future__ import annotations

import re
from typing import Final

from hpack import Decoder, HPACKError

from pymdm.testing._apns_rules import Headline, read_headers
from pymdm.testing._apns_wire import Broken, Code

__all__ = ["BlockReader"]

_HEX: Final = re.compile(rb"[0-9a-f]+")
_BEFORE: Final = b"/3/device/"

# Blocks that are alike: as many as there are (expiration, collapse id) at a time.  Beyond, it begins anew.
MAX_ALIKE: Final = 1024

# A push has about 300 bytes of headers.
MAX_HEADER_LIST: Final = 16_384


class BlockReader:
    """HPACK of one connection, client to server.

    While the dynamic table stays as it is, equal bytes mean equal headers.  So of a block whose token stands
    there as plain text, only the token is read again.
    """

    def __init__(self, *, topic: str) -> None:
        self._topic = topic
        self._decoder = Decoder(max_header_list_size=MAX_HEADER_LIST)
        self._places: dict[int, tuple[int, int, dict[bytes, Headline]]] = {}

    def read(self, block: bytes) -> tuple[Headline, bytes]:
        """Headline and token of a block.

        Raises:
            Broken: it is not HPACK.
        """
        place = self._places.get(len(block))
        if place is not None:
            start, end, alike = place
            headline = alike.get(block[:start] + block[end:])
            if headline is not None:
                token = block[start:end]
                if _HEX.fullmatch(token):
                    return headline, token
        return self._decode(block)

    def allow_table(self, size: int) -> None:
        """The client has acknowledged this SETTINGS_HEADER_TABLE_SIZE: its next block must keep it."""
        self._decoder.max_allowed_table_size = size
        self._places.clear()

    def _decode(self, block: bytes) -> tuple[Headline, bytes]:
        before = self._table()
        try:
            pairs = [(bytes(name), bytes(value)) for name, value in self._decoder.decode(block, raw=True)]
        except HPACKError as error:
            raise Broken(Code.COMPRESSION_ERROR, f"HPACK: {type(error).__name__}") from None
        headline, token = read_headers(pairs, topic=self._topic)
        if self._table() != before:
            self._places.clear()
        elif headline.refusal is None and headline.apns_id is None:
            self._learn(block, headline, token)
        return headline, token

    def _table(self) -> tuple[int, int, int]:
        table = self._decoder.header_table
        entries = table.dynamic_entries
        # The newest entry is a new object whenever one was added, and the old one lives until then.
        return self._decoder.header_table_size, len(entries), id(entries[0]) if entries else 0

    def _learn(self, block: bytes, headline: Headline, token: bytes) -> None:
        start = block.find(_BEFORE + token) + len(_BEFORE)
        if start < len(_BEFORE) or not _HEX.fullmatch(token):
            return  # Huffman coded, or in capitals
        end = start + len(token)
        known = self._places.get(len(block))
        if known is None or known[:2] != (start, end) or len(known[2]) >= MAX_ALIKE:
            known = self._places[len(block)] = (start, end, {})
        known[2][block[:start] + block[end:]] = headline
