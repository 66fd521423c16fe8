"""Reads XML property lists, strictly, with expat.

Expat proves that the bytes are well-formed and cuts them up without running any Python for the
pieces: its handlers for markup and for text are both ``list.append``.  One loop then reads that
flat list.  Markup arrives as it is written, so a tag has exactly one accepted spelling
(``<true />`` is the one liberty, some writers use it), and attributes cannot hide in it.  Text
arrives with entities resolved and may begin with ``<`` too; where a document could produce such
text it is marked (see ``_mark_text``), so that text can never be taken for markup.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias
from xml.parsers import expat

from pymdm.protocol.plist._values import (
    MAX_DEPTH,
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
    from collections.abc import Callable, Iterator

# Every value needs at least one "<", an entry of a dict with its key four; what has more markup than
# this cannot be within MAX_OBJECTS, and is refused before any of it is parsed.
MAX_MARKUP = 4 * MAX_OBJECTS

NO_ROOT = 'expected <plist version="1.0"> with one value in it as the root'
_ROOTS = frozenset({'<plist version="1.0">', "<plist version='1.0'>", "<plist>"})
_UTF16_BEGINNINGS = (b"\xfe\xff", b"\xff\xfe", b"<\x00", b"\x00<")


def _decode_true(text: str) -> bool:
    if text:
        raise Refused("expected nothing inside <true>")
    return True


def _decode_false(text: str) -> bool:
    if text:
        raise Refused("expected nothing inside <false>")
    return False


_SCALARS: dict[str, tuple[str, Callable[[str], PlistValue]]] = {
    "<integer>": ("</integer>", decode_integer),
    "<data>": ("</data>", decode_data),
    "<date>": ("</date>", decode_date),
    "<real>": ("</real>", decode_real),
    "<true>": ("</true>", _decode_true),
    "<false>": ("</false>", _decode_false),
}
_WHOLE: dict[str, str | bool | bytes] = {
    "<true/>": True,
    "<false/>": False,
    "<string/>": "",
    "<data/>": b"",
    "<true />": True,
    "<false />": False,
    "<string />": "",
    "<data />": b"",
}
_CLOSING = {"<dict>": "</dict>", "<array>": "</array>"}
_EMPTY_CONTAINERS = frozenset({"<dict/>", "<dict />", "<array/>", "<array />"})


_Level: TypeAlias = tuple[Any, str, str]
"""A container that is being read, the key of the value in it and the tag that will close it."""


class _Text(str):
    """Text that looks like markup, kept apart from it."""

    __slots__ = ()


def read(data: bytes) -> PlistValue:
    """The value of an XML property list.

    Raises:
        Refused: a rule is broken.
    """
    return _assemble(_below_root(_tokens(data)))


def parser(data: bytes) -> expat.XMLParserType:
    """An expat parser that refuses whatever could make the document mean more than its own text.

    It reads UTF-8 only, which is what Apple's systems send, whatever the declaration says; no DTD,
    no entity beyond XML's five, no processing instruction (T34).
    """
    if not data:
        raise Refused("expected a property list, found no bytes")
    if data.startswith(_UTF16_BEGINNINGS):  # expat would follow these against our word
        raise Refused("expected XML in UTF-8, not in UTF-16")
    if data.count(b"<") > MAX_MARKUP:
        raise Refused(TOO_MANY)
    found = expat.ParserCreate("UTF-8")
    found.XmlDeclHandler = _on_declaration
    found.StartDoctypeDeclHandler = _on_doctype
    found.SkippedEntityHandler = _on_unknown_entity
    found.ProcessingInstructionHandler = _on_instruction
    return found


def parse(with_parser: expat.XMLParserType, data: bytes) -> None:
    """Run the parser over the whole document.

    Raises:
        Refused: not well-formed, or one of the parser's own refusals.
    """
    try:
        with_parser.Parse(data, True)
    except expat.ExpatError as error:
        reason = f"{expat.ErrorString(error.code)}, line {error.lineno}, column {error.offset + 1}"
    else:
        return
    raise Refused(f"expected well-formed XML ({reason})")


def has_comments(data: bytes) -> bool:
    """Whether there may be a comment or a CDATA section; the DOCTYPE has the one usual ``!``."""
    return data.count(b"!") > 1 and (b"<!--" in data or b"<![" in data)


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


def _tokens(data: bytes) -> list[str]:
    """Markup and text in turn; never two texts in a row."""
    found: list[str] = []
    reader = parser(data)
    reader.buffer_text = True
    reader.buffer_size = len(data)  # no text is longer, so none is delivered in pieces
    reader.DefaultHandler = found.append
    if not has_comments(data) and not (b"&" in data and (b"&lt" in data or b"&#" in data)):
        reader.CharacterDataHandler = found.append
        parse(reader, data)
        return found
    reader.CharacterDataHandler = lambda text: found.append(_Text(text))
    reader.CommentHandler = lambda _text: None
    reader.StartCdataSectionHandler = reader.EndCdataSectionHandler = lambda: None
    parse(reader, data)
    return _mark_text(found)


def _mark_text(pieces: list[str]) -> list[str]:
    """Join texts that a comment or CDATA section cut, and put ``<`` NUL before one that begins with ``<``.

    NUL cannot occur in XML, so no markup begins in that way.
    """
    joined: list[str] = []
    for is_text, run in groupby(pieces, lambda piece: type(piece) is _Text):
        if is_text:
            text = "".join(run)
            joined.append("<\0" + text if text[0] == "<" else text)
        else:
            joined.extend(run)
    return joined


def _below_root(tokens: list[str]) -> Iterator[str]:
    """What follows the opening tag of the root."""
    following = iter(tokens)
    root = next(token for token in following if token[0] == "<")  # XML without one is not well-formed
    if root not in _ROOTS:
        raise Refused(NO_ROOT)
    return following


def _assemble(tokens: Iterator[str]) -> PlistValue:
    """The value that the tokens spell; ``tokens`` begin after the root's opening tag.

    One long loop, because a call per value would cost more than the loop itself.
    """
    advance = tokens.__next__
    outer: list[_Level] = []
    here: Any = []  # a stand-in array that takes the value of the root
    key = ""
    closing = "</plist>"
    gap = ""  # the latest white space, which is usually the next one too
    objects = 0
    value: Any
    try:
        while True:
            token = advance()
            if token == gap:
                token = advance()
            elif token.isspace() and token.isascii():  # of such characters, XML has only its white space
                gap = token
                token = advance()
            if token == closing:
                objects += len(here)
                if objects > MAX_OBJECTS:
                    raise Refused(TOO_MANY)
                if not outer:
                    break
                here, key, closing = outer.pop()
                continue

            if closing == "</dict>":
                if token != "<key>":  # noqa: S105 - a piece of XML
                    key = ""  # no step: the dict is to blame
                    raise Refused(_why_no_key(token))
                key = advance()
                if key[0] == "<":
                    key = _rare_text(key, "</key>", advance)
                elif advance() != "</key>":
                    raise Refused("expected only text in <key>")
                if key in here:
                    raise Refused("expected a key once, found it twice")
                token = advance()
                if token == gap or (token.isspace() and token.isascii()):
                    token = advance()

            if token == "<string>":  # noqa: S105
                value = advance()
                if value[0] == "<":
                    value = _rare_text(value, "</string>", advance)
                elif advance() != "</string>":
                    raise Refused("expected only text in <string>")
            elif (scalar := _SCALARS.get(token)) is not None:
                end, decode = scalar
                value = advance()
                if value[0] == "<":
                    value = _rare_text(value, end, advance)
                elif advance() != end:
                    raise Refused("expected only text in a scalar")
                value = decode(value)
            elif token in _WHOLE:
                value = _WHOLE[token]
            else:
                value = _new_container(token, len(outer))

            if closing == "</dict>":
                here[key] = value
            else:
                here.append(value)
            if token in _CLOSING:
                outer.append((here, key, closing))
                here = value
                closing = _CLOSING[token]
    except Refused as error:
        error.steps = _steps(outer, (here, key, closing))
        raise
    if len(here) != 1:
        raise Refused(NO_ROOT)
    root: PlistValue = here[0]
    return root


def _rare_text(token: str, end: str, advance: Callable[[], str]) -> str:
    """The text of a scalar that is empty or begins with ``<``."""
    if token == end:
        return ""
    if token.startswith("<\0") and advance() == end:
        return token[2:]
    raise Refused("expected only text in a key or scalar")


def _new_container(token: str, depth: int) -> dict[str, PlistValue] | list[PlistValue]:
    if token not in _CLOSING and token not in _EMPTY_CONTAINERS:
        raise Refused(_why_no_value(token))
    if depth >= MAX_DEPTH:
        raise Refused(TOO_DEEP)
    return {} if token.startswith("<dict") else []


def _why_no_value(token: str) -> str:
    if token[0] != "<" or token[1] == "\0":
        return "expected no text outside of keys and scalars"
    if token in {"<key>", "</dict>"}:
        return "expected a value after a <key>, and no <key> elsewhere"
    return "expected a plist element, without attributes or unusual white space in its tag"


def _why_no_key(token: str) -> str:
    if token in _CLOSING or token in _SCALARS or token in _WHOLE or token in {"<string>", *_EMPTY_CONTAINERS}:
        return "expected a <key> before each value in <dict>"
    return _why_no_value(token)


def _steps(outer: list[_Level], innermost: _Level) -> list[str | int]:
    """The way to what is being read, innermost first; the stand-in around the root is no step."""
    here, key, closing = innermost
    steps: list[str | int] = []
    if outer:
        steps.append(key if closing == "</dict>" else len(here))
    for container, key, closing in reversed(outer[1:]):
        steps.append(key if closing == "</dict>" else len(container) - 1)
    return steps
