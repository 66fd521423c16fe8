"""Commands as users write them: `from pymdm import commands`."""

from __future__ import annotations

import importlib
import plistlib
import re
import subprocess
import sys

import pytest

from pymdm import commands, schema
from pymdm._model import Command, Outcome
from pymdm.commands import DeviceInformation, DeviceLock, EraseDevice, InstallProfile, Raw
from pymdm.errors import DecodeError, LocalProtocolError, NotSupportedOn
from pymdm.protocol import Target
from tests.support import ROOT

TYPES = "tests/typing/commands_types.py"

MAC = Target(os="macOS", version="15.2", supervised=True)


def test_a_lock_is_encoded_as_the_device_expects_it() -> None:
    body = DeviceLock(pin="123456", message="Please call +49 30 1234").encode(uuid="0001")
    assert {
        "CommandUUID": "0001",
        "Command": {"RequestType": "DeviceLock", "PIN": "123456", "Message": "Please call +49 30 1234"},
    } == plistlib.loads(body)


def test_the_bytes_are_these() -> None:
    assert (
        b'<?xml version="1.0" encoding="UTF-8"?>\n'
        b'<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n'
        b'<plist version="1.0">\n'
        b"<dict>\n"
        b"\t<key>Command</key>\n"
        b"\t<dict>\n"
        b"\t\t<key>RequestType</key>\n"
        b"\t\t<string>DeviceInformation</string>\n"
        b"\t\t<key>Queries</key>\n"
        b"\t\t<array>\n"
        b"\t\t\t<string>UDID</string>\n"
        b"\t\t</array>\n"
        b"\t</dict>\n"
        b"\t<key>CommandUUID</key>\n"
        b"\t<string>0001</string>\n"
        b"</dict>\n"
        b"</plist>\n"
    ) == DeviceInformation(queries=["UDID"]).encode(uuid="0001")


def test_nested_dictionaries_and_data_are_encoded() -> None:
    service = EraseDevice.ReturnToService(enabled=True, wifi_profile_data=b"wifi")
    body = EraseDevice(preserve_data_plan=False, return_to_service=service, extra={"New": [1]}).encode(
        uuid="2"
    )
    assert {
        "RequestType": "EraseDevice",
        "PreserveDataPlan": False,
        "ReturnToService": {"Enabled": True, "WiFiProfileData": b"wifi"},
        "New": [1],
    } == plistlib.loads(body)["Command"]


@pytest.mark.parametrize(
    ("uuid", "error"), [("", ValueError), (1, TypeError), (b"1", TypeError), (None, TypeError)]
)
def test_a_command_uuid_is_text(uuid: str, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"^uuid: expected"):
        DeviceLock().encode(uuid=uuid)


def test_extra_does_not_replace_the_request_type() -> None:
    with pytest.raises(LocalProtocolError, match=r"commands\.Raw"):
        DeviceLock(extra={"RequestType": "EraseDevice"}).encode(uuid="1")


@pytest.mark.parametrize(
    "command",
    [
        DeviceLock(pin="123456", extra={"New": 1}),
        DeviceInformation(queries=["UDID", "BrandNew"], device_attestation_nonce=b"n"),
        EraseDevice(return_to_service=EraseDevice.ReturnToService(enabled=False)),
        commands.ProfileList(managed_only=True),
        commands.SecurityInfo(),
        commands.RemoveProfile(identifier="com.example"),
        InstallProfile(payload=b"profile"),
        Raw("BrandNewCommand", {"Key": 1}),
    ],
    ids=lambda command: command.request_type,
)
def test_a_command_is_read_back(command: Command) -> None:
    wire = plistlib.loads(command.encode(uuid="1"))["Command"]
    kind = schema.command_class(command.request_type) or Raw
    assert command == kind.decode(wire)


def test_a_command_is_read_without_its_request_type_too() -> None:
    assert DeviceLock(message="x") == DeviceLock.decode({"Message": "x"})


def test_a_command_does_not_read_another() -> None:
    with pytest.raises(DecodeError) as caught:
        DeviceLock.decode({"RequestType": "EraseDevice"})
    assert "Command.RequestType" == caught.value.path


def test_a_command_that_lacks_a_key_it_needs_is_refused() -> None:
    with pytest.raises(DecodeError) as caught:
        InstallProfile.decode({"RequestType": "InstallProfile"})
    assert "Command.Payload" == caught.value.path


def test_a_valid_lock_for_a_mac_passes() -> None:
    DeviceLock(pin="123456", message="Please call +49 30 1234").check(MAC)


@pytest.mark.parametrize("pin", ["123456", "1234"])
def test_pins_of_six_and_four_digits_pass(pin: str) -> None:
    DeviceLock(pin=pin).check(MAC)
    EraseDevice(pin=pin).check(MAC)


@pytest.mark.parametrize(
    "pin", ["12345", "1234567", "abcdef", "12345678", "123456\n", "", " 123456", "١٢٣٤٥٦"]
)
def test_a_pin_that_nobody_could_enter_is_refused_and_not_shown(pin: str) -> None:
    with pytest.raises(LocalProtocolError, match=r"^DeviceLock\.PIN: expected text of the form") as caught:
        DeviceLock(pin=pin).check(MAC)
    assert not pin.strip() or pin.strip() not in str(caught.value)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(LocalProtocolError) as caught:
        EraseDevice(pin="1", obliteration_behavior="Maybe").check(MAC)
    assert (
        "EraseDevice.PIN: expected text of the form [0-9]{6}|[0-9]{4}; EraseDevice.ObliterationBehavior: "
        "expected one of Default, DoNotObliterate, ObliterateWithWarning, Always"
    ) == str(caught.value)


