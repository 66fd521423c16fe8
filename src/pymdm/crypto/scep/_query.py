"""A message in the query of a URL, as clients without POST send it, with the mistakes that they make."""

from __future__ import annotations

from binascii import a2b_base64
from typing import Final
from urllib.parse import unquote

from pymdm.errors import DecodeError, TooLarge

__all__ = ["MAX_QUERY_MESSAGE", "decode_query_message"]

# A request with a 2048-bit key has 3 KB, 4 KB in base64 and up to 6 KB where + / = are escaped; with a
# 4096-bit key it comes close to 10.  Servers are set up for request lines of 16 KB.
MAX_QUERY_MESSAGE: Final = 16 * 1024

_TO_STANDARD: Final = str.maketrans({" ": "+", "-": "+", "_": "/", "\r": None, "\n": None})


def decode_query_message(value: str) -> bytes:
    """The message in the ``message`` parameter of a GET.

    The value may come as it stood in the query or already percent-decoded.  Clients were seen to leave ``+``
    unescaped, which servers then read as a space; to escape twice; to leave out the padding; to break
    lines; and to use the alphabet for URLs.  All of these mean one thing only, so all are read.

    Raises:
        TooLarge: more than ``MAX_QUERY_MESSAGE`` characters.
        DecodeError: not base64.
    """
    if len(value) > MAX_QUERY_MESSAGE:
        raise TooLarge(f"expected at most {MAX_QUERY_MESSAGE} characters in message; send it by POST")
    text = unquote(unquote(value)).translate(_TO_STANDARD).rstrip("=")
    try:
        return a2b_base64(text + "=" * (-len(text) % 4), strict_mode=True)
    except ValueError as error:
        raise DecodeError("expected base64", path="message") from error
