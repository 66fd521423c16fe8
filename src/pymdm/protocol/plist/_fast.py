"""Reads property lists in the spelling of Apple's own writers, several times faster than the strict reader.

An optional tier above ``_xml``: it either gives the value that ``_xml.read`` gives, or None, and then the
strict reader decides and words the error.  It refuses nothing by itself, so that taking it out (one import in
``__init__``) changes no result.  A differential fuzz holds the two against each other.

How it can do without an XML parser: one regular expression takes whole entries, that is an optional key and a
scalar or one tag of a container, with the white space behind it.  Each match is counted in ``<``.  If the
matches account for every ``<`` of the document, nothing was skipped: no comment, CDATA section, processing
instruction, attribute or unknown element, and no text outside of keys and scalars.  What is left to prove is
what a well-formed document may not hold as text, and that tags pair.
"""

from __future__ import annotations

import re
from typing import Any, Final, TypeAlias

from pymdm.protocol.plist._values import (
    MAX_DEPTH,
    MAX_MARKUP,
    MAX_OBJECTS,
    PlistValue,
    Refused,
    decode_data,
    decode_date,
    decode_integer,
    decode_real,
)

__all__ = ["read"]

_DOCTYPE: Final = '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" '
_DTD: Final = '"http://www.apple.com/DTDs/PropertyList-1.0.dtd">'
_ROOT: Final = '<plist version="1.0">'
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>'

# The beginnings that Apple's writers and plistlib make; Apple's older ones were "Apple Computer".
_HEADS: Final = (
    f"{_DECLARATION}\n{_DOCTYPE}{_DTD}\n{_ROOT}",
    f"{_DECLARATION}\n{_DOCTYPE.replace('Apple//', 'Apple Computer//', 1)}{_DTD}\n{_ROOT}",
    f"{_DECLARATION}\n{_ROOT}",
)

# The whole beginning as nearly all documents have it.
_USUAL: Final = f"{_HEADS[0]}\n<"
_USUAL_BEGIN: Final = len(_USUAL) - 1

# One entry: a key or none, and a string, a small integer, a tag that says it all, or another scalar; and
# behind it nothing but white space up to the next tag.  Nothing in it is ever tried in a second way.
_ENTRIES: Final = re.compile(
    r"<(?:key>([^<]++)</key>[ \t\n]*+<)?"
    r"(?:string>([^<]*+)</string|integer>([0-9]{1,18})</integer"
    r"|(true/|false/|/?(?:dict|array)|dict/|array/|string/|data/|/plist)"
    r"|(integer|data|date|real)>([^<]*+)</\5)>[ \t\n]*+(?=<|\Z)"
).findall

# What only a strict reader may judge: controls, and CR, which XML reads as a line end.
_CONTROLS: Final = bytes({*range(0x20)} - {0x09, 0x0A})
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f]").search

# With more bytes than this for each entry a document is mostly base64, which its decoder looks through.
_SPARSE: Final = 256

# U+FFFE and U+FFFF, which are no characters of XML.
_NON_CHARACTERS: Final = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")

_REFERENCES: Final = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))


_Entry: TypeAlias = tuple[str, str, str, str, str, str]


class _Unusual(Exception):
    """Only the strict reader can tell."""


_SCALARS: Final = {"integer": decode_integer, "data": decode_data, "date": decode_date, "real": decode_real}


def read(data: bytes) -> PlistValue | None:
    """The value, or None if the document is unusual or wrong in any way."""
    if b"]" in data and b"]]>" in data:
        return None
    if not data.isascii() and any(found in data for found in _NON_CHARACTERS):
        return None
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    begin = _after_head(text)
    markup = text.count("<", begin)
    if markup > MAX_MARKUP:  # a match takes far more memory than the tag that it stands for
        return None
    entries = _ENTRIES(text, begin) if begin else []
    if not entries or len(entries) > MAX_OBJECTS or _has_controls(data, entries):
        return None
    try:
        return _assemble(entries, markup, has_references="&" in text)
    except (Refused, _Unusual, TypeError, AttributeError, IndexError):
        # A key in an array is a TypeError, a value without key in a dict an AttributeError.
        return None


def _has_controls(data: bytes, entries: list[_Entry]) -> bool:
    """Whether a key or string holds what XML forbids or changes; all else is read by rules of its own."""
    if len(data) < _SPARSE * len(entries):
        return len(data.translate(None, _CONTROLS)) != len(data)
    return any(_CONTROL(entry[0]) or _CONTROL(entry[1]) for entry in entries)


def _after_head(text: str) -> int:
    """Where the first tag inside the root begins; 0 if the document begins in an unusual way."""
    if text.startswith(_USUAL):
        return _USUAL_BEGIN
    for head in _HEADS:
        if text.startswith(head):
            begin = text.find("<", len(head))
            return begin if not text[len(head) : begin].strip(" \t\n") else 0
    return 0


def _assemble(entries: list[_Entry], markup: int, *, has_references: bool) -> PlistValue:
    """The value of these entries.  ``markup`` is how many ``<`` they have to account for."""
    here: Any = []  # a stand-in array that takes the value of the root
    outer: list[Any] = []
    held = 0  # keys in all dicts
    texts = 0  # values with an opening and a closing tag
    value: Any
    key, _, _, end, _, _ = entries.pop()
    if end != "/plist" or key:
        raise _Unusual
    for key, string, integer, tag, scalar, content in entries:
        if string:
            value = _resolved(string) if has_references and "&" in string else string
            texts += 1
        elif integer:
            value = int(integer)
            texts += 1
        elif tag:
            if tag == "true/":
                value = True
            elif tag == "false/":
                value = False
            elif tag == "/dict" or tag == "/array":
                if key or (type(here) is dict) is not (tag == "/dict"):
                    raise _Unusual
                if tag == "/dict":
                    held += len(here)
                here = outer.pop()
                continue
            elif tag == "dict" or tag == "array":
                value = {} if tag == "dict" else []
                if key:
                    here[_resolved(key) if has_references and "&" in key else key] = value
                else:
                    here.append(value)
                outer.append(here)
                if len(outer) > MAX_DEPTH:
                    raise _Unusual
                here = value
                continue
            else:
                value = _whole(tag, len(outer))
        elif scalar:
            value = _SCALARS[scalar](content)
            texts += 1
        else:
            value = ""
            texts += 1
        if key:
            if has_references and "&" in key:
                key = _resolved(key)
            here[key] = value
        else:
            here.append(value)
    # Every entry has one "<", one more with a closing tag, two more with a key.  If that is less than all,
    # something was skipped, or a dict holds fewer keys than were written: one was there twice (T39).
    if outer or len(here) != 1 or 2 * held + len(entries) + texts + 1 != markup:
        raise _Unusual
    root: PlistValue = here[0]
    return root


def _whole(tag: str, depth: int) -> object:
    if tag == "string/":
        return ""
    if tag == "data/":
        return b""
    if tag == "/plist" or depth >= MAX_DEPTH:
        raise _Unusual
    return {} if tag == "dict/" else []


def _resolved(text: str) -> str:
    """The text with the five references of XML replaced; a number as reference is unusual."""
    count = text.count("&")
    if count == text.count("&amp;"):
        return text.replace("&amp;", "&")
    for reference, character in _REFERENCES:
        count -= text.count(reference)
        text = text.replace(reference, character)
    if count:
        raise _Unusual
    return text
