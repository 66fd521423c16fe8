"""What is written, byte for byte, and what has no place in a property list."""

from __future__ import annotations

import enum
import math
import plistlib
import types
from collections import OrderedDict, UserDict, UserList
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from pymdm.errors import PlistError, TooLarge
from pymdm.protocol.plist import MAX_BYTES, MAX_DEPTH, MAX_OBJECTS, Format, _writer, dumps, loads


class Name(enum.Enum):
    A = "a"


class Text(str, enum.Enum):  # noqa: UP042 - the older way, whose text is its name
    LOCK = "DeviceLock"


class Flag(enum.IntFlag):
    TWO = 2


class Moment(datetime):
    pass


class Real(float):
    pass


class Blob(bytes):
    __slots__ = ()


def refusal(value: Any, **options: Any) -> PlistError:
    with pytest.raises(PlistError) as caught:
        dumps(value, **options)
    assert caught.value.__context__ is None
    with pytest.raises(PlistError):
        dumps(value, format=Format.BINARY)
    return caught.value


def test_the_shape_is_apples() -> None:
    value = {
        "CommandUUID": "0001",
        "Command": {
            "RequestType": "DeviceInformation",
            "Queries": ["UDID", "A & <B>"],
            "Empty": {},
            "None": [],
        },
        "Data": b"apple",
        "Yes": True,
        "No": False,
        "Number": -1,
        "Real": 0.5,
        "Date": datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC),
        "Blank": "",
    }
    expected = b"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
