"""MicroMDM's JSON of commands: its names, its ways of writing values, and what is refused."""

from __future__ import annotations

import base64
import datetime as dt
import json
import plistlib
from typing import Any

import pytest

from pymdm import commands
from pymdm.errors import LocalProtocolError
from pymdm.protocol import plist
from pymdm.protocol.micromdm import CommandRequest, command_from_json, command_to_json
from tests.unit.protocol.whole_commands import every_command

UDID = "55693EB3-DF03-5FD1-9263-F7CDB8AD7FFD"
Settings = commands.Settings


def read(request_type: str, keys: dict[str, Any], **how: Any) -> commands.Command:
    body = json.dumps({"udid": UDID, "request_type": request_type, **keys}).encode()
    return CommandRequest.decode(body, **how).command


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


#: Command and JSON: a name that is not the mechanical one, or a value that is written in another way.
PAIRS: list[tuple[commands.Command, dict[str, Any]]] = [
    (commands.DeviceLock(pin="123456", phone_number="1"), {"pin": "123456", "phone_number": "1"}),
    (commands.InstallProfile(payload=b"\x00<profile>"), {"payload": b64(b"\x00<profile>")}),
    (
        commands.InstallApplication(
            itunes_store_id=361309726, options=commands.InstallApplication.Options(purchase_method=1)
        ),
        {"itunes_store_id": 361309726, "options": {"purchase_method": 1}},
    ),
    (commands.RemoveMedia(media_type="Book", itunes_store_id="12"), {"itunes_store_id": 12}),
    (commands.UnlockUserAccount(user_name="anna"), {"username": "anna"}),
    (
        commands.DeleteUser(user_name="anna", force_deletion=True),
        {"username": "anna", "force_deletion": True},
    ),
    (
        commands.RotateFileVaultKey(
            key_type="personal",
            file_vault_unlock=commands.RotateFileVaultKey.FileVaultUnlock(password="canary"),
        ),
        {"key_type": "personal", "filevault_unlock": {"password": "canary"}},
    ),
    (
        commands.RefreshCellularPlans(esim_server_url="https://esim.example"),
        {"esim_server_url": "https://esim.example"},
    ),
    (commands.InstalledApplicationList(managed_apps_only=True), {"managed_appd_only": True}),
    (
        commands.ActiveNSExtensions(filter_extension_points=["a.b"]),
        {"filter_extensions_points": ["a.b"]},
    ),
    (
        commands.LOMDeviceRequest(
            request_list=[
                commands.LOMDeviceRequest.RequestListItem(
                    device_request_type="Reset",
                    device_request_uuid="1",
                    device_dns_name="mac.example",
                    primary_ipv6_address_list=["fe80::1"],
                    secondary_ipv6_address_list=["fe80::2"],
                    lom_protocol_version=1,
                )
            ]
        ),
        {
            "request_list": [
                {
                    "device_request_type": "Reset",
                    "device_request_uuid": "1",
                    "device_dns_name": "mac.example",
                    "primary_ip_v6_address_list": ["fe80::1"],
                    "secondary_ip_v6_address_list": ["fe80::2"],
                    "lom_protocol_version": 1,
                }
            ]
        },
    ),
    (commands.RequestMirroring(destination_name="TV", scan_time=30), {"scan_time": "30"}),
    (
        Settings(settings=[Settings.HostName(host_name="till-3"), Settings.Bluetooth(enabled=False)]),
        {"settings": [{"item": "HostName", "hostname": "till-3"}, {"item": "Bluetooth", "enabled": False}]},
    ),
    (
        Settings(
            settings=[
                Settings.MDMOptions(mdm_options=Settings.MDMOptions.MDMOptions(bootstrap_token_allowed=True))
            ]
        ),
        {"settings": [{"item": "MDMOptions", "mdm_options": {"BootstrapTokenAllowed": True}}]},
    ),
    (
        Settings(
            settings=[
                Settings.ApplicationAttributes(
                    identifier="com.example",
                    attributes=Settings.ApplicationAttributes.Attributes(vpn_uuid="1"),
                )
            ]
        ),
        {
            "settings": [
                {"item": "ApplicationAttributes", "identifier": "com.example", "attributes": {"VPNUUID": "1"}}
            ]
        },
    ),
    (
        commands.SetRecoveryLock(new_password="", request_requires_network_tether=True),
        {"new_password": "", "request_requires_network_tether": True},
    ),
    (
        commands.SetRecoveryLock(new_password="", extra={"AllowOroms": True}),
        {"new_password": "", "allow_oroms": True},
    ),
    (
        commands.AccountConfiguration(
            auto_setup_admin_accounts=[
                commands.AccountConfiguration.AutoSetupAdminAccountItem(
                    short_name="admin", password_hash=b"hash"
                )
            ]
        ),
        {"auto_setup_admin_accounts": [{"short_name": "admin", "password_hash": b64(b"hash")}]},
    ),
]


