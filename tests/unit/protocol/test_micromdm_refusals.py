"""What is no command in MicroMDM's JSON, or no JSON of a command, and how that is said."""

from __future__ import annotations

import base64
import datetime as dt
import json
import plistlib
from typing import Any

import pytest

from pymdm import commands
from pymdm.errors import DecodeError, LocalProtocolError, TooLarge
from pymdm.protocol import micromdm
from pymdm.protocol.micromdm import CommandRequest, command_to_json

UDID = "55693EB3-DF03-5FD1-9263-F7CDB8AD7FFD"


def read(request_type: str, keys: dict[str, Any], **how: Any) -> commands.Command:
    body = json.dumps({"udid": UDID, "request_type": request_type, **keys}).encode()
    return CommandRequest.decode(body, **how).command


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.mark.parametrize(
    ("request_type", "keys", "error"),
    [
        ("DeviceLock", {"pin": 123456}, "pin: expected a string"),
        ("DeviceLock", {"pinn": "1"}, "pinn: expected a key of DeviceLock; did you mean pin?"),
        ("DeviceLock", {"PIN": "1"}, "PIN: expected a key of DeviceLock; did you mean pin?"),
        (
            "DeviceLock",
            {"zzz": "1"},
            'zzz: expected a key of DeviceLock; unknown="keep" sends it as it is',
        ),
        (
            "DeviceLock",
            {"\n" * 9: "1"},
            '<a key that is not known>: expected a key of DeviceLock; unknown="keep" sends it as it is',
        ),
        ("InstallProfile", {"payload": "no base64!"}, "payload: expected data as text in base64"),
        ("InstallProfile", {"payload": "ü"}, "payload: expected data as text in base64"),
        ("InstallProfile", {"payload": [1]}, "payload: expected data as text in base64"),
        ("InstallProfile", {}, "payload: expected data (bytes), found nothing"),
        ("DeviceInformation", {}, "queries: expected an array of a string, found nothing"),
        ("DeviceInformation", {"queries": "UDID"}, "queries: expected an array of a string"),
        ("DeviceInformation", {"queries": ["UDID", 1]}, "queries[1]: expected a string"),
        ("Settings", {"settings": [{"item": "Bluetooth"}]}, "settings[0].enabled: expected a boolean, found"),
        ("Settings", {"settings": [{"item": "Blue"}]}, "settings[0].item: expected one of Wallpaper, "),
        ("Settings", {"settings": [{"enabled": True}]}, "settings[0].item: expected one of Wallpaper, "),
        ("Settings", {"settings": ["Bluetooth"]}, "settings[0]: expected an object"),
        (
            "Settings",
            {"settings": [{"item": "MDMOptions", "mdm_options": {"BootstrapTokenAllowed": "yes"}}]},
            "settings[0].mdm_options.BootstrapTokenAllowed: expected a boolean",
        ),
        (
            "Settings",
            {
                "settings": [
                    {"item": "ApplicationConfiguration", "identifier": "a", "configuration": b64(b"text")}
                ]
            },
            "settings[0].configuration: expected a property list with a dictionary, in base64",
        ),
        (
            "InstallApplication",
            {"configuration": b64(plistlib.dumps([1]))},
            "configuration: expected a property list with a dictionary, in base64",
        ),
        ("InstallApplication", {"configuration": 1}, "configuration: expected an object"),
        ("InstallApplication", {"options": []}, "options: expected an object"),
        ("RequestMirroring", {"scan_time": "soon"}, "scan_time: expected a number of at most three digits"),
        ("RequestMirroring", {"scan_time": "9" * 4}, "scan_time: expected a number of at most three digits"),
        (
            "RemoveMedia",
            {"media_type": "Book", "itunes_store_id": True},
            "itunes_store_id: expected a string",
        ),
        ("SetRecoveryLock", {"allow_oroms": 1}, "allow_oroms: expected a boolean"),
        (
            "InstalledApplicationList",
            {"managed_apps_only": True, "managed_appd_only": True},
            "managed_appd_only: expected this key in one spelling, found two",
        ),
        ("DeviceLok", {}, "request_type: expected a command that pymdm knows; did you mean DeviceLock?"),
        (
            "Zzz",
            {},
            'request_type: expected a command that pymdm knows; unknown="keep" makes a commands.Raw of it',
        ),
        ("DeviceLock", {"message": "\x00"}, "message: expected text without control characters"),
        ("InstallEnterpriseApplication", {"manifest": {"a": [None]}}, "Manifest.a[0]: expected a value; "),
        ("InstallApplication", {"itunes_store_id": 2**70}, "iTunesStoreID: expected an integer from"),
    ],
)
def test_an_error_names_the_place_and_what_was_expected(
    request_type: str, keys: dict[str, Any], error: str
) -> None:
    with pytest.raises(DecodeError) as caught:
        read(request_type, keys)

    assert str(caught.value).lower().startswith(error.lower())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"\xff",
        b'{"udid": "a", "udid": "b", "request_type": "RestartDevice"}',
        b'{"udid": "a", "request_type": "RestartDevice", "notify_user": NaN}',
        b'{"udid": ' + b"[" * 100_000,
        b'{"udid": ' + b"9" * 5000 + b"}",
    ],
)
def test_what_is_no_single_object_is_refused(body: bytes) -> None:
    with pytest.raises(DecodeError, match=r"^expected one JSON object in UTF-8"):
        CommandRequest.decode(body)


