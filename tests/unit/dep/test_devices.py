"""Devices and pages as Apple sends them: what has to be right, and what may be odd."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pymdm._json import load_object
from pymdm.dep import Account, BetaToken, Device, DeviceOutcomes, DevicePage, OpType, ProfileStatus
from pymdm.errors import DecodeError

ROW = {
    "serial_number": "C8TJ500QF1MN",
    "model": "IPAD",
    "description": "IPAD WI-FI 16GB",
    "color": "black",
    "asset_tag": "304214",
    "device_family": "iPad",
    "os": "iPadOS",
    "profile_status": "pushed",
    "profile_uuid": "88fc4e37",
    "profile_assign_time": "2013-01-01T00:00:00Z",
    "profile_push_time": "2013-02-01T00:00:00+02:00",
    "device_assigned_date": "2013-04-05T14:30:00.123Z",
    "device_assigned_by": "facilitator1@example.com",
    "op_type": "modified",
    "op_date": "2013-05-09T14:30:00",
    "mdm_migration_deadline": "2027-01-01T00:00:00Z",
}


def page(*rows: dict[str, Any], **keys: Any) -> DevicePage:
    return DevicePage.decode({"devices": list(rows), "cursor": "c", "more_to_follow": False, **keys})


def row(serial: str, **keys: Any) -> dict[str, Any]:
    return {"serial_number": serial, "model": "IPAD", **keys}


def test_every_key_of_a_device_is_read() -> None:
    device = Device.decode(ROW)

    assert "C8TJ500QF1MN" == device.serial_number
    assert (OpType.MODIFIED, ProfileStatus.PUSHED) == (device.op_type, device.profile_status)
    assert datetime(2013, 1, 31, 22, 0, tzinfo=UTC) == device.profile_push_time
    assert datetime(2013, 5, 9, 14, 30, tzinfo=UTC) == device.op_date
    assert datetime(2027, 1, 1, tzinfo=UTC) == device.mdm_migration_deadline
    read = {name for name in ROW if getattr(device, name)}
    assert set(ROW) == read
    assert ROW is device.raw


def test_updated_of_2014_is_todays_modified() -> None:
    assert OpType.MODIFIED is Device.decode({**ROW, "op_type": "updated"}).op_type


def test_words_that_are_not_known_survive() -> None:
    device = Device.decode({**ROW, "op_type": "lent", "profile_status": "lost", "is_new": True})

    assert ("lent", "lost") == (device.op_type, device.profile_status)
    assert device.raw["is_new"] is True


@pytest.mark.parametrize(
    "odd", ["yesterday", "", 17, None, "2013-05-09T14:30:00Z" * 9, "0001-01-01T00:00:00+09:00"]
)
def test_a_date_that_cannot_be_read_does_not_hold_up_the_fleet(odd: object) -> None:
    device = Device.decode({**ROW, "op_date": odd})

    assert device.op_date is None
    assert odd == device.raw["op_date"]


@pytest.mark.parametrize("odd", [None, "", 17, "x" * 65, ["C8"]])
def test_a_device_without_a_serial_number_is_none(odd: object) -> None:
    with pytest.raises(DecodeError) as caught:
        page(ROW, {**ROW, "serial_number": odd})

    assert "devices[1].serial_number" == caught.value.path


@pytest.mark.parametrize(
    ("keys", "path"),
    [
        ({"cursor": None}, "cursor"),
        ({"cursor": ""}, "cursor"),
        ({"cursor": "x" * 1001}, "cursor"),
        ({"cursor": "x\ny"}, "cursor"),
        ({"more_to_follow": None}, "more_to_follow"),
        ({"more_to_follow": "perhaps"}, "more_to_follow"),
        ({"devices": {}}, "devices"),
        ({"devices": ["C8TJ500QF1MN"]}, "devices"),
    ],
)
def test_a_page_with_which_devices_would_be_lost_is_refused(keys: dict[str, Any], path: str) -> None:
    """F41: a cursor that cannot be sent would be kept, too."""
    with pytest.raises(DecodeError) as caught:
        page(**keys)

    assert path == caught.value.path


@pytest.mark.parametrize(
    ("word", "value"), [("false", False), ("true", True), ("False", False), (True, True)]
)
def test_more_to_follow_may_be_a_text(word: object, value: bool) -> None:
    """The 2014 examples say "false", which is true in most languages."""
    assert value is page(more_to_follow=word).more_to_follow


def test_a_page_may_hold_no_devices() -> None:
    found = DevicePage.decode(
        {"cursor": "c", "more_to_follow": False, "fetched_until": "2013-05-09T02:24:28Z"}
    )

    assert () == found.devices
    assert datetime(2013, 5, 9, 2, 24, 28, tzinfo=UTC) == found.fetched_until


def test_devices_without_a_profile_are_named_also_those_of_a_full_listing() -> None:
    """A full listing has no op_type; nanodep's assigner overlooks all of its devices."""
    found = page(
        row("FETCHED", profile_status="empty"),
        row("ADDED", profile_status="empty", op_type="added"),
        row("SILENT"),
        row("REMOVED", profile_status="removed", op_type="modified"),
        row("ASSIGNED", profile_status="assigned"),
        row("PUSHED", profile_status="pushed"),
        row("GONE", profile_status="empty", op_type="deleted"),
    )

    assert ("FETCHED", "ADDED", "SILENT", "REMOVED") == found.unassigned_serials


