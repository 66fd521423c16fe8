"""What Apple's portal gives out (.p7m), unwrapped, and the text that is found in it once it is open.

Outside there are MIME headers and base64 around CMS EnvelopedData, inside MIME headers once more and two
marks around JSON.  Mail programs and browsers change line ends and file types, so each layer may be missing.
"""

from __future__ import annotations

import re
from typing import Final

from pymdm.crypto.envelope import MAX_ENVELOPED, EnvelopedData
from pymdm.crypto.recognize import FileKind, recognize
from pymdm.errors import DecodeError

from ._mime import base64_text, decoded, split

__all__ = ["MAX_FILE", "envelope_in", "json_in"]

# What may be encrypted, in base64 with line ends, and its headers: Apple's files have 1.5 KB.
MAX_FILE: Final = MAX_ENVELOPED * 3 // 2

_BEGIN: Final = b"-----BEGIN MESSAGE-----"
_END: Final = b"-----END MESSAGE-----"
_PEM: Final = re.compile(rb"-----BEGIN ([A-Z0-9 ]{1,40})-----(.*?)-----END \1-----", re.DOTALL)
_CMS_LABELS: Final = (b"PKCS7", b"CMS", b"PKCS #7 SIGNED DATA")
_MARK: Final = b"\xef\xbb\xbf"
_WANTED: Final = "expected a server token (.p7m) as Apple's portal gives it out"
_AGAIN: Final = "download it once more"
_DAMAGED: Final = f"{_WANTED}, whole; this one is cut short or damaged: {_AGAIN}"
_ANOTHER: Final = f"{_WANTED}; this is another file"


def envelope_in(data: bytes) -> bytes:
    """The CMS EnvelopedData, BER or DER, in a .p7m file; one as a whole, and nothing behind it.

    Raises:
        DecodeError: there is none; the text says what it may be instead, or what to do.
    """
    if not data.strip():
        raise DecodeError(f"{_WANTED}; this file is empty: {_AGAIN}")
    if len(data) > MAX_FILE:
        raise DecodeError(f"{_WANTED}, of at most {MAX_FILE} bytes; this is another file")
    found = _unwrapped(data)
    kind = recognize(found)
    if kind is FileKind.ENVELOPED_DATA:
        try:
            EnvelopedData.read(found)
        except DecodeError as error:
            raise DecodeError(_DAMAGED) from error
        return found
    if kind is not None:
        raise DecodeError(f"{_WANTED}; this is another file: {_called(kind)}")
    if found[:1] == b"\x30":  # the beginning of CMS, and of much else, without its end
        raise DecodeError(_DAMAGED)
    raise DecodeError(_ANOTHER)


def json_in(content: bytes) -> bytes | None:
    """The JSON in the decrypted text, without looking into it; None if there is nothing like that."""
    headers, body = split(content.removeprefix(_MARK).lstrip())
    try:
        text = decoded(headers, body)
    except DecodeError:
        return None
    begin = text.find(_BEGIN)
    end = text.find(_END, begin)
    if begin >= 0:
        text = text[begin + len(_BEGIN) : end] if end >= 0 else b""
    text = text.strip()
    return text if text.startswith(b"{") else None


def _unwrapped(data: bytes) -> bytes:
    if data[:1] == b"\x30":
        return data
    text = data.removeprefix(_MARK).lstrip()
    if text.startswith(b"{"):
        raise DecodeError(
            f"{_WANTED}, encrypted; this is JSON, which may be a token that was decrypted already"
        )
    headers, body = split(text)
    try:
        inside = decoded(headers, body) if headers else body
    except DecodeError as error:
        raise DecodeError(_broken(headers)) from error
    if inside[:1] == b"\x30":
        return inside
    block = _PEM.search(inside)
    if block is not None and block[1] not in _CMS_LABELS:
        what = "a private key" if block[1].endswith(b"PRIVATE KEY") else "PEM, and no CMS"
        raise DecodeError(f"{_WANTED}; this is another file: {what}")
    found = base64_text(inside if block is None else block[2])
    if found is None:
        raise DecodeError(_broken(headers))
    return found


def _broken(headers: dict[bytes, bytes]) -> str:
    """What to say of text that is no base64: damage, if the headers promised a token."""
    return _DAMAGED if b"pkcs7" in headers.get(b"content-type", b"").lower() else _ANOTHER


def _called(kind: FileKind) -> str:
    article = "a" if kind.value[0] not in "aeiou" else "an"
    return kind.value if kind.value.startswith("CMS") else f"{article} {kind.value}"
