"""Access rights: the thirteen flags and the rules between them."""

from __future__ import annotations

import re

import pytest

from pymdm.errors import LocalProtocolError
from pymdm.protocol import AccessRights
from pymdm.protocol.access_rights import may_remove_profile
from tests.support import shared


def test_there_are_thirteen_flags():
    assert [1 << bit for bit in range(13)] == [right.value for right in AccessRights]
    assert 8191 == AccessRights.ALL
    assert AccessRights.ALL is AccessRights.ALL.check()


@pytest.mark.parametrize("value", [1, 1 | 2, 64, 64 | 128, 4 | 8 | 16, 8191, 8191 - 2])
def test_possible_rights(value):
    assert value == AccessRights(value).check()


@pytest.mark.parametrize(
    ("value", "match"),
    [
        (0, "zero"),
        (2, "2 needs 1"),
        (2 | 4, "2 needs 1"),
        (128, "128 needs 64"),
        (1 | 2 | 128, "128 needs 64"),
    ],
)
def test_impossible_rights(value, match):
    with pytest.raises(LocalProtocolError, match=match):
        AccessRights(value).check()


@pytest.mark.parametrize("value", [8192, -1 - 8192, 1 << 40])
def test_unknown_bits_are_refused(value):
    with pytest.raises(ValueError, match="AccessRights"):
        AccessRights(value)


def test_macs_ignore_flags_above_1024():
    assert 2047 == AccessRights.ALL.effective_on("macOS")
    assert 8191 == AccessRights.ALL.effective_on("iOS")
    assert 8191 == AccessRights.ALL.effective_on(None)


def test_macs_do_not_miss_what_they_ignore():
    rights = AccessRights(2047)

    assert rights.permits(AccessRights.SETTINGS, os="macOS")
    assert not rights.permits(AccessRights.SETTINGS, os="iOS")
    assert not rights.permits(AccessRights.SETTINGS | AccessRights.ERASE)
    assert rights.permits(AccessRights.ERASE | AccessRights.INSPECT_PROFILES)
    assert not AccessRights(1).permits(AccessRights.ERASE, os="macOS")


def test_the_own_mdm_profile_may_always_be_removed():
    rights = AccessRights.INSPECT_PROFILES

    assert may_remove_profile(rights, identifier="com.example.mdm", mdm_profile="com.example.mdm")
    assert not may_remove_profile(rights, identifier="com.example.wifi", mdm_profile="com.example.mdm")
    assert may_remove_profile(
        rights | AccessRights.MANAGE_PROFILES, identifier="com.example.wifi", mdm_profile="com.example.mdm"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AllowInspection", 1),
        ("AllowInstallationRemoval", 2),
        ("AllowPasscodeRemovalAndLock", 4),
        ("DeviceLockAndRemovePasscode", 4),
        ("AllowDeviceErase", 8),
        ("AllowQueryDeviceInformation", 16),
        ("AllowQueryNetworkInformation", 32),
        ("AllowProvisioningInspection", 64),
        ("AllowProvisioningInstallationRemoval", 128),
        ("AllowQueryApplications", 256),
        ("QueryInstalledApps", 256),
        ("AllowQueryRestrictions", 512),
        ("AllowQuerySecurity", 1024),
        ("AllowSettings", 2048),
        ("AllowAppInstallation", 4096),
        ("None", 0),
        ("n/a", 0),
        ("Special Case", 0),
        ("", 0),
    ],
)
def test_both_spellings_of_the_schema_are_known(name, value):
    assert value == AccessRights.from_schema(name)


def test_an_unknown_name_is_refused():
    with pytest.raises(ValueError, match="schema"):
        AccessRights.from_schema("AllowEverything")


def test_every_name_in_apples_schema_is_known():
    names = set()
    for path in shared("apple-device-management/mdm").rglob("*.yaml"):
        names |= set(re.findall(r"accessrights: *(.*)", path.read_text("utf-8")))

    assert 15 < len(names)
    for name in names:
        AccessRights.from_schema(name)
