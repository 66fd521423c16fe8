"""What editors and type checkers know of commands.

Every line that ends in "# wrong" has to be an error, and no other line may be one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, assert_type

import pymdm.schema
from pymdm import commands
from pymdm.commands import DeviceLock, Raw, SecurityInfoResponse
from pymdm.protocol import Target


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
