"""The body of an answer, put together piece by piece and cut where it grows too long (T67)."""

from __future__ import annotations

import zlib

__all__ = ["Body", "UnusableAnswer"]

_GZIP = 31  # zlib's number for "15 bits of window, in a gzip wrapper"


class UnusableAnswer(Exception):
    """What came is no answer that can be used; the text says what was expected."""


class Body:
    """Collects a body of at most ``limit`` bytes, as sent and as unpacked.

    Packed answers are not asked for; one in gzip is understood all the same, as some proxies pack unasked.

    Raises:
        UnusableAnswer: packed in another way.
    """

    def __init__(self, *, limit: int, encoding: str) -> None:
        if encoding.lower() not in {"", "identity", "gzip", "x-gzip"}:
            raise UnusableAnswer("expected an answer that is not packed")
        self._limit = limit
        self._gzip = zlib.decompressobj(_GZIP) if "gzip" in encoding.lower() else None
        self._taken = 0
        self._length = 0
        self._parts: list[bytes] = []

    def feed(self, piece: bytes) -> None:
        """Take the next piece, in whatever size it came.

        Raises:
            UnusableAnswer: the body is longer than its limit, or not the gzip that it says.
        """
        self._taken += len(piece)
        self._require(self._taken)
        if self._gzip is None:
            part = piece
        else:
            part = self._unpacked(piece)
            self._require(self._length + len(part))
        self._length += len(part)
        self._parts.append(part)

    def whole(self) -> bytes:
        """All of it.

        Raises:
            UnusableAnswer: what was packed ends in its middle.
        """
        if self._gzip is not None and self._taken and not self._gzip.eof:
            raise UnusableAnswer("expected the rest of a packed answer")
        return b"".join(self._parts)

    def _unpacked(self, piece: bytes) -> bytes:
        assert self._gzip is not None
        try:
            # One byte more than allowed tells too long from just long enough, and a bomb stops there.
            part = self._gzip.decompress(piece, self._limit - self._length + 1)
        except zlib.error:
            raise UnusableAnswer("expected gzip, as the answer's Content-Encoding says") from None
        if self._gzip.unused_data:
            raise UnusableAnswer("expected nothing behind a packed answer")
        return part

    def _require(self, length: int) -> None:
        if length > self._limit:
            raise UnusableAnswer(f"expected an answer of {self._limit} bytes at most")