@pytest.mark.parametrize(
    ("request_", "path"),
    [
        ({"request_type": "RestartDevice"}, "udid"),
        ({"udid": " ", "request_type": "RestartDevice"}, "udid"),
        ({"udid": "half \ud83d", "request_type": "RestartDevice"}, "udid"),
        ({"udid": "a\x00", "request_type": "RestartDevice"}, "udid"),
        ({"udid": "a", "request_type": "RestartDevice", "command_uuid": "\ud83d"}, "command_uuid"),
        ({"udid": "a"}, "request_type"),
        ({"udid": "a", "request_type": "RestartDevice", "command_uuid": 1}, "command_uuid"),
    ],
)
def test_the_request_itself_has_to_be_complete(request_: dict[str, Any], path: str) -> None:
    with pytest.raises(DecodeError) as caught:
        CommandRequest.decode(json.dumps(request_).encode())

    assert path == caught.value.path


def test_a_body_that_is_too_large_is_refused_before_it_is_read() -> None:
    with pytest.raises(TooLarge):
        CommandRequest.decode(b" " * (micromdm.MAX_BODY + 1))


@pytest.mark.parametrize(
    ("request_type", "keys"),
    [
        ("DeviceLock", {"PIN": "1", "pin": "123456"}),
        ("SetRecoveryLock", {"AllowOroms": 1}),
        ("DeviceLock", {"RequestType": "EraseDevice"}),
        ("BrandNewCommand", {"RequestType": "EraseDevice"}),
        ("Settings", {"settings": [{"item": "Bluetooth", "enabled": True, "Item": "Wallpaper"}]}),
    ],
)
def test_what_is_kept_never_takes_the_place_of_a_known_key(request_type: str, keys: dict[str, Any]) -> None:
    with pytest.raises(DecodeError):
        read(request_type, keys, unknown="keep")


@pytest.mark.parametrize(
    "value", [b"data", dt.datetime(2026, 1, 1, tzinfo=dt.UTC), float("nan"), {"a": [b""]}, {"b": {"c": b""}}]
)
def test_what_json_has_not_is_refused_with_its_place(value: Any) -> None:
    with pytest.raises(LocalProtocolError, match=r"^manifest\.deep.*: expected what JSON has too"):
        command_to_json(commands.InstallEnterpriseApplication(manifest={"deep": value}))


@pytest.mark.parametrize(
    "command",
    [
        commands.DeviceLock(pin="1", extra={"pin": "2"}),
        commands.DeviceLock(extra={"udid": "2"}),
        commands.Raw("BrandNew", {"request_type": "a"}),
        commands.Raw("BrandNew", {"command_uuid": "a"}),
    ],
)
def test_a_key_that_would_be_taken_for_another_is_not_written(command: commands.Command) -> None:
    with pytest.raises(LocalProtocolError, match="is the name of another key"):
        CommandRequest(udid=UDID, command=command).encode()


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ([1], "Command"),
        ({}, "Command"),
        ({"Command": "DeviceLock"}, "Command"),
        ({"Command": {}}, "Command.RequestType"),
        ({"Command": {"RequestType": "DeviceLock"}, "CommandUUID": ""}, "CommandUUID"),
        ({"Command": {"RequestType": "DeviceLock"}, "CommandUUID": 1}, "CommandUUID"),
        ({"Command": {"RequestType": "DeviceLock", "PIN": 1}, "CommandUUID": "1"}, "Command.PIN"),
    ],
)
def test_a_raw_body_that_is_no_command_is_refused(body: Any, path: str) -> None:
    with pytest.raises(DecodeError) as caught:
        CommandRequest.decode_plist(plistlib.dumps(body), udid=UDID)

    assert path == caught.value.path


def test_nothing_of_a_secret_shows() -> None:
    body = json.dumps({"udid": UDID, "request_type": "DeviceLock", "pin": "CANARY", "message": 1}).encode()

    with pytest.raises(DecodeError) as caught:
        CommandRequest.decode(body)

    assert "CANARY" not in repr(CommandRequest(udid=UDID, command=commands.DeviceLock(pin="CANARY")))
    assert "CANARY" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_half_a_character_is_not_written() -> None:
    with pytest.raises(LocalProtocolError, match="halves of characters"):
        CommandRequest(udid=UDID, command=commands.DeviceLock(message="\ud83d")).encode()
