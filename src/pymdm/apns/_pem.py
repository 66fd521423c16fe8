"""PEM as Apple's portal wants it: lines of exactly 64 characters, the last one shorter or equal."""

from __future__ import annotations

from base64 import b64encode
from typing import Final

__all__ = ["LINE", "has_full_lines", "pem", "pem_certificate"]

# RFC 7468, section 2, and the MDM reference of 2014, which says that the portal insists.
LINE: Final = 64


def pem(label: str, der: bytes) -> bytes:
    """``der`` as one PEM block that ends with a line feed."""
    text = b64encode(der)
    lines = [text[at : at + LINE] for at in range(0, len(text), LINE)]
    begin, end = f"-----BEGIN {label}-----".encode(), f"-----END {label}-----\n".encode()
    return b"\n".join((begin, *lines, end))


def pem_certificate(der: bytes) -> bytes:
    """A certificate as PEM."""
    return pem("CERTIFICATE", der)


def has_full_lines(block: bytes) -> bool:
    """Whether each line between the two boundaries has exactly 64 characters, and the last 1 to 64."""
    lines = block.rstrip(b"\r\n").replace(b"\r\n", b"\n").split(b"\n")[1:-1]
    return bool(lines) and all(len(line) == LINE for line in lines[:-1]) and 0 < len(lines[-1]) <= LINE
