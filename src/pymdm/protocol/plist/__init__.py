"""Property lists, read strictly and written the way Apple writes them.

``loads`` reads XML and binary, ``loads_top_level`` only the outermost dict of a message, ``dumps``
writes.  The values are those of ``plistlib``, with three differences: dates are aware UTC and whole
seconds, the order of keys is kept, and what JSON or a database cannot hold (NaN, UIDs, NUL) never
appears.  docs/plist.md lists every refusal.

Source: Apple's PropertyList-1.0 DTD and Core Foundation's CFPropertyList.c and CFBinaryPList.c.
"""

from __future__ import annotations

from pymdm.errors import PlistError, TooLarge
from pymdm.protocol.plist import _binary, _fast, _top_level, _xml
from pymdm.protocol.plist._values import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_OBJECTS,
    TOO_MANY_BYTES,
    Encodable,
    Format,
    Nested,
    PlistValue,
    Refused,
    TopLevelValue,
)
from pymdm.protocol.plist._writer import dumps

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_OBJECTS",
    "Encodable",
    "Format",
    "Nested",
    "PlistValue",
    "TopLevelValue",
    "dumps",
    "loads",
    "loads_top_level",
]

# Up to here reading all of a document in the fast way is quicker than proving it and walking its outline.
_READ_WHOLE = 4096


def loads(data: bytes) -> PlistValue:
    """The value of a property list, XML (UTF-8) or binary.

    Dicts keep the order of their keys, ``<data>`` is bytes, ``<date>`` an aware UTC datetime.

    Raises:
        PlistError: not a property list by the rules of docs/plist.md; ``path`` says where.
        TooLarge: more than ``MAX_BYTES``.
    """
    _check_size(data)
    try:
        if data.startswith(b"bplist"):
            return _binary.read(data)
        found = _fast.read(data)
        return _xml.read(data) if found is None else found
    except Refused as refused:
        error = refused.as_plist_error()
    raise error


def loads_top_level(data: bytes) -> dict[str, TopLevelValue]:
    """The outermost dict of a property list, with ``Nested`` in place of each container.

    For reading what a message is before deciding whether to decode it: the rest is only proved
    to be well-formed XML without entities, within the limits of size, depth and objects.  Not
    checked inside the containers: element names and attributes, the pairing and repetition of
    keys, and the text of dates, data and numbers.  ``loads`` may still refuse such a document;
    what both accept, both read alike.

    Raises:
        PlistError: not well-formed, not a dict, over a limit, or wrong at its top level.
        TooLarge: more than ``MAX_BYTES``.
    """
    _check_size(data)
    if not data.startswith(b"bplist"):
        if len(data) <= _READ_WHOLE and (whole := _fast.read(data)) is not None:
            return _outermost(whole)
        try:
            found = _top_level.read(data)
        except Refused as refused:
            error = refused.as_plist_error()
        else:
            return _outermost(loads(data)) if found is None else found
        raise error
    return _outermost(loads(data))


def _check_size(data: bytes) -> None:
    if not isinstance(data, bytes):
        raise TypeError("expected bytes")
    if len(data) > MAX_BYTES:
        raise TooLarge(TOO_MANY_BYTES)


def _outermost(value: PlistValue) -> dict[str, TopLevelValue]:
    if not isinstance(value, dict):
        raise PlistError("expected a dict as the root")
    found: dict[str, TopLevelValue] = {}
    for key, item in value.items():
        if isinstance(item, dict):
            found[key] = Nested.DICT
        elif isinstance(item, list):
            found[key] = Nested.ARRAY
        else:
            found[key] = item
    return found
