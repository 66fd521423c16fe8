"""Commands, performed on a simulated device: one table from RequestType to what happens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from pymdm.testing._answers import ACKNOWLEDGED, After, Outcome, failed, malformed
from pymdm.testing._profiles import certificate_list, install_profile, profile_list, remove_profile
from pymdm.testing._queries import device_information

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pymdm.testing.hardware import Machine
    from pymdm.testing.settings import EnrollmentSettings

__all__ = ["perform"]

_MDM = "MCMDMErrorDomain"
_PIN_LENGTHS = (4, 6)  # Find My Mac PIN, 2014 reference, DeviceLock; today six
_DEVICE_ONLY_ON_MAC: Final = frozenset(
    {"DeviceLock", "EraseDevice", "SecurityInfo", "ClearPasscode", "DeviceConfigured"}
)


@attrs.frozen(kw_only=True)
class _Task:
    machine: Machine
    settings: EnrollmentSettings
    command: Mapping[str, object] = attrs.field(repr=False)


def perform(
    machine: Machine, settings: EnrollmentSettings, command: Mapping[str, object], *, user_channel: bool
) -> Outcome:
    """Do what the command says and return the answer; never raises for what a server sent."""
    request_type = command.get("RequestType")
    if not isinstance(request_type, str):
        return malformed()
    known = _TASKS.get(request_type)
    if known is None or (user_channel and machine.is_mac and request_type in _DEVICE_ONLY_ON_MAC):
        return failed((_MDM, 12021, f"“{request_type}” is not a valid request type."))
    right, task = known
    if (settings.access_rights & right) != right:
        return failed((_MDM, 12007, "Not authorized."))
    return task(_Task(machine=machine, settings=settings, command=command))


def _security_info(task: _Task) -> Outcome:
    machine = task.machine
    if machine.is_mac:
        found: dict[str, object] = {
            "FDE_Enabled": True,
            "FDE_HasPersonalRecoveryKey": True,
            "FDE_HasInstitutionalRecoveryKey": False,
            "SystemIntegrityProtectionEnabled": True,
        }
    else:
        found = {
            "HardwareEncryptionCaps": 3,
            "PasscodePresent": machine.passcode_present,
            "PasscodeCompliant": True,
            "PasscodeCompliantWithProfiles": True,
        }
    return Outcome(keys={"SecurityInfo": found})


def _device_lock(task: _Task) -> Outcome:
    if not _pin_is_right(task):
        return malformed()
    task.machine.screen_locked = True
    return ACKNOWLEDGED


def _erase_device(task: _Task) -> Outcome:
    return Outcome(after=After.ERASED) if _pin_is_right(task) else malformed()


def _pin_is_right(task: _Task) -> bool:
    pin = task.command.get("PIN")
    return pin is None or (isinstance(pin, str) and pin.isdigit() and len(pin) in _PIN_LENGTHS)


def _clear_passcode(task: _Task) -> Outcome:
    token = task.command.get("UnlockToken")
    if task.machine.is_mac:
        return failed((_MDM, 12021, "“ClearPasscode” is not a valid request type."))
    if not isinstance(token, bytes):
        return malformed()
    if token != task.machine.unlock_token:
        return failed(("MCPasscodeErrorDomain", 5013, "The passcode could not be cleared."))
    task.machine.passcode_present = task.machine.locked = False
    return ACKNOWLEDGED


def _installed_applications(task: _Task) -> Outcome:
    wanted = task.command.get("Identifiers")
    found = [
        {
            "Identifier": app.identifier,
            "Name": app.name,
            "Version": app.version,
            "ShortVersion": app.version,
            "BundleSize": app.bundle_size,
        }
        for app in task.machine.applications
        if not isinstance(wanted, list) or app.identifier in wanted
    ]
    return Outcome(keys={"InstalledApplicationList": found})


def _restrictions(task: _Task) -> Outcome:
    # "Supported, but always returns empty list" on OS X (2014 reference, Table 10).
    empty: dict[str, object] = {}
    return Outcome(keys={"GlobalRestrictions": {"restrictedBool": empty, "restrictedValue": empty}})


def _device_configured(task: _Task) -> Outcome:
    task.machine.awaiting_configuration = False
    return ACKNOWLEDGED


# RequestType → access right (2014 reference, each command's security note) and what it does.  Whether
# RemoveProfile needs its right depends on the profile, so it is judged there.
_TASKS: Final[dict[str, tuple[int, Callable[[_Task], Outcome]]]] = {
    "ProfileList": (1, lambda task: profile_list(task.machine)),
    "InstallProfile": (2, lambda task: install_profile(task.machine, task.settings, task.command)),
    "RemoveProfile": (0, lambda task: remove_profile(task.machine, task.settings, task.command)),
    "DeviceLock": (4, _device_lock),
    "ClearPasscode": (4, _clear_passcode),
    "EraseDevice": (8, _erase_device),
    "DeviceInformation": (0, lambda task: device_information(task.machine, task.settings, task.command)),
    "ProvisioningProfileList": (64, lambda task: Outcome(keys={"ProvisioningProfileList": []})),
    "CertificateList": (1, lambda task: certificate_list(task.machine)),
    "InstalledApplicationList": (256, _installed_applications),
    "Restrictions": (512, _restrictions),
    "SecurityInfo": (1024, _security_info),
    "DeviceConfigured": (0, _device_configured),
    "DeclarativeManagement": (0, lambda task: ACKNOWLEDGED),
}
