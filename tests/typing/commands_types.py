"""What editors and type checkers know of commands.

Every line that ends in "# wrong" has to be an error, and no other line may be one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, assert_type

import pymdm.schema
from pymdm import commands, declarations, profiles, status
from pymdm.commands import DeviceLock, Raw, SecurityInfoResponse
from pymdm.protocol import Target

HomeScreen = Sequence[Sequence[profiles.HomeScreenLayout.IconItem]] | None


def fields_have_their_types() -> None:
    lock = commands.DeviceLock(pin="123456", message="Please call", extra={"New": 1})
    assert_type(lock, DeviceLock)
    assert_type(lock.pin, str | None)
    assert_type(DeviceLock.request_type, str)
    assert_type(commands.DeviceInformation(queries=["UDID"]).queries, Sequence[str])
    assert_type(commands.EraseDevice.ReturnToService(enabled=True).enabled, bool)
    assert_type(pymdm.schema.RemoveProfile(identifier="x").identifier, str)


def answers_have_their_types(wire: Mapping[str, Any]) -> None:
    answer = SecurityInfoResponse.decode(wire)
    assert_type(answer, SecurityInfoResponse)
    assert_type(answer.security_info, SecurityInfoResponse.SecurityInfo | None)
    device = commands.DeviceInformationResponse.decode(wire).query_responses
    if device is not None:
        assert_type(device.battery_level, float | None)
        assert_type(device.languages, Sequence[str] | None)


def a_command_of_any_kind(command: commands.Command) -> bytes:
    command.check(Target(os="macOS"), unknown="allow")
    return command.encode(uuid="1")


def settings_are_one_of_several(name: str) -> None:
    order = commands.Settings(settings=[commands.Settings.DeviceName(device_name=name)])
    assert_type(order.settings[0].TAG, tuple[str, str])
    commands.Settings(settings=[commands.DeviceLock()])  # wrong
    commands.Settings.Bluetooth(enabled="yes")  # wrong


def payloads_and_declarations_have_their_types(wire: Mapping[str, Any]) -> None:
    wifi = profiles.WiFi(ssid_str="Office", encryption_type="WPA2")
    assert_type(wifi.ssid_str, str | None)
    assert_type(wifi.payload_uuid, str | None)
    assert_type(profiles.VPN.decode(wire).ikev2, profiles.VPN.IKEv2 | None)
    assert_type(declarations.PasscodeSettings().minimum_length, int | None)
    assert_type(status.DeviceModelFamily.read("Mac").value, str | None)
    assert_type(profiles.HomeScreenLayout.decode(wire).pages[0][0].pages, HomeScreen)
    profiles.WiFi(ssid="Office")  # wrong
    profiles.WiFy()  # wrong
    declarations.PasscodeSettings(minimum_length="8")  # wrong
    declarations.Passcode()  # wrong
    status.DeviceModel()  # wrong
    profiles.Raw("com.example", {"Key": 1})
    declarations.Raw("com.example", {"Key": 1})


def raw() -> None:
    a_command_of_any_kind(Raw("New", {"Key": 1}))


def mistakes(lock: DeviceLock) -> None:
    commands.DeviceLock(pin=123456)  # wrong
    commands.DeviceLock(pinn="123456")  # wrong
    commands.DeviceLock("123456")  # wrong
    commands.InstallProfile()  # wrong
    commands.InstallProfile(payload="text")  # wrong
    commands.DeviceInformation(queries=[1])  # wrong
    commands.EraseDevice(return_to_service={"Enabled": True})  # wrong
    lock.pin = "654321"  # wrong
    lock.encode()  # wrong
    lock.encode(uuid=1)  # wrong
    lock.check(Target(os="macOS"), unknown="maybe")  # wrong
    lock.check("macOS")  # wrong
    commands.DeviceLok()  # wrong
