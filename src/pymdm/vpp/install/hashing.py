"""Hashes of a package, chunk by chunk, so that a device can begin again at the chunk that went wrong.

Source: Apple's schema of ManifestURL: ``md5s`` with ``md5-size``, ``sha256s`` with ``sha256-size``.
"""

from __future__ import annotations

import hashlib
from typing import Final, Protocol

import attrs

__all__ = ["CHUNK_SIZE", "MAX_CHUNKS", "ChunkHashes", "Readable", "hash_chunks"]

CHUNK_SIZE: Final = 10 << 20
"""Bytes of a chunk: what Apple's sample manifest has.  A smaller chunk repeats less after an error."""

MAX_CHUNKS: Final = 65_536
"""Chunks of one package.  Their hashes are 7 MB of manifest, far beyond what any package needs: with
`CHUNK_SIZE` it is 640 GB."""

#: Bytes that are held at a time, however large the file and its chunks are.
_BLOCK: Final = 1 << 18


class Readable(Protocol):
    """A binary file, or whatever else is read piece by piece; fewer bytes than asked for are not the end."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none at the end."""
        ...


@attrs.frozen(kw_only=True)
class ChunkHashes:
    """Hashes of a file.

    Attributes:
        length: Bytes of the file.
        chunk_size: Bytes of each chunk but the last.
        md5s, sha256s: In lowercase hexadecimal, one for each chunk, from the first to the last.
    """

    length: int
    chunk_size: int
    md5s: tuple[str, ...] = attrs.field(repr=False)
    sha256s: tuple[str, ...] = attrs.field(repr=False)


def hash_chunks(file: Readable, *, chunk_size: int = CHUNK_SIZE) -> ChunkHashes:
    """Read a file to its end, in constant memory, and hash its chunks.

    MD5 is for old devices and guards against accidents only; where both are given, a device takes SHA-256.

    Args:
        file: At its beginning, opened for bytes.
        chunk_size: Bytes.

    Raises:
        TypeError: the file gives text.
        ValueError: the file is empty, or has more than `MAX_CHUNKS` chunks.
    """
    if type(chunk_size) is not int or chunk_size < 1:
        raise ValueError(f"chunk_size: expected at least one byte, such as {CHUNK_SIZE}")
    md5s: list[str] = []
    sha256s: list[str] = []
    length = 0
    while True:
        md5, sha256 = hashlib.md5(usedforsecurity=False), hashlib.sha256()
        left = chunk_size
        while left and (block := file.read(min(left, _BLOCK))):
            if not isinstance(block, bytes):
                raise TypeError("expected a file that is opened for bytes")
            if len(block) > left:
                raise ValueError("expected at most as many bytes as were asked for")
            md5.update(block)
            sha256.update(block)
            left -= len(block)
        if left == chunk_size:
            break
        if len(md5s) == MAX_CHUNKS:
            raise ValueError(f"chunk_size: expected so much that the file has at most {MAX_CHUNKS} chunks")
        length += chunk_size - left
        md5s.append(md5.hexdigest())
        sha256s.append(sha256.hexdigest())
    if not length:
        raise ValueError("expected a package, not an empty file")
    return ChunkHashes(length=length, chunk_size=chunk_size, md5s=tuple(md5s), sha256s=tuple(sha256s))
