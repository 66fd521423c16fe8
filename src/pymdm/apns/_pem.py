"""PEM as Apple's portal wants it: lines of exactly 64 characters, the last one shorter or equal."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Final

from pymdm.errors import DecodeError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["LINE", "blocks", "has_full_lines", "pem", "pem_certificate"]

# RFC 7468, section 2, and the MDM reference of 2014, which says that the portal insists.
LINE: Final = 64

_BLOCK: Final = re.compile(rb"-----BEGIN ([A-Z0-9 ]{1,40})-----(.*?)-----END \1-----", re.DOTALL)


def pem(label: str, der: bytes) -> bytes:
    """``der`` as one PEM block that ends with a line feed."""
    text = b64encode(der)
    lines = [text[at : at + LINE] for at in range(0, len(text), LINE)]
    begin, end = f"-----BEGIN {label}-----".encode(), f"-----END {label}-----\n".encode()
    return b"\n".join((begin, *lines, end))


def pem_certificate(der: bytes) -> bytes:
    """A certificate as PEM."""
    return pem("CERTIFICATE", der)


def blocks(data: bytes) -> Iterator[tuple[str, bytes, bytes]]:
    """Label, contents and text of each block.

    Raises:
        DecodeError: one is not base64.
    """
    for number, block in enumerate(_BLOCK.finditer(data), start=1):
        try:
            inside = b64decode(b"".join(block[2].split()), validate=True)
        except ValueError as error:
            raise DecodeError("expected base64", path=f"PEM block {number}") from error
        yield block[1].decode("ascii"), inside, block[0]


def has_full_lines(block: bytes) -> bool:
    """Whether each line between the two boundaries has exactly 64 characters, and the last 1 to 64."""
    lines = block.rstrip(b"\r\n").replace(b"\r\n", b"\n").split(b"\n")[1:-1]
    return bool(lines) and all(len(line) == LINE for line in lines[:-1]) and 0 < len(lines[-1]) <= LINE
