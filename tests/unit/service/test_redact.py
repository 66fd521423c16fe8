"""T71: what is kept of a command that is done holds none of its secrets."""

from __future__ import annotations

from typing import Any

import pytest

from pymdm import commands
from pymdm.protocol.plist import dumps, loads
from pymdm.service.redact import SECRET_KEYS, redacted
from tests.unit.service.cast import MAC, World, status

CANARY = "canary-31415"


def body(request_type: str, **keys: Any) -> bytes:
    return commands.Raw(request_type, keys).encode(uuid="U")


@pytest.mark.parametrize("request_type", sorted(SECRET_KEYS))
def test_no_secret_of_a_known_command_is_left(request_type: str) -> None:
    secrets = dict.fromkeys(SECRET_KEYS[request_type], CANARY)
    made = body(request_type, **secrets, Nested=[{"Deep": secrets}], Kept="kept")

    left = redacted(request_type, made)
    assert CANARY.encode() in made
    assert CANARY.encode() not in left
    assert "kept" == loads(left)["Command"]["Kept"]  # type: ignore[index, call-overload]
    assert "U" == loads(left)["CommandUUID"]  # type: ignore[index, call-overload]


# Every key of Apple's commands whose name or meaning says that it opens something, as "RequestType key" from
# the files in mdm/commands; those of today, so that a command which is forgotten here is a mistake here.
OPENS_SOMETHING = """
AccountConfiguration passwordHash
ApplyRedemptionCode RedemptionCode
ClearPasscode UnlockToken
DeviceLock PIN
EraseDevice PIN
EraseDevice WiFiProfileData
EraseDevice MDMProfileData
EraseDevice BootstrapToken
InstallApplication Configuration
InstallApplication Attributes
InstallEnterpriseApplication Configuration
InstallProfile Payload
InviteToProgram InvitationURL
RequestMirroring Password
RotateFileVaultKey Password
RotateFileVaultKey PrivateKeyExport
RotateFileVaultKey PrivateKeyExportPassword
SetAutoAdminPassword passwordHash
SetFirmwarePassword CurrentPassword
SetFirmwarePassword NewPassword
SetRecoveryLock CurrentPassword
SetRecoveryLock NewPassword
Settings Configuration
Settings Attributes
TriggerEnhancedLogCollection AppleCareToken
VerifyFirmwarePassword Password
VerifyRecoveryLock Password
"""


@pytest.mark.parametrize("line", OPENS_SOMETHING.split("\n")[1:-1])
def test_every_secret_of_apples_commands_is_known(line: str) -> None:
    request_type, key = line.split()

    assert CANARY.encode() not in redacted(request_type, body(request_type, **{key: CANARY}))


def test_what_stands_in_place_of_a_secret_is_empty_and_of_its_kind() -> None:
    made = body("Settings", Configuration={"Secret": CANARY}, Attributes=[CANARY])
    assert ({}, []) == _values(redacted("Settings", made), "Configuration", "Attributes")
    assert (b"",) == _values(redacted("InstallProfile", body("InstallProfile", Payload=b"x")), "Payload")
    assert ("",) == _values(redacted("DeviceLock", body("DeviceLock", PIN=123456)), "PIN")


def _values(document: bytes, *keys: str) -> tuple[Any, ...]:
    command: Any = loads(document)["Command"]  # type: ignore[index, call-overload]
    return tuple(command[key] for key in keys)


@pytest.mark.parametrize("request_type", ["ProfileList", "DeviceLock"])
def test_a_command_without_secrets_stays_byte_for_byte(request_type: str) -> None:
    made = body(request_type)

    assert made is redacted(request_type, made)


def test_what_cannot_be_read_is_not_kept() -> None:
    assert b"" == redacted("DeviceLock", b"<plist><dict><key>PIN</key>" + CANARY.encode())
    assert b"" == redacted("DeviceLock", dumps([1])[:-9])


def test_the_secret_is_there_until_the_device_has_answered_and_then_no_more() -> None:
    world = World()
    world.enroll()
    lock = commands.DeviceLock(pin="271828")
    world.enqueue(MAC, lock, uuid="LOCK", unknown="allow")
    assert b"271828" in world.say(status("Idle")).body

    world.say(status("Acknowledged", "LOCK"))
    assert b"271828" not in world.command(MAC, "LOCK").body
    assert "LOCK" == world.enqueue(MAC, lock, uuid="LOCK", unknown="allow")


def test_a_command_that_is_taken_back_loses_its_secret_too() -> None:
    world = World()
    world.enroll()
    world.enqueue(MAC, commands.DeviceLock(pin="271828"), uuid="LOCK", unknown="allow")

    world.cancel(MAC)
    assert b"271828" not in world.command(MAC, "LOCK").body