\t<key>CommandUUID</key>
\t<string>0001</string>
\t<key>Command</key>
\t<dict>
\t\t<key>RequestType</key>
\t\t<string>DeviceInformation</string>
\t\t<key>Queries</key>
\t\t<array>
\t\t\t<string>UDID</string>
\t\t\t<string>A &amp; &lt;B&gt;</string>
\t\t</array>
\t\t<key>Empty</key>
\t\t<dict/>
\t\t<key>None</key>
\t\t<array/>
\t</dict>
\t<key>Data</key>
\t<data>
\tYXBwbGU=
\t</data>
\t<key>Yes</key>
\t<true/>
\t<key>No</key>
\t<false/>
\t<key>Number</key>
\t<integer>-1</integer>
\t<key>Real</key>
\t<real>0.5</real>
\t<key>Date</key>
\t<date>2024-01-02T03:04:05Z</date>
\t<key>Blank</key>
\t<string></string>
</dict>
</plist>
"""
    assert expected == dumps(value)
    assert expected == plistlib.dumps(value, sort_keys=False)
    assert value == loads(expected)
    assert value == loads(dumps(value, format=Format.BINARY))


@pytest.mark.parametrize("depth", [0, 1, 2, 6, 7, 8, 9, 20, 40])
def test_data_is_wrapped_as_plistlib_wraps_it(depth: int) -> None:
    for size in (0, 1, 2, 3, 11, 12, 13, 56, 57, 58, 200):
        value: Any = bytes(range(size))
        for _ in range(depth):
            value = [value]
        assert plistlib.dumps(value) == dumps(value)


@pytest.mark.parametrize("value", ["x", "", 1, 1.5, True, b"", [], {}, [[]], {"a": {}}, ()])
def test_any_value_may_be_the_root(value: Any) -> None:
    document = dumps(value)
    assert plistlib.dumps(value) == document
    expected = [] if value == () else value
    for encoding in Format:
        assert expected == loads(dumps(value, format=encoding))


def test_keys_keep_their_order_unless_asked() -> None:
    value = {"b": 1, "a": {"d": 1, "c": 2}, "C": 3}
    assert list(value) == list(loads(dumps(value)))  # type: ignore[arg-type]
    assert plistlib.dumps(value, sort_keys=True) == dumps(value, sort_keys=True)
    binary = loads(dumps(value, format=Format.BINARY, sort_keys=True))
    assert ["C", "a", "b"] == list(binary)  # type: ignore[arg-type]


def test_carriage_returns_survive() -> None:
    value = {"a\rb": "c\r\nd\te\n"}
    assert b"<key>a&#13;b</key>" in dumps(value)
    assert b"<string>c&#13;\nd\te\n</string>" in dumps(value)
    assert value == loads(dumps(value))
    assert ["\r"] == loads(dumps(["\r"]))


def test_keys_are_escaped() -> None:
    value = {"<&>": {"<&>": 1}}
    assert b"<key>&lt;&amp;&gt;</key>" in dumps(value)
    assert value == loads(dumps(value))


def test_mappings_sequences_and_subclasses_are_taken_for_what_they_are() -> None:
    value = {
        "m": types.MappingProxyType({"a": 1}),
        "o": OrderedDict(a=1),
        "u": UserDict(a=1),
        "l": UserList([1]),
        "t": (1, (2,)),
        "r": range(2),
        "e": Text.LOCK,
        "f": Flag.TWO,
        "d": Moment(2024, 1, 1, tzinfo=UTC),
        "x": Real(1.5),
        "b": Blob(b"x"),
        Text.LOCK: True,
    }
    expected = {
        "m": {"a": 1},
        "o": {"a": 1},
        "u": {"a": 1},
        "l": [1],
        "t": [1, [2]],
        "r": [0, 1],
        "e": "DeviceLock",
        "f": 2,
        "d": datetime(2024, 1, 1, tzinfo=UTC),
        "x": 1.5,
        "b": b"x",
        "DeviceLock": True,
    }
    for encoding in Format:
        assert expected == loads(dumps(value, format=encoding))


def test_dates_are_written_in_utc() -> None:
    zone = timezone(timedelta(hours=2))
    assert b"<date>2023-12-31T23:00:00Z</date>" in dumps(datetime(2024, 1, 1, 1, tzinfo=zone))
    assert b"<date>0001-01-01T00:00:00Z</date>" in dumps(datetime(1, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (None, "leave the key out"),
        (object(), "aware datetime"),
        ({1}, "aware datetime"),
        (bytearray(b"x"), "bytes"),
        (memoryview(b"x"), "bytes"),
        (date(2024, 1, 1), "aware datetime"),
        (Name.A, "expected a str"),
        (1j, "expected a str"),
        (2**64, "integer"),
        (-(2**63) - 1, "integer"),
        (math.nan, "finite"),
        (-math.inf, "finite"),
        (datetime(2024, 1, 1), "aware datetime, best in UTC"),  # noqa: DTZ001
        (Moment(2024, 1, 1), "aware datetime, best in UTC"),
        (datetime(2024, 1, 1, microsecond=1, tzinfo=UTC), "whole seconds"),
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1))), "years 1 to 9999"),
        ("\0", "control characters"),
        ("a\x1bb", "control characters"),
        ("\ud800", "surrogates"),
        ("\ufffe", "non-characters"),
        ("\uffff", "non-characters"),
        (plistlib.UID(1), "expected a str"),
    ],
)
def test_t38_what_has_no_place_is_refused_with_its_path(value: Any, word: str) -> None:
    assert word in str(refusal(value))
    assert "" == refusal(value).path
    assert "Command.Items[1]" == refusal({"Command": {"Items": ["x", value]}}).path


@pytest.mark.parametrize("key", [1, None, b"other", True, ("a",), 1.5])
def test_t38_keys_must_be_strings(key: Any) -> None:
    for options in ({}, {"sort_keys": True}):
        error = refusal({"Command": {"a": 1, key: 1}}, **options)
        assert "Command" == error.path
        assert "every key" in str(error)


def test_t38_keys_must_be_text_that_xml_carries() -> None:
    assert "(unprintable key)" == refusal({"a\0": 1}).path
    refusal({"a": {"\ud800": 1}})


def test_text_outside_of_ascii_is_written_as_it_is() -> None:
    value = ["é", "\U0001f600", "\u00a0", "\u2028", "\x85", "\ufffd", "\U0001fffe", "\ue000"]
    assert value == loads(dumps(value))
    assert value == plistlib.loads(dumps(value))


def test_t36_a_value_that_contains_itself_is_refused() -> None:
    ring: list[Any] = []
    ring.extend([ring, ring])
    assert "inside each other" in str(refusal(ring))
    loop: dict[str, Any] = {}
    loop["a"] = UserDict(loop)
    loop["a"]["a"] = loop
    refusal(loop)


def test_t36_a_value_shared_too_often_is_refused() -> None:
    value: Any = "x"
    for _ in range(9):
        value = [value] * 9
    assert "values" in str(refusal(value))


def test_a_container_may_occur_twice() -> None:
    shared: dict[str, Any] = {"a": [], "b": {}}
    value = [shared, shared, shared["a"]]
    for encoding in Format:
        assert value == loads(dumps(value, format=encoding))


def test_t37_the_depth_limit_is_that_of_loads() -> None:
    value: Any = []
    for _ in range(MAX_DEPTH - 1):
        value = {"k": value}
    for encoding in Format:
        assert value == loads(dumps(value, format=encoding))
    refusal([value])


def test_t36_the_object_budget_is_that_of_loads() -> None:
    value = [True] * (MAX_OBJECTS - 1)
    assert value == loads(dumps(value))
    refusal([True] * MAX_OBJECTS)
    refusal({"a": [True] * MAX_OBJECTS})


def test_more_bytes_than_the_limit_are_too_large() -> None:
    with pytest.raises(TooLarge):
        dumps("x" * MAX_BYTES)


def test_an_error_never_repeats_a_value() -> None:
    for value in ({"Pin": ["SECRET\0"]}, {"Pin": Mapping}, {"SECRET\0": 1}):
        assert "SECRET" not in str(refusal(value))


def test_the_remembered_lines_of_keys_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_writer, "MAX_KEY_LINES", 3)
    monkeypatch.setattr(_writer, "_KEY_LINES", {})

    for number in range(10):
        assert {f"K{number}": number} == loads(dumps({f"K{number}": number}))
        assert len(_writer._KEY_LINES) <= 3
