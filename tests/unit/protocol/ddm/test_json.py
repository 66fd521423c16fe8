"""JSON is read strictly, and written so that equal values are equal bytes."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from pymdm.errors import DecodeError, LocalProtocolError, TooLarge
from pymdm.protocol.ddm._json import MAX_DEPTH, dumps, load_object, rfc3339


def read(raw: bytes) -> dict[str, Any]:
    return load_object(raw, what="thing", limit=4096)


def nested(levels: int) -> bytes:
    return b'{"a":' * levels + b"1" + b"}" * levels


@pytest.mark.parametrize("raw", [b"{}", b'{"a": [1, -1.5, true, null, "\\u00fc"]}', nested(MAX_DEPTH - 1)])
def test_an_object_is_read(raw: bytes) -> None:
    assert json.loads(raw) == read(raw)


@pytest.mark.parametrize(
    "raw",
    [b"", b"[]", b"1", b"null", b'{"a": 1} {}', b"{'a': 1}", b"\xff", b'{"a": "\x01"}', b"[" * 4000],
    ids=repr,
)
def test_what_is_no_object_is_refused(raw: bytes) -> None:
    with pytest.raises(DecodeError, match=r"^expected a JSON object as thing$"):
        read(raw)


def test_t37_endless_nesting_is_refused() -> None:
    with pytest.raises(DecodeError, match=f"at most {MAX_DEPTH} levels in thing"):
        read(nested(MAX_DEPTH + 1))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b'{"a": NaN}', "a JSON object"),
        (b'{"a": -Infinity}', "a JSON object"),
        (b'{"a": 1e999}', "finite numbers"),
        (b'{"a": 18446744073709551616}', "integers of at most 64 bits"),
        (b'{"a": -9223372036854775809}', "integers of at most 64 bits"),
        (b'{"a": ' + b"9" * 4000 + b"}", "integers of at most 64 bits|a JSON object"),
        (b'{"a": "\\u0000"}', "text without NUL"),
        (b'{"\\u0000": 1}', "text without NUL"),
        (b'{"a": ["\\ud800"]}', "halves of characters"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_t38_what_other_places_cannot_hold_goes_no_further(raw: bytes, expected: str) -> None:
    with pytest.raises(DecodeError, match=expected):
        read(raw)


def test_t39_a_key_that_is_given_twice_is_refused() -> None:
    with pytest.raises(DecodeError, match="JSON object"):
        read(b'{"b": {"a": 1, "a": 2}}')


def test_t75_too_many_bytes_are_refused_unread() -> None:
    with pytest.raises(TooLarge, match=r"^thing: expected at most 4096 bytes$"):
        read(b"[" * 4097)


def test_equal_values_are_equal_bytes() -> None:
    first = {"b": (1, 2), "a": {"ü": b"\x00\xff", "z": None}}
    second = {"a": {"z": None, "ü": b"\x00\xff"}, "b": [1, 2]}

    assert (
        '{"a":{"z":null,"ü":"AP8="},"b":[1,2]}'.encode()
        == dumps(first, where="x")
        == dumps(second, where="x")
    )


def test_dates_are_in_utc() -> None:
    east = datetime(2026, 3, 1, 1, 30, tzinfo=timezone(timedelta(hours=2)))

    assert b'["2026-02-28T23:30:00Z"]' == dumps([east], where="x")
    assert "2026-02-28T23:30:00.000005Z" == rfc3339(east.replace(microsecond=5))
    with pytest.raises(ValueError, match="time zone"):
        rfc3339(datetime(2026, 3, 1))  # noqa: DTZ001


class Cycle(dict[str, Any]):
    """A dictionary that holds itself, twice."""

    def __init__(self) -> None:
        super().__init__()
        self["a"] = self["b"] = self


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"a": float("nan")}, "finite numbers"),
        ({"a": [2**64]}, "64 bits"),
        ({"a": "\ud800"}, "halves of characters"),
        ({1: "a"}, "text as each key"),
        ({"a": datetime(2026, 1, 1)}, "dates with time zone"),  # noqa: DTZ001
        ({"a": {1, 2}}, "bytes and dates only"),
        (Cycle(), "levels"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_json_cannot_hold_is_refused_before_it_is_written(value: object, expected: str) -> None:
    with pytest.raises(LocalProtocolError, match=rf"^place: expected .*{expected}"):
        dumps(value, where="place")


def test_the_edges_of_integers_are_taken() -> None:
    assert {"a": [2**64 - 1, -(2**63)]} == read(dumps({"a": [2**64 - 1, -(2**63)]}, where="x"))
    assert b'{"at":"2026-01-01T00:00:00Z"}' == dumps({"at": datetime(2026, 1, 1, tzinfo=UTC)}, where="x")