def test_a_query_that_the_schema_does_not_know_is_refused() -> None:
    with pytest.raises(LocalProtocolError, match=r"^DeviceInformation\.Queries\[1\]: expected a value that"):
        DeviceInformation(queries=["UDID", "SerialNumbr"]).check(MAC)


def test_a_refusal_says_why() -> None:
    with pytest.raises(NotSupportedOn, match=r"^DeviceLock\.PIN does not exist on iOS$"):
        DeviceLock(pin="123456").check(Target(os="iPadOS", version="17.0", supervised=True))


def test_what_is_not_known_is_refused_unless_allowed() -> None:
    target = Target(os="macOS", version="15.2")
    with pytest.raises(NotSupportedOn, match='the kind of enrollment is not known; pass unknown="allow"'):
        DeviceLock().check(target)
    DeviceLock().check(target, unknown="allow")


def test_a_refusal_stands_even_where_the_unknown_is_allowed() -> None:
    with pytest.raises(NotSupportedOn):
        DeviceLock().check(Target(os="tvOS"), unknown="allow")


def test_secrets_of_a_command_are_not_shown() -> None:
    shown = repr(
        [
            DeviceLock(pin="123456"),
            InstallProfile(payload=b"hunter2"),
            EraseDevice(
                pin="123456",
                return_to_service=EraseDevice.ReturnToService(
                    enabled=True,
                    wifi_profile_data=b"hunter2",
                    mdm_profile_data=b"hunter2",
                    bootstrap_token=b"hunter2",
                ),
            ),
            Raw("SetRecoveryLock", {"NewPassword": "hunter2"}),
        ]
    )
    assert "123456" not in shown
    assert "hunter2" not in shown
    assert "Raw('SetRecoveryLock', keys=<RequestType, NewPassword>)" in shown


def test_a_raw_command_is_sent_as_it_was_written() -> None:
    body = Raw("BrandNewCommand", {"Key": 1, "Other": [True]}).encode(uuid="1")
    assert {"RequestType": "BrandNewCommand", "Key": 1, "Other": [True]} == plistlib.loads(body)["Command"]


def test_a_raw_command_passes_every_check() -> None:
    raw = Raw("DeviceLock", {"PIN": "1"})
    raw.check(Target())
    assert Outcome.ALLOWED is raw.availability(Target(os="tvOS")).outcome


def test_a_raw_command_without_keys_is_only_its_name() -> None:
    assert {"RequestType": "X"} == Raw("X").wire()


def test_raw_keys_are_a_copy() -> None:
    keys = {"Key": 1}
    raw = Raw("X", keys)
    keys["Key"] = 2
    assert {"Key": 1} == raw.keys


@pytest.mark.parametrize(
    ("args", "error"),
    [
        (("",), ValueError),
        ((1,), TypeError),
        (("X", {"RequestType": "Y"}), ValueError),
        (("X", {1: 1}), TypeError),
        (("X", []), TypeError),
    ],
)
def test_a_raw_command_has_a_name_and_text_keys(args: tuple[object, ...], error: type[Exception]) -> None:
    with pytest.raises(error, match=r"^Raw\."):
        Raw(*args)  # type: ignore[arg-type]


@pytest.mark.parametrize("wire", [{}, {"RequestType": 1}, {"RequestType": ""}])
def test_reading_a_raw_command_needs_its_request_type(wire: dict[str, object]) -> None:
    with pytest.raises(DecodeError) as caught:
        Raw.decode(wire)
    assert "Command.RequestType" == caught.value.path


@pytest.mark.parametrize("door", ["pymdm.commands", "pymdm.schema", "pymdm.schema.commands"])
def test_a_door_lists_and_finds_its_classes_and_nothing_else(door: str) -> None:
    module = importlib.import_module(door)
    assert "DeviceLock" in dir(module)
    assert DeviceLock is module.DeviceLock
    with pytest.raises(AttributeError, match=rf"module '{door}' has no attribute 'Nope'"):
        module.Nope  # noqa: B018 - looking is the test


def test_a_star_import_brings_all_of_it() -> None:
    names: dict[str, object] = {}
    exec("from pymdm.commands import *", names)
    assert {"DeviceLock", "SecurityInfoResponse", "Raw", "Command"} <= names.keys()


def test_the_schema_finds_classes_by_the_names_on_the_wire() -> None:
    assert commands.DeviceLock is schema.command_class("DeviceLock")
    assert commands.DeviceLockResponse is schema.answer_class("DeviceLock")


def test_the_schema_says_none_for_what_it_does_not_know() -> None:
    assert (None, None, None) == (
        schema.command_class("BrandNewCommand"),
        schema.answer_class("BrandNewCommand"),
        schema.answer_class("RemoveProfile"),
    )


def test_mypy_knows_every_field() -> None:
    lines = (ROOT / TYPES).read_text(encoding="utf-8").splitlines()
    wanted = {number for number, line in enumerate(lines, start=1) if line.endswith("# wrong")}

    run = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--follow-imports=silent", TYPES],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    found = {int(line) for line in re.findall(rf"^{re.escape(TYPES)}:(\d+): error:", run.stdout, re.M)}
    assert wanted == found, run.stdout + run.stderr
    assert len(wanted) >= 8
