"""Reads only the outermost dict of an XML property list, for whoever routes a message first.

In a document that is proved to be well-formed and plain (``_xml.plain_text``) every ``<`` begins a
tag, so regular expressions may walk the outermost entries and step over containers.  What is
written in an unusual way is read in full instead: this module gives up quietly (``_Unusual``)
and never words an error about a value.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pymdm.protocol.plist import _xml
from pymdm.protocol.plist._values import (
    MAX_DEPTH,
    MAX_OBJECTS,
    Nested,
    Refused,
    TopLevelValue,
    decode_data,
    decode_date,
    decode_integer,
    decode_real,
)

# A closing tag after text is that of the element, and the tag of the root is right: expat saw to it.
_HEAD = re.compile(r"<plist[^<>]*>[ \t\n]*<dict>")
_ENTRY = re.compile(
    r"[ \t\n]*<key>([^<]*)</key>[ \t\n]*"
    r"<(?:string>([^<]*)</string>|(integer|data|date|real)>([^<]*)</[a-z]+>|(true|false)/>|(dict|array)(/?)>)"
)
_END = re.compile(r"[ \t\n]*</dict>[ \t\n]*</plist>[ \t\n]*")
_CONTAINER_TAG = re.compile(r"</?(?:dict|array)[ \t\n/>]")

_OPENING = frozenset({"<dict>", "<array>"})
_CLOSING = frozenset({"</dict>", "</array>"})
_EMPTY = frozenset({"<dict/", "<array/"})
_DECODE: dict[str, Callable[[str], TopLevelValue]] = {
    "integer": decode_integer,
    "data": decode_data,
    "date": decode_date,
    "real": decode_real,
}


class _Unusual(Exception):
    """Only the full reader can tell whether this is a property list."""


def read(data: bytes) -> dict[str, TopLevelValue] | None:
    """The outermost dict with ``Nested`` for its containers, or None if the document needs the full reader.

    Raises:
        Refused: not well-formed, or not plain (see ``_xml.plain_text``).
    """
    text = _xml.plain_text(data)
    if data.count(b"<") > MAX_OBJECTS:  # so many tags that the values have to be counted
        return None
    try:
        return _entries(text)
    except (Refused, _Unusual):
        return None


def _entries(text: str) -> dict[str, TopLevelValue]:
    found: dict[str, TopLevelValue] = {}
    head = _HEAD.match(text)
    position = head.end() if head else len(text)
    entry_at = _ENTRY.match
    while entry := entry_at(text, position):
        key, string, scalar, content, boolean, container, empty = entry.groups()
        position = entry.end()
        if "&" in key:
            key = _xml.resolve(key)
        if key in found:
            raise _Unusual
        if string is not None:
            found[key] = _xml.resolve(string) if "&" in string else string
        elif scalar:
            found[key] = _DECODE[scalar](_xml.resolve(content))
        elif boolean:
            found[key] = boolean == "true"
        else:
            found[key] = Nested(container)
            if not empty:
                position = _after_container(text, position)
    if not _END.fullmatch(text, position):
        raise _Unusual
    return found


def _after_container(text: str, position: int) -> int:
    """Where the entry after this container begins; ``position`` is just inside it."""
    depth = 2
    tags = _CONTAINER_TAG.finditer(text, position)
    while depth > 1:
        found = next(tags)  # the document is well-formed, so there are enough of them
        tag = found.group()
        if tag in _CLOSING:
            depth -= 1
        elif tag in _OPENING and depth < MAX_DEPTH:
            depth += 1
        elif tag not in _EMPTY or depth == MAX_DEPTH:
            raise _Unusual
    return found.end()
