"""The little of MIME that server tokens are wrapped in, outside of the encryption and inside.

``email`` of the standard library would read more than Apple's portal writes, and repairs what is damaged.
"""

from __future__ import annotations

import binascii
import re
from typing import Final

from pymdm.errors import DecodeError

__all__ = ["base64_text", "decoded", "split"]

_HEADER: Final = re.compile(rb"[A-Za-z][A-Za-z0-9-]*[ \t]*:")
_END: Final = re.compile(rb"\r?\n[ \t]*\r?\n")
_FOLDED: Final = re.compile(rb"\r?\n[ \t]+")
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/]+={0,2}")
_ENCODING: Final = b"content-transfer-encoding"
_PLAIN: Final = (b"7bit", b"8bit", b"binary", b"")


def split(data: bytes) -> tuple[dict[bytes, bytes], bytes]:
    """The headers, with names in lower case, and the body; no headers where there are none."""
    if not _HEADER.match(data):
        return {}, data
    end = _END.search(data)
    head, body = (data, b"") if end is None else (data[: end.start()], data[end.end() :])
    pairs = (line.partition(b":") for line in _FOLDED.sub(b" ", head).splitlines())
    return {name.strip().lower(): value.strip() for name, _, value in pairs}, body


def decoded(headers: dict[bytes, bytes], body: bytes) -> bytes:
    """The body without its Content-Transfer-Encoding.

    Raises:
        DecodeError: it is damaged, or in an encoding that is not known here.
    """
    encoding = headers.get(_ENCODING, b"").partition(b";")[0].strip().lower()
    if encoding in _PLAIN:
        return body
    if encoding == b"quoted-printable":
        return binascii.a2b_qp(body)
    if encoding != b"base64":
        raise DecodeError("expected a Content-Transfer-Encoding of base64, quoted-printable or 7bit")
    found = base64_text(body)
    if found is None:
        raise DecodeError("expected base64 that is whole")
    return found


def base64_text(text: bytes) -> bytes | None:
    """What base64 in lines of any length stands for; None for what is none, or not whole."""
    joined = b"".join(text.split())
    if not _BASE64.fullmatch(joined):
        return None
    try:
        return binascii.a2b_base64(joined, strict_mode=True)
    except binascii.Error:
        return None
