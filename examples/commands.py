"""Which commands can which device take, and why not: orders for a small fleet, checked before they are sent.

    python examples/commands.py

Nothing is sent.  A refusal names the rule; where a fact is missing, its name is said.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator

from pymdm import commands
from pymdm.commands import Command, DeprecatedBySchema, Outcome
from pymdm.errors import LocalProtocolError
from pymdm.protocol import AccessRights, EnrollmentKind, Target
from pymdm.protocol.micromdm import command_from_json, command_to_json

FLEET = {
    "office Mac": Target(
        os="macOS", version="15.2", supervised=True, device_assigned=True, enrollment=EnrollmentKind.DEVICE
    ),
    "old Mac": Target(os="macOS", version="10.13", supervised=False, enrollment=EnrollmentKind.DEVICE),
    "kiosk iPad": Target(os="iPadOS", version="18.1", supervised=True, enrollment=EnrollmentKind.DEVICE),
    "private iPhone": Target(
        os="iOS",
        version="18.1",
        enrollment=EnrollmentKind.USER_ENROLLMENT_DEVICE,
        access_rights=AccessRights.ALL,
    ),
    "new Mac, never heard of": Target(os="macOS"),
}


def orders() -> Iterator[Command]:
    """What somebody might want of all of them."""
    yield commands.DeviceInformation(queries=["SerialNumber", "OSVersion", "IsActivationLockEnabled"])
    yield commands.DeviceLock(message="Please call +49 30 1234", pin="123456")
    yield commands.EraseDevice(
        return_to_service=commands.EraseDevice.ReturnToService(enabled=True, mdm_profile_data=b"<profile>")
    )
    yield commands.EnableLostMode(message="Lost. Please call +49 30 1234")
    yield commands.RestartDevice(notify_user=True)
    yield commands.SetRecoveryLock(new_password="correct horse")
    yield commands.InstallApplication(
        itunes_store_id=361309726, options=commands.InstallApplication.Options(purchase_method=1)
    )
    yield commands.Settings(settings=[commands.Settings.Bluetooth(enabled=False)])
    yield commands.DeviceLock(pin="12")
    yield commands.Raw("WhatAppleShippedYesterday", {"Key": 1})


def verdict(command: Command, target: Target) -> str:
    """Whether the device takes it, in one line."""
    if command.availability(target).outcome is Outcome.UNKNOWN:
        return f"unknown: {'; '.join(command.availability(target).reasons)}"
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always", DeprecatedBySchema)
        try:
            command.check(target)
        except LocalProtocolError as error:  # NotSupportedOn is one of them
            return f"no: {error}"
    return f"yes, but {warned[0].message}" if warned else "yes"


def main() -> None:
    """Ask for every order and device, then show two as they would leave."""
    for command in orders():
        print(command)
        for name, target in FLEET.items():
            print(f"  {name}: {verdict(command, target)}")
    lock = commands.DeviceLock(message="Please call +49 30 1234")
    print(lock.encode(uuid="0001").decode())
    print(command_to_json(lock))
    assert command_from_json(command_to_json(lock)) == lock


if __name__ == "__main__":
    main()