def test_of_a_device_that_comes_twice_the_later_row_counts() -> None:
    early, late = "2013-05-09T14:30:00Z", "2013-05-09T14:30:01Z"
    found = page(
        row("A", op_type="deleted", op_date=late),
        row("A", op_type="added", profile_status="empty", op_date=early),
        row("B", op_type="deleted", op_date=early),
        row("B", op_type="added", profile_status="empty", op_date=late),
        row("C", op_type="added", profile_status="empty", op_date=early),
        row("C", op_type="deleted", op_date=early),
        row("D", op_type="added", profile_status="empty", op_date=early),
        row("D", op_type="deleted"),
    )

    assert ("B",) == found.unassigned_serials


def test_dates_are_utc_whatever_their_zone() -> None:
    device = Device.decode({**ROW, "op_date": "2013-05-09T14:30:00-07:00"})

    assert UTC == device.op_date.tzinfo  # type: ignore[union-attr]
    assert timedelta(0) == device.op_date.utcoffset()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b'{"a": NaN}',
        b"[" * 100_000,
        b'{"a": "\\u0000"}',
        b'{"a": "\\ud800"}',
        b'{"a": "\xed\xa0\x80"}',
        '{"a": "\\ud800"}'.encode("utf-16"),
        b'{"a": 1e999}',
        b'{"a": ' * 60 + b"1" + b"}" * 60,
        b"\xff",
    ],
)
def test_an_answer_that_is_no_object_or_cannot_be_stored_is_refused(body: bytes) -> None:
    """T67: nor one that nests until a program runs into a limit."""
    with pytest.raises(DecodeError, match="a JSON object as an answer"):
        load_object(body, what="an answer")


def test_t65_an_answer_that_is_no_json_is_not_in_the_error() -> None:
    """T65: a session token in half an answer would come along in the attributes of json's own error."""
    with pytest.raises(DecodeError) as found:
        load_object(b'{"auth_session_token": "s3cret', what="an answer")

    assert found.value.__cause__ is None
    assert found.value.__context__ is None


def test_other_escapes_are_text() -> None:
    assert {"a": "ä😀\n"} == load_object(b'{"a": "\\u00e4\\ud83d\\ude00\\n"}', what="an answer")


def test_an_account_tells_limits_and_keeps_what_is_new() -> None:
    found = Account.decode(
        {
            "server_uuid": "677cab70",
            "facilitator_id": "f@example.com",
            "org_type": "edu",
            "plan": "new",
            "urls": [
                {"uri": "https://x.example/devices/", "http_method": ["POST"], "limit": {"maximum": "500"}},
                {
                    "uri": "/profile/devices",
                    "http_method": ["POST", "DELETE"],
                    "limit": {"default": 1, "maximum": 2},
                },
                {"uri": "/nothing"},
            ],
        }
    )

    assert ("f@example.com", "edu", "new") == (found.admin_id, found.org_type, found.raw["plan"])
    devices, profiles, nothing = (found.url_for(p) for p in ("/devices", "/profile/devices", "/nothing"))
    assert 500 == devices.maximum  # type: ignore[union-attr]
    assert (("POST", "DELETE"), 1, 2) == (profiles.methods, profiles.default, profiles.maximum)  # type: ignore[union-attr]
    assert ((), None) == (nothing.methods, nothing.maximum)  # type: ignore[union-attr]
    assert found.url_for("/account") is None


def test_an_address_that_is_none_does_not_hold_up_every_call() -> None:
    found = Account.decode({"server_uuid": "u", "urls": [{"uri": "http://["}, {"uri": "/devices"}]})

    assert "/devices" == getattr(found.url_for("/devices"), "uri", None)


@pytest.mark.parametrize(
    ("keys", "unassigned"),
    [({"profile_uuid": "P"}, False), ({}, True), ({"profile_uuid": "P", "profile_status": "removed"}, True)],
)
def test_a_device_whose_status_is_not_told_has_the_profile_that_is(
    keys: dict[str, Any], unassigned: bool
) -> None:
    assert unassigned is Device.decode({"serial_number": "A", **keys}).unassigned


def test_an_account_without_its_uuid_is_none() -> None:
    with pytest.raises(DecodeError, match="server_uuid"):
        Account.decode({"server_name": "x"})


@pytest.mark.parametrize("devices", [[], {"A": 1}, "A"])
def test_outcomes_are_words(devices: object) -> None:
    with pytest.raises(DecodeError, match="devices"):
        DeviceOutcomes.decode({"devices": devices})


@pytest.mark.parametrize(
    ("given", "read"),
    [(60, 60.0), ("60", 60.0), (0, 0.0), (-1, None), (10**400, None), (1.5, None), (True, None)],
)
def test_a_wait_is_a_number_of_seconds_that_can_be_meant(given: object, read: float | None) -> None:
    """10**400 is a number of JSON, and none that can be waited for."""
    assert read == DeviceOutcomes.decode({"retry_after_seconds": given}).retry_after


def test_no_outcomes_is_an_answer() -> None:
    """MDM reference 2014, Disown Devices: the dictionary may be absent."""
    assert {} == dict(DeviceOutcomes.decode({}))


def test_beta_tokens_come_under_two_names() -> None:
    each = {"title": "iOS 27 Beta", "os": "iOS", "token": "beta-canary"}

    for key in ("betaEnrollmentTokens", "seedBuildTokens"):
        (found,) = BetaToken.decode_all({key: [each]})
        assert ("iOS 27 Beta", "iOS", "beta-canary") == (found.title, found.os, found.token)
        assert "canary" not in repr(found)
    assert () == BetaToken.decode_all({})
