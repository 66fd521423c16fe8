"""Changes to good input: of bytes, of the tree that DER and BER are, and of pieces of text.

Every change takes the input, the dice, and other inputs from which something may be spliced in.
"""

from __future__ import annotations

import copy
import plistlib
import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeAlias

__all__ = [
    "Change",
    "Node",
    "any_of",
    "changed_bytes",
    "changed_plist",
    "changed_text",
    "changed_tree",
    "parse",
]

Change: TypeAlias = Callable[[bytes, random.Random, Sequence[bytes]], bytes]

# What input is made larger to at most: above the limits of all readers but that of property lists and files.
MOST: Final = 80_000

_TAGS: Final = (0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0C, 0x13, 0x1F, 0x24, 0x30, 0x31)
_MORE_TAGS: Final = (0x80, 0x82, 0xA0, 0xA1, 0xA2, 0xA3, 0xBF, 0xFF)
_BYTES: Final = (*_TAGS, *_MORE_TAGS, 0x7F, 0x81, 0x84)
_INTEGERS: Final = (b"", b"\x00", b"\x7f", b"\x80", b"\xff", b"\x00\xff", b"\x7f" + b"\xff" * 7, b"\xff" * 40)
_DEEPEST: Final = 40  # real messages have a dozen levels
_INSIDE: Final = 0x04  # an OCTET STRING, in which there may be more


def any_of(*changes: Change) -> Change:
    """One of these."""

    def change(data: bytes, dice: random.Random, others: Sequence[bytes]) -> bytes:
        return dice.choice(changes)(data, dice, others)

    return change


def changed_bytes(data: bytes, dice: random.Random, others: Sequence[bytes]) -> bytes:
    """One to four changes that know nothing of the format."""
    changed = bytearray(data or b"\x00")
    for _ in range(dice.choice((1, 1, 2, 4))):
        at = dice.randrange(len(changed))
        size = dice.choice((1, 1, 2, 8, 40))
        match dice.randrange(8):
            case 0:
                changed[at] ^= 1 << dice.randrange(8)
            case 1:
                changed[at] = dice.choice(_BYTES)
            case 2:
                del changed[at : at + size]
            case 3:
                changed[at:at] = changed[at : at + size]
            case 4:
                other = dice.randrange(len(changed))
                changed[at], changed[other] = changed[other], changed[at]
            case 5:
                changed[at : at + 2] = dice.choice((b"\x30\x80", b"\x24\x80", b"\xa0\x80", b"\x00\x00"))
            case 6:
                other = dice.choice(others)
                place = dice.randrange(len(other) or 1)
                changed[at : at + size] = other[place : place + dice.randrange(60)]
            case _:
                changed[at:] = b"" if dice.randrange(2) else changed[at:] + dice.randbytes(size)
        changed = changed or bytearray(b"\x00")
    return bytes(changed[:MOST])


def changed_text(*pieces: bytes) -> Change:
    """Changes of the kind that a reader of these pieces has to stumble over."""

    def change(data: bytes, dice: random.Random, others: Sequence[bytes]) -> bytes:
        changed = bytearray(data)
        for _ in range(dice.choice((1, 1, 2, 3))):
            at = dice.randrange(len(changed) + 1)
            match dice.randrange(4):
                case 0:
                    changed[at:at] = dice.choice(pieces)
                case 1:
                    changed[at : at + dice.choice((1, 4, 30))] = dice.choice(pieces)
                case 2:
                    piece = dice.choice(pieces)
                    found = changed.find(piece, at)
                    changed[found : found + len(piece)] = dice.choice(pieces)
                case _:
                    other = dice.choice(others)
                    place = dice.randrange(len(other) or 1)
                    changed[at:at] = other[place : place + dice.randrange(80)]
        return bytes(changed[:MOST])

    return change


_VALUES: Final = (
    *(
        "",
        "x",
        "TokenUpdate",
        "Idle",
        "Acknowledged",
        "\u00e9",
        "a" * 300,
        "66ADE930-5FDF-5EC4-8429-15640684C489",
    ),
    *(b"", b"\x00", b"\xff" * 40, True, False, 0, -1, 2**63, 0.5, [], {}, [{}], {"": ""}, [["x"]]),
)


def changed_plist(data: bytes, dice: random.Random, others: Sequence[bytes]) -> bytes:
    """One to three values or keys changed, in a property list that stays one."""
    try:
        value = plistlib.loads(data)
    except Exception:
        return changed_bytes(data, dice, others)
    for _ in range(dice.choice((1, 1, 2, 3))):
        places = list(_containers(value))
        if places:
            _change_value(dice.choice(places), dice)
    return plistlib.dumps(value, fmt=dice.choice((plistlib.FMT_XML, plistlib.FMT_BINARY)), sort_keys=False)


