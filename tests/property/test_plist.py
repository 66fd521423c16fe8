"""Property lists of any value and of any bytes: nothing is lost, and nothing but two errors escapes."""

from __future__ import annotations

import contextlib
import plistlib
import random
import re
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pymdm.errors import PlistError, TooLarge
from pymdm.protocol.plist import Format, Nested, _fast, _xml, dumps, loads, loads_top_level
from tests.support import ROOT
from tests.unit.protocol.plist.documents import array_object, ascii_object, bplist, dict_object, xml

text = st.text(
    st.characters(codec="utf-8", exclude_characters="\ufffe\uffff", exclude_categories=("Cs", "Cc"))
)
text_with_space = st.lists(text | st.sampled_from(["\r", "\n", "\t", "\r\n", "<", "&", ">", "]]>"])).map(
    "".join
)
scalars = (
    st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.binary(max_size=100)
    | text_with_space
    | st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.replace(microsecond=0))
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(text_with_space, inner, max_size=6),
    max_leaves=30,
)


def same(left: Any, right: Any) -> bool:
    """Equal in value, type and order of keys."""
    if type(left) is not type(right):
        return False
    if isinstance(left, dict):
        return list(left) == list(right) and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))
    return bool(left == right)


def from_plistlib(value: Any) -> Any:
    """A value of plistlib in our model: dates aware and in whole seconds."""
    if isinstance(value, dict):
        return {key: from_plistlib(item) for key, item in value.items()}
    if isinstance(value, list):
        return [from_plistlib(item) for item in value]
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC, microsecond=0)
    return value


def to_plistlib(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: to_plistlib(item) for key, item in value.items()}
    if isinstance(value, list):
        return [to_plistlib(item) for item in value]
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def outline(value: dict[str, Any]) -> dict[str, Any]:
    kinds = {dict: Nested.DICT, list: Nested.ARRAY}
    return {key: kinds.get(type(item), item) for key, item in value.items()}


@settings(max_examples=200, deadline=None)
@given(values)
def test_what_is_written_reads_back(value: Any) -> None:
    for encoding in Format:
        assert same(value, loads(dumps(value, format=encoding)))
    assert same(value, from_plistlib(plistlib.loads(dumps(value))))


@settings(max_examples=200, deadline=None)
@given(values)
def test_what_plistlib_writes_is_what_we_write_and_read(value: Any) -> None:
    document = plistlib.dumps(to_plistlib(value), sort_keys=False)
    if b"\r" not in repr(value).encode() and "\\r" not in repr(value):
        assert document == dumps(value)
        assert same(value, loads(document))
    binary = plistlib.dumps(to_plistlib(value), fmt=plistlib.FMT_BINARY, sort_keys=False)
    assert same(value, loads(binary))


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(text_with_space, values, max_size=3))
def test_the_outline_is_that_of_the_value(value: dict[str, Any]) -> None:
    for encoding in Format:
        assert same(outline(value), loads_top_level(dumps(value, format=encoding)))


@settings(max_examples=300, deadline=None)
@given(st.binary() | st.binary().map(b"bplist00".__add__) | st.binary().map(xml))
def test_t40_any_bytes_raise_nothing_else(data: bytes) -> None:
    for read in (loads, loads_top_level):
        with contextlib.suppress(PlistError, TooLarge):
            read(data)


VALUE = {
    "UDID": "66ADE930 & <é>",
    "Status": "Acknowledged",
    "N": [1, -1, 2**63, 0.5, True, False, b"data", "", b"", "\r"],
    "D": {"When": datetime(2024, 2, 29, 1, 2, 3, tzinfo=UTC), "In": {"a": [], "b": {}}},
}
SEEDS = [
    dumps(VALUE),
    dumps(VALUE, format=Format.BINARY),
    dumps({"a": [{"k": n, "Name": f"n{n}"} for n in range(5)], "UDID": "x"}),
    xml("<dict><!-- c --><key>a</key><string><![CDATA[<x>]]>y</string><key>b</key><array/></dict>"),
    xml("<dict><key>a</key><true /><key>b</key><array><dict></dict><integer>0x1f</integer></array></dict>"),
    xml("<array><real>1.5e3</real><date>2024-01-01T00:00:00Z</date><data>\n\tYXBw\n\tbGU=\n</data></array>"),
    bplist(
        dict_object(1, 2, 3, 4),
        b"\x51a",
        ascii_object("b"),
        array_object(4, 4, 5),
        b"\x09",
        b"\x33" + bytes(8),
    ),
]
PIECES = [
    *(
        b"<dict>",
        b"</dict>",
        b"<array>",
        b"</array>",
        b"<key>",
        b"</key>",
        b"<string>",
        b"</string>",
        b"<true/>",
    ),
    *(
        b"<integer>",
        b"</integer>",
        b"<data>",
        b"</data>",
        b"<date>",
        b"</date>",
        b"<real>",
        b"</real>",
        b"<dict/>",
    ),
    *(
        b"<dict >",
        b"</dict >",
        b'<dict a=">">',
        b"<array />",
        b"<key>UDID</key>",
        b"<string>x</string>",
        b"<x/>",
    ),
    *(
        b"&lt;",
        b"&#60;",
        b"&#13;",
        b"&#0;",
        b"&a;",
        b"&amp;",
        b"<!--",
        b"-->",
        b"<!-- c -->",
        b"<![CDATA[",
        b"]]>",
    ),
    *(b"<?a b?>", b'<!DOCTYPE plist [<!ENTITY a "b">]>', b'<plist version="1.0">', b"</plist>", b"<plist>"),
    *(
        b"\r",
        b"\n",
        b"\t",
        b" ",
        b"\0",
        b"\xef\xbf\xbe",
        b"\xc2\xa0",
        b"\xff",
        b"=",
        b"-",
        b"1",
        b"nan",
        b"0x",
        b"Z",
    ),
    *(
        b"\x00",
        b"\x01",
        b"\x02",
        b"\x0f",
        b"\x13",
        b"\x33",
        b"\x4f",
        b"\x5f",
        b"\x80",
        b"\xa1",
        b"\xd1",
        b"\xff" * 8,
    ),
]


