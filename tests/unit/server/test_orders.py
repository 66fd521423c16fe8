"""What an administrator's JSON orders."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from pymdm import commands
from pymdm.server.http import HTTPError
from pymdm.server.orders import MAX_NAME, MAX_PRIORITY, MAX_TEXT, _unknown_keys, read_order


def order(**fields: Any) -> Any:
    return read_order(json.dumps({"request_type": "ProfileList", **fields}).encode())


def test_a_known_command_is_typed_and_an_unknown_one_is_sent_as_it_is() -> None:
    lock = order(request_type="DeviceLock", keys={"PIN": "123456"})
    new = order(
        request_type="BrandNew", keys={"When": {"$date": "2026-01-31T12:00:00Z"}, "D": {"$data": "AQ=="}}
    )

    assert commands.DeviceLock(pin="123456") == lock.command
    assert (
        commands.Raw("BrandNew", {"When": datetime(2026, 1, 31, 12, tzinfo=UTC), "D": b"\x01"}) == new.command
    )


def test_what_the_schema_does_not_know_is_named_with_its_place() -> None:
    erase = order(
        request_type="EraseDevice", keys={"Pin": "1", "ReturnToService": {"Enabled": True, "Colour": "red"}}
    )
    new = order(request_type="BrandNew", keys={"A": 1})

    assert (True, ("Pin", "ReturnToService.Colour")) == (erase.known, erase.unknown)
    assert (False, ()) == (new.known, new.unknown)


def test_inside_an_array_the_place_has_a_number() -> None:
    nested = commands.EraseDevice.decode({"ReturnToService": {"Enabled": True, "Colour": "red"}})

    assert ["[0].ReturnToService.Colour"] == list(_unknown_keys((nested,)))


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ({"identifier": "a"}, "nothing; found unknown key 'identifier': keys are spelled as Apple does"),
        ({"a": 1, "\x1b": 2}, "; found unknown keys '\\x1b', 'a': keys are"),
        (dict.fromkeys("abcdefg", 1), "; found unknown keys 'a', 'b', 'c', 'd', 'e', ...: keys are"),
        ({"x" * 1000: 1}, f"; found unknown key '{'x' * MAX_NAME}': keys are"),
    ],
)
def test_a_key_that_is_missing_may_be_there_under_another_spelling(keys: dict[str, Any], text: str) -> None:
    with pytest.raises(HTTPError) as refused:
        order(request_type="RemoveProfile", keys=keys)

    assert text in refused.value.text


def test_a_wrong_request_type_among_the_keys_is_no_unknown_key() -> None:
    with pytest.raises(HTTPError) as refused:
        order(request_type="RemoveProfile", keys={"RequestType": "DeviceLock", "Identifier": "a"})

    assert "unknown" not in refused.value.text


def test_without_keys_and_options_there_are_none() -> None:
    assert (commands.ProfileList(), {}) == (order().command, order().options)


def test_every_option_is_taken() -> None:
    when = {"$date": "2026-01-31T12:00:00Z"}
    given = {
        "dedupe_key": "nightly",
        "expires_at": when,
        "not_before": when,
        "priority": -3,
        "push": False,
        "unknown": "allow",
        "uuid": "A1.b-2_c",
    }

    taken = order(options=given).options

    moment = datetime(2026, 1, 31, 12, tzinfo=UTC)
    assert {**given, "expires_at": moment, "not_before": moment} == taken


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ([], "options must be an object"),
        (None, "options must be an object"),
        ({"colour": 1}, "unknown option 'colour'; known are dedupe_key, expires_at"),
        ({"\x1b[2J": 1}, r"unknown option '\x1b[2J'"),
        ({"priority": "1"}, "option priority must be a whole number"),
        ({"priority": True}, "option priority must be a whole number"),
        ({"priority": 1.0}, "option priority must be a whole number"),
        ({"priority": MAX_PRIORITY + 1}, "option priority must be a whole number"),
        ({"push": 1}, "option push must be true or false"),
        ({"push": None}, "option push must be true or false"),
        ({"unknown": "perhaps"}, 'option unknown must be "refuse" or "allow"'),
        ({"unknown": ["allow"]}, 'option unknown must be "refuse" or "allow"'),
        ({"dedupe_key": ""}, "option dedupe_key must be printable text"),
        ({"dedupe_key": "x" * (MAX_TEXT + 1)}, "option dedupe_key must be printable text"),
        ({"dedupe_key": "a\x00"}, "option dedupe_key must be printable text"),
        ({"dedupe_key": "\ud800"}, "option dedupe_key must be printable text"),
        ({"dedupe_key": 5}, "option dedupe_key must be printable text"),
        ({"uuid": ""}, "option uuid must be letters"),
        ({"uuid": ".."}, "option uuid must be letters"),
        ({"uuid": "a/b"}, "option uuid must be letters"),
        ({"uuid": "a\n"}, "option uuid must be letters"),
        ({"uuid": "x" * 129}, "option uuid must be letters"),
        ({"uuid": 5}, "option uuid must be letters"),
        ({"not_before": "2026-01-31T12:00:00Z"}, "option not_before must be a time"),
        ({"not_before": {"$date": "soon"}}, "option not_before must be a time"),
        ({"expires_at": {"$data": "AQ=="}}, "option expires_at must be a time"),
        ({"expires_at": None}, "option expires_at must be a time"),
    ],
)
def test_an_option_of_another_kind_is_refused_by_name(options: object, text: str) -> None:
    with pytest.raises(HTTPError) as refused:
        order(options=options)

    assert 400 == refused.value.status
    assert text in refused.value.text


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"request_type": None}, "request_type must name a command"),
        ({"request_type": ""}, "request_type must name a command"),
        ({"request_type": ["ProfileList"]}, "request_type must name a command"),
        ({"keys": []}, "keys must be an object"),
        ({"keys": None}, "keys must be an object"),
        ({"keys": ""}, "keys must be an object"),
        ({"extra": 1}, "unknown fields: 'extra'"),
        ({"request_type": "DeviceLock", "keys": {"PIN": 123456}}, "keys: Command.PIN"),
        ({"request_type": "DeviceLock", "keys": {"PIN": {"$data": "x"}}}, 'keys: "$data" must be base64'),
        ({"request_type": "RemoveProfile"}, "keys: Command.Identifier"),
        ({"request_type": "New", "keys": {"RequestType": "Other"}}, "keys: Raw.keys"),
    ],
)
def test_a_field_of_another_kind_is_refused_by_name(fields: dict[str, Any], text: str) -> None:
    with pytest.raises(HTTPError) as refused:
        order(**fields)

    assert 400 == refused.value.status
    assert text in refused.value.text
    assert "123456" not in refused.value.text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff",
        b'"ProfileList"',
        b'["ProfileList"]',
        b"null",
        b'{"request_type": NaN}',
        b'{"request_type": "A", "keys": {"a": Infinity}}',
        b'{"request_type": "A", "keys": {"a": -Infinity}}',
        b'{"request_type": "A", "request_type": "B"}',
        b'{"request_type": "A", "keys": {"a": 1, "a": 2}}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"request_type": "A", "keys": {"a": ' + b"[" * 500 + b"]" * 500 + b"}}",
        b'{"request_type": "A", "keys": {"a": ' + b"1" * 5000 + b"}}",
    ],
    ids=range(15),
)
def test_what_is_not_plain_json_is_refused(body: bytes) -> None:
    """T37, T38, T39"""
    with pytest.raises(HTTPError) as refused:
        read_order(body)

    assert 400 == refused.value.status
    assert len(refused.value.text) < 120
