"""Client certificates in HTTP header values: RFC 9440, nginx's escaped PEM, and PEM on one line.

A proxy that ends the TLS connection has to write the device's certificate into a header.  All forms
are read strictly: exactly one certificate, nothing before or after it.  Servers join repeated headers
with a comma and lenient base64 skips over that comma, so that a stranger's header could be glued to
the proxy's (T8); here a comma fits in none.  What comes out is bytes that still have to be
judged by a `pymdm.crypto.TrustStore`.
"""

from __future__ import annotations

import functools
import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from urllib.parse import unquote_to_bytes

from pymdm.errors import Reason, SignerUntrusted

__all__ = ["parse_byte_sequence", "parse_certificate_header", "parse_escaped_pem", "parse_unfolded_pem"]

# The largest certificate that is read (8 KB) is 11 KB of base64; escaping adds a little.  Servers allow
# a header of 8 to 64 KB (gunicorn 8190 bytes, nginx 8 KB, waitress 256 KB for all of them).
MAX_HEADER = 16 * 1024

# A device sends the same header with every request, and reading it costs as much as all the rest of the
# identity.  About 3 KB each; what is refused is not kept.
MAX_REMEMBERED = 4096

# A certificate that anybody may have made comes this far, where the proxy passes on whatever it is shown.
# Real ones take 1.5 to 3 KB; larger ones are read each time, so that strangers fill no more than 32 MB.
MAX_REMEMBERED_LENGTH = 4096

# RFC 8941 4.2.7: a Byte Sequence is base64 between two colons; spaces around an Item are discarded.
_BYTE_SEQUENCE = re.compile(r" *:([A-Za-z0-9+/]*={0,2}): *", re.ASCII)

# nginx escapes all but unreserved characters; other proxies leave "+", "/" and "=" as they are.
# Possessive, so that a value which does not fit is given up at once.
_ESCAPED = re.compile(r"(?:[A-Za-z0-9._~+/=-]++|%[0-9A-Fa-f]{2})++", re.ASCII)
_PEM = re.compile(
    rb"-----BEGIN CERTIFICATE-----\r?\n((?:[A-Za-z0-9+/=]++\r?\n)++)-----END CERTIFICATE-----(?:\r?\n)?"
)

# Apache writes a space for each line feed; nginx's old $ssl_client_cert folds the header (RFC 9112 5.2), and
# servers make a space, a tab or nothing new of the fold.
_UNFOLDED = re.compile(
    r"-----BEGIN CERTIFICATE-----((?:[ \t\r\n]++[A-Za-z0-9+/=]++)++)[ \t\r\n]++"
    r"-----END CERTIFICATE-----[ \t\r\n]*+",
    re.ASCII,
)
_PLAIN_START = "-----BEGIN "  # in escaped PEM a percent sign stands where the space is


def parse_certificate_header(value: str) -> bytes:
    """The DER bytes in ``value``: a Byte Sequence if it starts with a colon, else PEM, escaped or not.

    Raises:
        SignerUntrusted: NO_IDENTITY if the value is empty, else TOO_LARGE or MALFORMED.
    """
    return _remembered(value) if len(value) <= MAX_REMEMBERED_LENGTH else _parse(value)


def _parse(value: str) -> bytes:
    if not value:
        raise SignerUntrusted(Reason.NO_IDENTITY)
    if value.startswith((":", " ")):
        return parse_byte_sequence(value)
    return parse_unfolded_pem(value) if value.startswith(_PLAIN_START) else parse_escaped_pem(value)


_remembered = functools.lru_cache(maxsize=MAX_REMEMBERED)(_parse)


def parse_byte_sequence(value: str) -> bytes:
    """The bytes of one RFC 8941 Byte Sequence, as RFC 9440 ``Client-Cert`` has it: ``:base64:``.

    Parameters, a second item and base64 that is not padded or not canonical are refused.

    Raises:
        SignerUntrusted: TOO_LARGE or MALFORMED.
    """
    _cap(value)
    found = _BYTE_SEQUENCE.fullmatch(value)
    if found is None:
        raise SignerUntrusted(Reason.MALFORMED)
    return _decode(found[1].encode("ascii"))


def parse_escaped_pem(value: str) -> bytes:
    """The DER bytes of one percent-escaped PEM certificate, as nginx's ``$ssl_client_escaped_cert``.

    A plus sign is a plus sign, never a space.

    Raises:
        SignerUntrusted: TOO_LARGE or MALFORMED.
    """
    _cap(value)
    if _ESCAPED.fullmatch(value) is None:
        raise SignerUntrusted(Reason.MALFORMED)
    found = _PEM.fullmatch(unquote_to_bytes(value))
    if found is None:
        raise SignerUntrusted(Reason.MALFORMED)
    return _decode(b"".join(found[1].split()))


def parse_unfolded_pem(value: str) -> bytes:
    """The DER bytes of one PEM certificate whose line feeds have become white space in a header.

    Raises:
        SignerUntrusted: TOO_LARGE or MALFORMED.
    """
    _cap(value)
    found = _UNFOLDED.fullmatch(value)
    if found is None:
        raise SignerUntrusted(Reason.MALFORMED)
    return _decode("".join(found[1].split()).encode("ascii"))


def _cap(value: str) -> None:
    if len(value) > MAX_HEADER:
        raise SignerUntrusted(Reason.TOO_LARGE)


def _decode(text: bytes) -> bytes:
    try:
        decoded = b64decode(text, validate=True)
    except Base64Error:
        raise SignerUntrusted(Reason.MALFORMED) from None
    # One spelling only: bits after the end, or nothing at all, are refused.
    if not decoded or b64encode(decoded) != text:
        raise SignerUntrusted(Reason.MALFORMED)
    return decoded