def mutated(chance: random.Random) -> bytes:
    """One of the seeds with one to four pieces changed."""
    data = bytearray(chance.choice(SEEDS))
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 4))):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.choice((0, 1, 1, 2, 8, 30)))
        match chance.randrange(6):
            case 0:
                data[start:end] = b""
            case 1:
                data[start:end] = data[start:end] * 2
            case 2:
                data[start:end] = bytes(chance.randrange(256) for _ in range(end - start))
            case 3:
                other = chance.choice(SEEDS)
                place = chance.randrange(len(other))
                data[start:end] = other[place : place + chance.randrange(60)]
            case _:
                tags = [match.start() for match in re.finditer(rb"[<>]", data)] or [start]
                place = chance.choice((start, chance.choice(tags), chance.choice(tags) + 1))
                data[place:place] = chance.choice(PIECES)
        if not data:
            data = bytearray(b"<")
    return bytes(data)


USUAL = [
    dumps({**VALUE, "N": [1, -1, 2**63, 0.5, True, False, b"data" * 20, "", b""]}),
    dumps({"a": [{"k": n, "Name": f"n{n} & m"} for n in range(5)], "UDID": "x"}),
    dumps({"Status": "Idle", "UDID": "66ADE930-5FDF-5EC4-8429-15640684C489"}),
]


def differently_written(chance: random.Random) -> bytes:
    """A document that begins as Apple's do, with one to four pieces changed behind that beginning."""
    head = _fast._HEADS[0].encode()
    seed = chance.choice(USUAL)
    body = bytearray(seed[seed.index(b"<plist") :].partition(b">")[2])
    for _ in range(chance.choice((1, 1, 2, 4))):
        start = chance.randrange(len(body) + 1)
        if chance.randrange(4):
            start = chance.choice([match.start() for match in re.finditer(rb"[<>\n]", body)] or [start])
        end = min(len(body), start + chance.choice((0, 0, 1, 1, 2, 8, 30)))
        other = chance.choice(USUAL)
        place = chance.randrange(len(other))
        body[start:end] = chance.choice(
            (b"", body[start:end] * 2, bytes([chance.randrange(256)]), other[place : place + 40])
            if chance.randrange(2)
            else PIECES
        )
    return head + bytes(body)


def judged(read: Any, data: bytes) -> tuple[Any, PlistError | None]:
    try:
        return read(data), None
    except PlistError as error:
        return None, error


def documented(error: PlistError, page: str) -> bool:
    """Whether the words of this refusal are in the table of the documentation."""
    words = str(error).removeprefix(f"{error.path}: ")
    return words in page or words.removesuffix(" in decimal or 0x digits") in page or "at most" in words


def test_t34_to_t40_hostile_bytes_are_read_as_plistlib_reads_them_or_refused_as_documented() -> None:
    """20,000 changed documents: one error, no other value than plistlib's, and no quiet refusal."""
    chance = random.Random(20140312)
    page = (ROOT / "docs" / "plist.md").read_text()
    seen: Counter[str] = Counter()
    for _ in range(20_000):
        data = mutated(chance)
        value, error = judged(loads, data)
        top, top_error = judged(loads_top_level, data)
        try:
            peer = plistlib.loads(data)
        except Exception:
            assert error or b"0x" in data.lower(), data  # plistlib wants no space or sign before it
            seen["refused by both"] += 1
        else:
            if error:
                assert documented(error, page), error
                seen["refused by us alone"] += 1
            else:
                assert same(value, from_plistlib(peer)), data
                seen["accepted by both"] += 1
        if error is None and isinstance(value, dict):
            assert top_error is None, data
            assert same(outline(value), top), data
        elif error is None:
            assert "dict as the root" in str(top_error)
        elif top_error is None:  # the documented gap: inside of containers
            assert any(isinstance(item, Nested) for item in top.values()), data
            seen["accepted by the outline alone"] += 1
    assert len(seen) == 4, seen
    assert min(seen.values()) > 100, seen


def test_t40_the_fast_tier_reads_what_it_reads_as_the_strict_one_does() -> None:
    """20,000 changed documents with a usual head: what the fast tier takes, the strict one takes alike."""
    chance = random.Random(4_2)
    read = 0
    for _ in range(20_000):
        data = differently_written(chance)
        fast = _fast.read(data)
        if fast is not None:
            read += 1
            assert same(fast, _xml.read(data)), data
    assert 1_000 < read < 19_000