def _containers(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        yield value
        for inside in value.values() if isinstance(value, dict) else value:
            yield from _containers(inside)


def _change_value(container: Any, dice: random.Random) -> None:
    keys = list(container) if isinstance(container, dict) else list(range(len(container)))
    if not keys:
        return
    key, other = dice.choice(keys), dice.choice(keys)
    match dice.randrange(4):
        case 0:
            del container[key]
        case 1:
            container[key] = container[other] if not isinstance(container[other], dict | list) else {}
        case 2 if isinstance(container, dict):
            container[
                dice.choice(("UDID", "EnrollmentID", "UserID", "MessageType", "PayloadType", key + "x"))
            ] = container.pop(key)
        case _:
            container[key] = copy.deepcopy(dice.choice(_VALUES))


class Node:
    """An element of DER or BER: its tag, what is inside, and how its length is written."""

    __slots__ = ("form", "inside", "tag")

    def __init__(self, tag: int, inside: bytes | list[Node], form: str = "der") -> None:
        self.tag = tag
        self.inside = inside
        self.form = form

    def encode(self) -> bytes:
        inside = self.inside
        body = inside if isinstance(inside, bytes) else b"".join(node.encode() for node in inside)
        size = len(body)
        if self.form == "open":
            return bytes((self.tag, 0x80)) + body + b"\x00\x00"
        if self.form == "wrong":
            size = (size * 7 + 3) % 200
        if self.form == "huge":
            return bytes((self.tag, 0x84)) + b"\xff\xff\xff\xfe" + body
        if self.form == "long":
            return bytes((self.tag, 0x83)) + size.to_bytes(3, "big") + body
        if size < 0x80:
            return bytes((self.tag, size)) + body
        length = size.to_bytes((size.bit_length() + 7) // 8, "big")
        return bytes((self.tag, 0x80 | len(length))) + length + body

    def walk(self) -> Iterator[tuple[list[Node], int]]:
        """Every element below this one, as list and place in it."""
        if isinstance(self.inside, list):
            for place, node in enumerate(self.inside):
                yield self.inside, place
                yield from node.walk()


def parse(data: bytes) -> Node | None:
    """The elements in ``data``, below a root that is not one; None if it is not DER or BER throughout."""
    try:
        nodes, at = _nodes(data, 0, len(data), 0)
    except (IndexError, ValueError):
        return None
    return Node(0x30, nodes) if nodes and at == len(data) else None


def _nodes(data: bytes, at: int, end: int, depth: int) -> tuple[list[Node], int]:
    """Elements up to ``end``; of an open length (-1) up to its two zeros."""
    if depth > _DEEPEST:
        raise ValueError("too deep")
    found = []
    while at < end if end >= 0 else data[at : at + 2] != b"\x00\x00":
        tag, length = data[at], data[at + 1]
        at += 2
        if length == 0x80:
            inside, at = _nodes(data, at, -1, depth + 1)
            found.append(Node(tag, inside, "open"))
            continue
        if length > 0x80:
            more = length & 0x7F
            length = int.from_bytes(data[at : at + more], "big")
            at += more
        body = data[at : at + length]
        if len(body) != length or (end >= 0 and at + length > end):
            raise ValueError("beyond the end")
        found.append(_node(tag, body, depth))
        at += length
    return found, at if end >= 0 else at + 2


def _node(tag: int, body: bytes, depth: int) -> Node:
    if body and (tag & 0x20 or (tag == _INSIDE and body[0] in (0x02, 0x04, 0x30, 0x31))):
        try:
            inside, _ = _nodes(body, 0, len(body), depth + 1)
        except (IndexError, ValueError):
            if tag & 0x20:
                raise
        else:
            return Node(tag, inside)
    return Node(tag, body)


def changed_tree(data: bytes, dice: random.Random, others: Sequence[bytes]) -> bytes:
    """One to three changes after which the lengths around them are right again, as somebody would forge."""
    root = parse(data)
    if root is None:
        return changed_bytes(data, dice, others)
    for _ in range(dice.choice((1, 1, 2, 3))):
        places = list(root.walk())
        if not places:
            break
        _change(*dice.choice(places), dice, others)
    inside: Any = root.inside
    return b"".join(node.encode() for node in inside)[:MOST]


def _change(siblings: list[Node], place: int, dice: random.Random, others: Sequence[bytes]) -> None:
    node = siblings[place]
    match dice.randrange(11):
        case 0:
            del siblings[place]
        case 1:
            siblings.insert(dice.randrange(len(siblings) + 1), node)
        case 2:
            node.tag = dice.choice((*_TAGS, *_MORE_TAGS))
        case 3:
            node.form = dice.choice(("open", "long", "wrong", "huge"))
        case 4:
            other = dice.randrange(len(siblings))
            siblings[place], siblings[other] = siblings[other], siblings[place]
        case 5:
            siblings[place] = _from_another(dice, others) or node
        case 6:
            node.inside = dice.choice(_INTEGERS)
        case 7 if isinstance(node.inside, bytes):
            node.inside = changed_bytes(node.inside, dice, others)
        case 8 if isinstance(node.inside, bytes) and len(node.inside) > 1:
            half = len(node.inside) // 2  # a string in pieces
            node.inside = [Node(node.tag, node.inside[:half]), Node(node.tag, node.inside[half:])]
            node.tag |= 0x20
        case 9:
            for _ in range(dice.choice((1, 3, 60, 3_000))):
                node = Node(
                    dice.choice((0x30, 0x31, 0xA0, 0x24)), [node] if _shallow(node) else node.encode()
                )
            siblings[place] = node
        case _:
            if isinstance(node.inside, list):
                node.inside = node.inside * dice.choice((2, 3, 20))
            else:
                node.inside = node.inside * dice.choice((2, 3, 300))


def _shallow(node: Node) -> bool:
    """Whether one more layer can be a node; below many, layers are bytes, lest encoding them recurses."""
    depth = 0
    while isinstance(node.inside, list) and len(node.inside) == 1 and depth < _DEEPEST:
        node, depth = node.inside[0], depth + 1
    return depth < _DEEPEST


def _from_another(dice: random.Random, others: Sequence[bytes]) -> Node | None:
    root = parse(dice.choice(others))
    places = list(root.walk()) if root is not None else []
    if not places:
        return None
    siblings, place = dice.choice(places)
    return siblings[place]
