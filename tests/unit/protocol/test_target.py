"""What is known of a device: system, version, and which commands it cannot put off."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pymdm.protocol import Channel, Target, never_refused, parse_version, platform_of

IOS_PROMISES = {
    "DeviceInformation",
    "ProfileList",
    "DeviceLock",
    "EraseDevice",
    "ClearPasscode",
    "CertificateList",
    "ProvisioningProfileList",
    "InstalledApplicationList",
    "Restrictions",
}
EVERYTHING = IOS_PROMISES | {"InstallProfile", "RemoveProfile", "SecurityInfo", "Settings", "BrandNew"}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("10.12.6", (10, 12, 6)),
        ("17", (17,)),
        ("17.0", (17,)),
        ("17.0.0", (17,)),
        ("0.0", (0,)),
        ("17.0 beta", (17,)),
        ("13.0.1 (a)", (13, 0, 1)),
        (" 15.2", (15, 2)),
        ("", None),
        ("beta", None),
        ("-1", None),
        ("9" * 7, None),
        ("٣.١", None),
    ],
)
def test_versions_are_read_as_numbers(text, numbers):
    assert numbers == parse_version(text)


def test_versions_compare_as_numbers():
    assert parse_version("10.9") < parse_version("10.10")
    assert parse_version("17") == parse_version("17.0")


def test_a_target_knows_nothing_by_itself():
    target = Target()

    assert target.os is None
    assert target.schema_os is None
    assert target.version_numbers is None


def test_ipados_counts_as_ios_in_the_schema():
    assert "iOS" == Target(os="iPadOS").schema_os
    assert "macOS" == Target(os="macOS", version="15.2").schema_os
    assert (15, 2) == Target(version="15.2").version_numbers


def test_a_system_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="os must be one of"):
        Target(os="MacOS")


@pytest.mark.parametrize(
    ("facts", "system"),
    [
        ({"product_name": "iPhone12,1"}, "iOS"),
        ({"product_name": "iPod9,1"}, "iOS"),
        ({"product_name": "iPad4,1", "os_version": "9.3.2"}, "iOS"),
        ({"product_name": "iPad13,18", "os_version": "18.2"}, "iPadOS"),
        ({"product_name": "iPad13,18", "os_version": "13.1"}, "iPadOS"),
        ({"product_name": "iPad13,18"}, "iPadOS"),
        ({"product_name": "iPad13,18", "os_version": "?"}, "iPadOS"),
        ({"product_name": "AppleTV11,1"}, "tvOS"),
        ({"product_name": "Watch6,1"}, "watchOS"),
        ({"product_name": "RealityDevice14,1"}, "visionOS"),
        ({"product_name": "iMac14,2", "model": "iMac14,2", "model_name": "iMac"}, "macOS"),
        ({"product_name": "Mac15,3"}, "macOS"),
        ({"product_name": "MacBookPro17,1"}, "macOS"),
        ({"product_name": "VirtualMac2,1"}, "macOS"),
        ({"product_name": "Xserve3,1"}, "macOS"),
        ({"model": "Macmini9,1"}, "macOS"),
        ({"product_name": "", "model": "MC319LL", "model_name": "iPhone"}, "iOS"),
        ({"model_name": "Apple TV"}, "tvOS"),
        ({"model_name": "Apple Watch Ultra"}, "watchOS"),
        ({"model_name": "Apple Vision Pro"}, "visionOS"),
        ({"model_name": "Apple Virtual Machine 1"}, "macOS"),
        ({"product_name": "AudioAccessory1,1"}, None),
        ({}, None),
    ],
)
def test_the_system_is_told_by_what_the_device_says(facts, system):
    assert system == platform_of(**facts)


@pytest.mark.parametrize("platform", ["iOS", "iPadOS"])
def test_what_ios_never_refuses(platform):
    assert IOS_PROMISES == {name for name in EVERYTHING if never_refused(name, platform)}
    assert IOS_PROMISES == {name for name in EVERYTHING if never_refused(name, platform, Channel.DEVICE)}


@pytest.mark.parametrize("platform", ["macOS", "tvOS", "visionOS", "watchOS", None])
def test_what_macs_and_unknown_devices_never_refuse(platform):
    assert {"DeviceLock", "EraseDevice"} == {name for name in EVERYTHING if never_refused(name, platform)}


def test_orders_to_the_whole_device_are_no_promise_of_a_user():
    users = {name for name in EVERYTHING if never_refused(name, "iOS", Channel.USER)}

    assert IOS_PROMISES - {"DeviceLock", "EraseDevice", "ClearPasscode"} == users
    assert not any(never_refused(name, "macOS", Channel.USER) for name in EVERYTHING)


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"version": 15.2}, "version must be text"),
        ({"channel": "device"}, "channel must be a member of Channel, such as Channel.DEVICE"),
        (
            {"enrollment": "device"},
            "enrollment must be a member of EnrollmentKind, such as EnrollmentKind.DEVICE",
        ),
    ],
)
def test_a_fact_of_the_wrong_type_is_refused_before_anything_is_asked(
    facts: dict[str, Any], error: str
) -> None:
    with pytest.raises(TypeError, match=re.escape(error)):
        Target(os="macOS", **facts)