@pytest.mark.parametrize(("command", "keys"), PAIRS, ids=lambda part: getattr(part, "request_type", ""))
def test_names_and_values_are_micromdms_both_ways(command: commands.Command, keys: dict[str, Any]) -> None:
    found = command_to_json(command)

    assert command.request_type == found.pop("request_type")
    assert keys == {name: found[name] for name in keys}
    assert command == command_from_json({"request_type": command.request_type, **found})


@pytest.mark.parametrize("command", every_command(), ids=lambda command: command.request_type)
def test_every_command_with_all_its_keys_survives(command: commands.Command) -> None:
    request = CommandRequest(udid=UDID, command=command, command_uuid="0001")

    assert request == CommandRequest.decode(request.encode())
    assert request == CommandRequest.decode_plist(request.encode_plist(), udid=UDID)
    assert command.wire() == CommandRequest.decode(request.encode()).command.wire()


def test_no_key_of_a_command_is_called_as_one_of_the_request() -> None:
    assert 68 == len(every_command())
    for command in every_command():
        assert not {"udid", "command_uuid"} & command_to_json(command).keys()


@pytest.mark.parametrize(
    ("request_type", "name", "value"),
    [
        ("InstalledApplicationList", "managed_apps_only", True),
        ("ActiveNSExtensions", "filter_extension_points", ["a"]),
        ("DeleteUser", "user_name", "anna"),
        ("RequestMirroring", "scan_time", 30),
    ],
)
def test_the_right_spelling_is_taken_beside_micromdms(request_type: str, name: str, value: Any) -> None:
    command = read(request_type, {name: value})

    stored = getattr(command, name)
    assert (tuple(value) if isinstance(value, list) else value) == stored


def test_text_and_number_are_taken_where_micromdm_has_the_other() -> None:
    assert read("RemoveMedia", {"media_type": "Book", "itunes_store_id": "12"}) == read(
        "RemoveMedia", {"media_type": "Book", "itunes_store_id": 12}
    )
    assert {"itunes_store_id": "x1"}.items() <= command_to_json(
        commands.RemoveMedia(media_type="Book", itunes_store_id="x1")
    ).items()


def test_options_of_a_setting_are_taken_in_both_spellings() -> None:
    options = [{"item": "MDMOptions", "mdm_options": {"bootstrap_token_allowed": True}}]

    (setting,) = read("Settings", {"settings": options}).wire()["Settings"]

    assert {"BootstrapTokenAllowed": True} == setting["MDMOptions"]


def test_an_app_configuration_is_a_property_list_in_base64() -> None:
    when = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    configuration = {"Server": "https://example.com", "Key": b"\x00", "Since": when}
    command = Settings(
        settings=[Settings.ApplicationConfiguration(identifier="a", configuration=configuration)]
    )

    found = command_to_json(command)["settings"][0]["configuration"]

    assert configuration == plist.loads(base64.b64decode(found))
    assert command == command_from_json(command_to_json(command))


