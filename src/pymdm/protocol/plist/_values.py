"""What a property list may hold: the limits, the types and the rule of each scalar.

One model serves XML and binary, and it is the part of both that JSON, XML and a database
column can carry: no NaN, no UID, no null, no text that XML forbids.
"""

from __future__ import annotations

import binascii
import enum
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeAlias, Union

from pymdm.errors import PlistError

# The largest answers seen are lists of a few hundred applications (0.2 MB) or certificates; ten
# megabytes leave room for a thousand of either and cost well under a second to refuse.
MAX_BYTES = 10 * 1024 * 1024

# Apple's deepest documented message nests 7 containers, a profile in a command about 10.  Sixty-four
# stays far below Python's own recursion limit, for us and for whoever walks the value after us.
MAX_DEPTH = 64

# Values, not counting keys.  Three hundred applications are 4,000; a hundred thousand still build in
# about a quarter of a second.
MAX_OBJECTS = 100_000

# Every value needs at least one "<", an entry of a dict with its key four; what has more markup than
# this cannot be within MAX_OBJECTS, and is refused before any of it is parsed.
MAX_MARKUP = 4 * MAX_OBJECTS

# What Core Foundation stores: a signed 64-bit number, or an unsigned one.
MIN_INTEGER = -(2**63)
MAX_INTEGER = 2**64 - 1

# The longest text that printf("%f") makes of a finite double has 317 characters; turning a longer one
# into a number would cost more than linear time.
MAX_REAL_TEXT = 400

# A key longer than this, or one with control characters, is not repeated in an error path.
MAX_KEY_SHOWN = 64

TOO_MANY = f"expected at most {MAX_OBJECTS} values"
TOO_MANY_BYTES = f"expected at most {MAX_BYTES} bytes"
KEY_TYPE = "expected every key to be a string"
TOO_DEEP = f"expected at most {MAX_DEPTH} containers inside each other"

PlistValue: TypeAlias = Union[  # noqa: UP007 - a forward reference to itself needs the spelled form
    str, int, float, bool, bytes, datetime, list["PlistValue"], dict[str, "PlistValue"]
]
"""What ``loads`` returns."""

Encodable: TypeAlias = Union[  # noqa: UP007
    str, int, float, bool, bytes, datetime, Sequence["Encodable"], Mapping[str, "Encodable"]
]
"""What ``dumps`` takes: as ``PlistValue``, and any mapping or sequence."""


@enum.unique
class Nested(enum.Enum):
    """Stands for a container that ``loads_top_level`` did not build."""

    DICT = "dict"
    ARRAY = "array"


@enum.unique
class Format(enum.Enum):
    """The two encodings of a property list."""

    XML = "xml"
    BINARY = "binary"


TopLevelValue: TypeAlias = str | int | float | bool | bytes | datetime | Nested
"""A value of ``loads_top_level``."""


class Refused(Exception):
    """A rule is broken.  Whoever knows where adds the steps to it, the innermost first.

    Never leaves this package.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.steps: list[str | int] = []

    def as_plist_error(self) -> PlistError:
        """The same, as the public error with its path."""
        return PlistError(str(self), path=path_text(reversed(self.steps)))


def path_text(steps: Iterable[str | int]) -> str:
    """``"Command.Queries[2]"`` from the keys and indexes on the way down from the root.

    An empty key leaves no trace, since there is nothing to show.
    """
    text = ""
    for step in steps:
        if isinstance(step, int):
            text += f"[{step}]"
        elif step:
            shown = step if len(step) <= MAX_KEY_SHOWN and step.isprintable() else "(unprintable key)"
            text += f".{shown}" if text else shown
    return text


# What is no Char of XML 1.0, section 2.2; said positively, because that compiles five times faster.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def check_text(text: str) -> None:
    """Refuse characters that XML cannot carry: NUL and other controls, surrogates, U+FFFE, U+FFFF."""
    if not text.isprintable() and _FORBIDDEN.search(text):
        raise Refused("expected text without control characters, lone surrogates or non-characters")


def check_integer(number: int) -> int:
    """Refuse a number that no 64-bit integer holds."""
    if not MIN_INTEGER <= number <= MAX_INTEGER:
        raise Refused("expected an integer from -2^63 to 2^64-1")
    return number


def check_real(number: float) -> float:
    """Refuse NaN and the infinities, which JSON and PostgreSQL cannot hold."""
    if not math.isfinite(number):
        raise Refused("expected a finite real number")
    return number


# Core Foundation also reads hexadecimal, with a sign and surrounded by white space.  Twenty digits
# are the longest 64-bit number; int() itself would take underscores and any script's digits.
_INTEGER = re.compile(r"[ \t\r\n]*([+-]?)(?:0[xX]([0-9a-fA-F]{1,16})|([0-9]{1,20}))[ \t\r\n]*")
_REAL = re.compile(r"[ \t\r\n]*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,5})?[ \t\r\n]*")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z")


def decode_integer(text: str) -> int:
    """The number of an ``<integer>``: decimal or hexadecimal, within 64 bits."""
    found = _INTEGER.fullmatch(text)
    if found is None:
        raise Refused("expected an integer from -2^63 to 2^64-1 in decimal or 0x digits")
    sign, hexadecimal, decimal = found.groups()
    number = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return check_integer(-number if sign == "-" else number)


def decode_real(text: str) -> float:
    """The number of a ``<real>``, which must be finite."""
    if len(text) > MAX_REAL_TEXT or not _REAL.fullmatch(text):
        raise Refused("expected a real number such as 1.5 or 6e-3")
    return check_real(float(text))


def decode_date(text: str) -> datetime:
    """The moment of a ``<date>``, as an aware UTC datetime; exactly Apple's one form."""
    found = _DATE.fullmatch(text)
    if found is not None:
        year, month, day, hour, minute, second = map(int, found.groups())
        try:
            return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        except ValueError:
            pass
    raise Refused("expected a date in the form YYYY-MM-DDTHH:MM:SSZ")


def decode_data(text: str) -> bytes:
    """The bytes of a ``<data>``: padded base64 with nothing but white space between."""
    if text.isascii():
        try:
            return binascii.a2b_base64(text.encode().translate(None, b" \t\r\n"), strict_mode=True)
        except binascii.Error:
            pass
    raise Refused("expected base64 with its padding and no other characters")
