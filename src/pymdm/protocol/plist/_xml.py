"""Reads XML property lists, strictly, with expat.

Expat first proves that the document is well-formed and plain, at C speed: it calls back for the
frame only, never for an element or a text.  Once that is proved (and comments and CDATA sections,
which are rare, are written out as what they mean), every ``<`` begins a tag, and every closing tag
closes the element that is open.  So the document may simply be split at ``<`` and read in one
loop, which only has to know what a property list is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias
from xml.parsers import expat

from pymdm.protocol.plist._values import (
    MAX_DEPTH,
    MAX_MARKUP,
    MAX_OBJECTS,
    TOO_DEEP,
    TOO_MANY,
    PlistValue,
    Refused,
    decode_data,
    decode_date,
    decode_integer,
    decode_real,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_NO_ROOT = 'expected <plist version="1.0"> with one value in it as the root'
_NOTHING_INSIDE = "expected nothing inside <true> or <false>"
_UTF16_BEGINNINGS = (b"\xfe\xff", b"\xff\xfe", b"<\x00", b"\x00<")
_REFERENCE = re.compile("&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-z]+));")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def _decode_true(text: str) -> bool:
    if text:
        raise Refused(_NOTHING_INSIDE)
    return True


def _decode_false(text: str) -> bool:
    if text:
        raise Refused(_NOTHING_INSIDE)
    return False


_SCALARS: dict[str, Callable[[str], PlistValue]] = {
    "integer": decode_integer,
    "data": decode_data,
    "date": decode_date,
    "real": decode_real,
    "true": _decode_true,
    "false": _decode_false,
}
_WHOLE: dict[str, str | bool | bytes] = {"true/": True, "false/": False, "string/": "", "data/": b""}
_OPENING = frozenset({"dict", "array"})
_TAGS = frozenset({"string", *_SCALARS, *_WHOLE, *_OPENING, "dict/", "array/"})

_Level: TypeAlias = tuple[Any, bool, str]
"""A container that is being read, whether it is a dict, and the key of the value in it."""


def read(data: bytes) -> PlistValue:
    """The value of an XML property list.

    Raises:
        Refused: a rule is broken.
    """
    return _assemble(plain_text(data))


def plain_text(data: bytes) -> str:
    """The document from the tag of its root on: nothing but tags, and text with references.

    Raises:
        Refused: not well-formed, not UTF-8, or it could mean more than its own text (T34): a DTD
            with declarations, other entities than XML's five, processing instructions.
    """
    if not data:
        raise Refused("expected a property list, found no bytes")
    if data.startswith(_UTF16_BEGINNINGS):  # expat would follow these against our word
        raise Refused("expected XML in UTF-8, not in UTF-16")
    if data.count(b"<") > MAX_MARKUP:
        raise Refused(TOO_MANY)
    begin = 0
    parser = _parser()

    def on_root(name: str, attributes: dict[str, str]) -> None:
        nonlocal begin
        if name != "plist" or attributes not in ({"version": "1.0"}, {}):
            raise Refused(_NO_ROOT)
        begin = parser.CurrentByteIndex
        parser.StartElementHandler = None

    parser.StartElementHandler = on_root
    _parse(parser, data)
    text = data[begin:].decode()
    if "!" in text and "<!" in text:
        return _with_plain_sections(data)
    if "\r" in text:  # XML 1.0, section 2.11: line ends are normalised before anything else
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def resolve(text: str) -> str:
    """The text with its references replaced; expat has found all of them to be right."""
    return _REFERENCE.sub(_referent, text)


def _referent(found: re.Match[str]) -> str:
    hexadecimal, decimal, name = found.groups()
    if name:
        return _ENTITIES[name]
    return chr(int(hexadecimal, 16) if hexadecimal else int(decimal))


def _parser() -> expat.XMLParserType:
    """A parser that refuses the extras; told UTF-8, it reads UTF-8 whatever the declaration says."""
    parser = expat.ParserCreate("UTF-8")
    parser.XmlDeclHandler = _on_declaration
    parser.StartDoctypeDeclHandler = _on_doctype
    parser.SkippedEntityHandler = _on_unknown_entity
    parser.ProcessingInstructionHandler = _on_instruction
    return parser


def _parse(parser: expat.XMLParserType, data: bytes) -> None:
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        reason = f"{expat.ErrorString(error.code)}, line {error.lineno}, column {error.offset + 1}"
    else:
        return
    raise Refused(f"expected well-formed XML ({reason})")


def _on_declaration(version: str, encoding: str | None, _standalone: int) -> None:
    if version != "1.0" or (encoding is not None and encoding.upper() != "UTF-8"):
        raise Refused("expected an XML declaration with version 1.0 and encoding UTF-8")


def _on_doctype(name: str, _system: str | None, _public: str | None, has_subset: int) -> None:
    if name != "plist" or has_subset:
        raise Refused("expected a DOCTYPE of plist without declarations of its own")


def _on_unknown_entity(_name: str, _is_parameter: int) -> NoReturn:
    raise Refused("expected no entities but the five of XML")


def _on_instruction(_target: str, _text: str) -> NoReturn:
    raise Refused("expected no processing instructions")


def _with_plain_sections(data: bytes) -> str:
    """The proved document without comments, and with CDATA sections as ordinary text."""
    pieces: list[str] = []
    parser = _parser()

    def on_root(_name: str, _attributes: dict[str, str]) -> None:
        pieces[:] = ["<plist>"]  # and nothing of the DOCTYPE, whose literals may hold anything
        parser.StartElementHandler = None

    def on_text(text: str) -> None:
        pieces.append(text.replace("&", "&amp;").replace("<", "&lt;"))

    parser.StartElementHandler = on_root
    parser.DefaultHandler = pieces.append  # tags as they are written
    parser.CharacterDataHandler = on_text
    parser.CommentHandler = lambda _text: None
    parser.StartCdataSectionHandler = parser.EndCdataSectionHandler = lambda: None
    _parse(parser, data)
    return "".join(pieces)


def _assemble(document: str) -> PlistValue:
    """The value that the proved document spells.

    One long loop, because a call per value would cost more than the loop itself.  Each piece is a
    tag without its ``<``, and the text after it.
    """
    pieces = iter(document.split("<"))
    advance = pieces.__next__
    outer: list[_Level] = []
    here: Any = []  # a stand-in array that takes the value of the root
    is_dict = False
    key = ""
    objects = 0
    ends: set[str] = set()  # the closing tags, with the white space after them, that were found right
    blanks = {""}  # the white space after other tags
    value: Any
    try:
        next(pieces)  # what is before the first "<": nothing
        _open_root(next(pieces))
        while True:
            piece = advance()
            if piece[0] == "/":  # closes what is open, which is `here`
                if piece not in ends:
                    ends.add(_checked_end(piece))
                objects += len(here)
                if objects > MAX_OBJECTS:
                    raise Refused(TOO_MANY)
                if not outer:
                    break
                here, is_dict, key = outer.pop()
                continue

            tag, _, text = piece.partition(">")
            if is_dict:
                if tag != "key" and "".join(tag.split()) != "key":
                    key = ""  # no step: the dict is to blame
                    raise Refused(_why_no_key(tag))
                key = resolve(text) if "&" in text else text
                if key in here:
                    raise Refused("expected a key once, found it twice")
                end = advance()
                if end not in ends:
                    ends.add(_checked_end(end))
                tag, _, text = advance().partition(">")

            decode = None
            if tag != "string":
                if tag not in _TAGS:
                    tag = _tidied(tag)
                decode = _SCALARS.get(tag)
            if tag == "string" or decode is not None:
                value = resolve(text) if "&" in text else text
                end = advance()
                if end not in ends:
                    ends.add(_checked_end(end))
                if decode is not None:
                    value = decode(value)
            else:
                if text not in blanks:
                    blanks.add(_checked_blank(text))
                value = _WHOLE[tag] if tag in _WHOLE else _new_container(tag, len(outer))

            if is_dict:
                here[key] = value
            else:
                here.append(value)
            if tag in _OPENING:
                outer.append((here, is_dict, key))
                here = value
                is_dict = tag == "dict"
    except Refused as error:
        error.steps = _steps(outer, (here, is_dict, key))
        raise
    if len(here) != 1:
        raise Refused(_NO_ROOT)
    root: PlistValue = here[0]
    return root


def _open_root(piece: str) -> None:
    tag, _, text = piece.partition(">")
    if tag[-1] == "/":
        raise Refused(_NO_ROOT)
    _checked_blank(text)


def _checked_end(piece: str) -> str:
    """A piece that must close a key, a scalar or a container."""
    tag, _, text = piece.partition(">")
    if tag[0] != "/":
        raise Refused("expected only text in a key or scalar")
    _checked_blank(text)
    return piece


def _checked_blank(text: str) -> str:
    """Text that must be nothing but white space; of what isspace() takes, XML has only its own in ASCII."""
    if text and not (text.isspace() and text.isascii()):
        raise Refused("expected no text outside of keys and scalars")
    return text


def _tidied(tag: str) -> str:
    """A tag without white space in it, as in ``<true />``; attributes make it an unknown one."""
    tidied = "".join(tag.split())
    if tidied in _TAGS:
        return tidied
    if tidied in {"key", "/dict"}:
        raise Refused("expected a value after a <key>, and no <key> elsewhere")
    raise Refused("expected a plist element without attributes")


def _why_no_key(tag: str) -> str:
    _tidied(tag)
    return "expected a <key> before each value in <dict>"


def _new_container(tag: str, depth: int) -> dict[str, PlistValue] | list[PlistValue]:
    if depth >= MAX_DEPTH:
        raise Refused(TOO_DEEP)
    return {} if tag.startswith("dict") else []


def _steps(outer: list[_Level], innermost: _Level) -> list[str | int]:
    """The way to what is being read, innermost first; the stand-in around the root is no step."""
    here, is_dict, key = innermost
    steps: list[str | int] = []
    if outer:
        steps.append(key if is_dict else len(here))
    for container, is_dict, key in reversed(outer[1:]):
        steps.append(key if is_dict else len(container) - 1)
    return steps
