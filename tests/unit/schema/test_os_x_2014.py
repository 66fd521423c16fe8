"""The table "Support for OS X Requests" of the reference of 2014, against what the classes say today."""

from __future__ import annotations

import pytest

from pymdm import commands
from pymdm._model import Command, Outcome
from pymdm.protocol import Channel, EnrollmentKind, Target

#: Command of the table, first version, and who may send it: "d" the device channel, "u" the user channel.
TABLE: dict[str, tuple[Command, str, str]] = {
    "ProfileList": (commands.ProfileList(), "10.7", "du"),
    "InstallProfile": (commands.InstallProfile(payload=b"x"), "10.7", "du"),
    "RemoveProfile": (commands.RemoveProfile(identifier="x"), "10.7", "du"),
    "ProvisioningProfileList": (commands.ProvisioningProfileList(), "10.7", "du"),
    "CertificateList": (commands.CertificateList(), "10.7", "du"),
    "InstalledApplicationList": (commands.InstalledApplicationList(), "10.7", "du"),
    "InstallApplication": (commands.InstallApplication(itunes_store_id=1), "10.9", "u"),
    "SecurityInfo": (commands.SecurityInfo(), "10.7", "du"),
    "DeviceLock": (commands.DeviceLock(), "10.7", "d"),
    "EraseDevice": (commands.EraseDevice(), "10.7", "d"),
    "Restrictions": (commands.Restrictions(), "10.7", "du"),
    "InviteToProgram": (
        commands.InviteToProgram(program_id="com.apple.cloudvpp", invitation_url="x"),
        "10.9",
        "du",
    ),
    "Settings DeviceName": (
        commands.Settings(settings=[commands.Settings.DeviceName(device_name="x")]),
        "10.9",
        "d",
    ),
    "Settings OrganizationInfo": (
        commands.Settings(settings=[commands.Settings.OrganizationInfo()]),
        "10.9",
        "d",
    ),
}
QUERIES_OF_10_7 = (
    "UDID OSVersion BuildVersion ProductName Model ModelName DeviceCapacity AvailableDeviceCapacity"
    " DeviceName SerialNumber BluetoothMAC WiFiMAC EthernetMAC"
)
for query in QUERIES_OF_10_7.split():
    TABLE[query] = (commands.DeviceInformation(queries=[query]), "10.7", "du")
for query in ("Languages", "Locales", "iTunesStoreAccountIsActive"):
    TABLE[query] = (commands.DeviceInformation(queries=[query]), "10.9", "du")

#: Where today's files say otherwise: from this version on, on these channels; None for not at all.
SINCE_THEN: dict[str, tuple[str, str] | None] = {
    "ProvisioningProfileList": ("11.0", "d"),  # in 2014 it was answered with an empty list
    "Restrictions": None,  # likewise
    "InstallApplication": ("10.9", "du"),  # user channel in 10.9, device channel in 10.10, both from 10.11 on
    "InviteToProgram": ("10.9", "u"),
    "Settings DeviceName": ("10.10", "d"),
}


@pytest.mark.parametrize("channel", list(Channel), ids=lambda channel: channel.name)
@pytest.mark.parametrize("name", list(TABLE))
def test_a_mac_takes_what_the_table_says(name: str, channel: Channel) -> None:
    command, first, channels = TABLE[name]
    today = SINCE_THEN.get(name, (first, channels))
    user = channel is Channel.USER
    kind = EnrollmentKind.USER if user else EnrollmentKind.DEVICE
    taken = today is not None and ("u" if user else "d") in today[1]

    def outcome(version: str) -> Outcome:
        target = Target(os="macOS", version=version, enrollment=kind, supervised=False)
        return command.availability(target).outcome

    assert (Outcome.ALLOWED if taken else Outcome.REFUSED) is outcome(today[0] if today else "10.11")
    before = {"10.7": "10.6", "10.9": "10.8", "10.10": "10.9", "11.0": "10.15"}
    assert Outcome.REFUSED is outcome(before[today[0]] if today else "15.0")


def test_the_table_is_whole() -> None:
    assert 12 + 2 + 13 + 3 == len(TABLE)
    assert set(SINCE_THEN) < set(TABLE)