def test_an_app_configuration_may_be_an_object_too() -> None:
    setting = {"item": "ApplicationConfiguration", "identifier": "a", "configuration": {"foo": 1}}

    assert {"foo": 1} == read("Settings", {"settings": [setting]}).wire()["Settings"][0]["Configuration"]


def test_a_password_that_is_not_given_takes_the_old_one_off_as_in_micromdm() -> None:
    """Known as "SetFirmwarePassword without NewPassword"; MicroMDM sends the key, empty."""
    assert {"RequestType": "SetFirmwarePassword", "CurrentPassword": "old", "NewPassword": ""} == read(
        "SetFirmwarePassword", {"current_password": "old"}
    ).wire()
    assert "" == read("SetRecoveryLock", {}).wire()["NewPassword"]


def test_lines_in_base64_and_null_are_taken() -> None:
    assert b"abcdef" == read("InstallProfile", {"payload": "YWJj\r\nZGVm\n"}).wire()["Payload"]
    assert commands.DeviceLock() == read("DeviceLock", {"pin": None, "message": None})
    # MicroMDM itself writes these two for every setting.
    setting = {"item": "Bluetooth", "enabled": True, "identifier": None, "configuration": None}
    assert Settings(settings=[Settings.Bluetooth(enabled=True)]) == read("Settings", {"settings": [setting]})


def test_a_manifest_keeps_its_keys() -> None:
    manifest = {"items": [{"assets": [{"kind": "software-package", "md5-size": 10485760, "md5s": ["00"]}]}]}

    command = read("InstallEnterpriseApplication", {"manifest": manifest})

    assert manifest == command.wire()["Manifest"]
    assert manifest == command_to_json(command)["manifest"]


@pytest.mark.parametrize(("given", "uuid"), [("0001", "0001"), (" ", None), (None, None)])
def test_an_empty_command_uuid_is_left_to_the_server(given: str | None, uuid: str | None) -> None:
    body = {"udid": UDID, "request_type": "RestartDevice", "command_uuid": given}

    assert uuid == CommandRequest.decode(json.dumps(body).encode()).command_uuid


def test_keys_and_commands_that_are_not_known_are_kept_on_request() -> None:
    lock = read("DeviceLock", {"pin": "123456", "BrandNew": {"a": [1]}}, unknown="keep")
    new = read("BrandNewCommand", {"Key": 1, "Nothing": None}, unknown="keep")

    assert commands.DeviceLock(pin="123456", extra={"BrandNew": {"a": [1]}}) == lock
    assert commands.Raw("BrandNewCommand", {"Key": 1}) == new
    for command in (lock, new):
        assert command == command_from_json(command_to_json(command), unknown="keep")


def test_the_same_request_is_the_same_bytes() -> None:
    request = CommandRequest(udid=UDID, command=commands.DeviceLock(pin="123456", message="Grüße"))

    assert (
        b'{"udid": "55693EB3-DF03-5FD1-9263-F7CDB8AD7FFD", "request_type": "DeviceLock", '
        b'"message": "Gr\xc3\xbc\xc3\x9fe", "pin": "123456"}'
    ) == request.encode()


def test_a_raw_body_is_read_as_the_class_that_it_is() -> None:
    body = commands.DeviceLock(pin="123456", extra={"New": 1}).encode(uuid="0001")

    request = CommandRequest.decode_plist(body, udid=UDID)

    assert commands.DeviceLock(pin="123456", extra={"New": 1}) == request.command
    assert (UDID, "0001", body) == (request.udid, request.command_uuid, request.encode_plist())


def test_a_raw_body_may_hold_a_command_that_is_not_known() -> None:
    body = plistlib.dumps({"Command": {"RequestType": "BrandNew", "Key": b"1"}})

    request = CommandRequest.decode_plist(body, udid=UDID)

    assert (commands.Raw("BrandNew", {"Key": b"1"}), None) == (request.command, request.command_uuid)
    with pytest.raises(LocalProtocolError, match="command_uuid: expected one"):
        request.encode_plist()
