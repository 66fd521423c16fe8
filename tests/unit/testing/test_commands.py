"""Commands, performed: what a server gets back for each of them."""

from __future__ import annotations

import plistlib
from typing import Any

import attrs
import pytest

from pymdm.testing import EnrollmentSettings
from tests.unit.testing.tiny_mdm import SETTINGS, TinyMDM, configuration, enrolled


def run(
    request_type: str,
    *,
    platform: str = "macOS",
    settings: EnrollmentSettings = SETTINGS,
    user: bool = False,
    **keys: Any,
) -> dict[str, Any]:
    server = TinyMDM()
    device = enrolled(server, settings, platform=platform)
    server.enqueue("u1", request_type, **keys)
    channel = device.user("6F5E7C31-0000-4000-8000-000000000001", short_name="ada") if user else device
    channel.connect()
    return server.requests[-1].message


def rights(flags: int) -> EnrollmentSettings:
    return attrs.evolve(SETTINGS, access_rights=flags)


def chain(message: dict[str, Any]) -> list[tuple[str, int]]:
    assert message["Status"] == "Error"
    return [(item["ErrorDomain"], item["ErrorCode"]) for item in message["ErrorChain"]]


def test_profile_list_names_the_mdm_profile_and_what_mdm_installed() -> None:
    server = TinyMDM()
    device = enrolled(server)
    server.enqueue("u1", "InstallProfile", Payload=configuration())
    server.enqueue("u2", "ProfileList")
    device.connect()
    found = {
        item["PayloadIdentifier"]: item["IsManaged"] for item in server.requests[-1].message["ProfileList"]
    }
    assert {"com.example.mdm": False, "com.example.wifi": True} == found


def test_a_profile_with_the_same_identifier_replaces_the_old_one() -> None:
    server = TinyMDM()
    device = enrolled(server)
    server.enqueue("u1", "InstallProfile", Payload=configuration())
    server.enqueue("u2", "InstallProfile", Payload=configuration(PayloadDisplayName="Newer"))
    device.connect()
    assert "Newer" == device.machine.profiles["com.example.wifi"].display_name
    assert ("com.apple.wifi.managed",) == device.machine.profiles["com.example.wifi"].payload_types


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"not a profile", 1000),
        (b"\x30\x03\x02\x01\x01", 1000),
        (plistlib.dumps([]), 1000),
        (configuration(PayloadType="Other"), 1003),
        (configuration(PayloadVersion=None), 1002),
        (configuration(PayloadContent=None), 1002),
        (configuration(PayloadContent=[{"PayloadUUID": "uuid-of-com.example.wifi"}]), 1007),
    ],
)
def test_a_bad_profile_is_refused_with_a_chain(payload: bytes, code: int) -> None:
    assert [("MCProfileErrorDomain", 1009), ("MCProfileErrorDomain", code)] == chain(
        run("InstallProfile", Payload=payload)
    )


def test_an_encrypted_profile_needs_no_readable_content() -> None:
    payload = configuration(PayloadContent=None, EncryptedPayloadContent=b"...")
    assert run("InstallProfile", Payload=payload)["Status"] == "Acknowledged"


@pytest.mark.parametrize(("identifier", "code"), [("com.example.mdm", 12009), ("com.example.other", 12001)])
def test_a_second_mdm_payload_is_refused(identifier: str, code: int) -> None:
    payload = configuration(identifier, PayloadContent=[{"PayloadType": "com.apple.mdm", "PayloadUUID": "x"}])
    assert ("MCMDMErrorDomain", code) == chain(run("InstallProfile", Payload=payload))[-1]


def test_an_installed_profile_can_be_removed_once() -> None:
    server = TinyMDM()
    device = enrolled(server)
    server.enqueue("u1", "InstallProfile", Payload=configuration())
    server.enqueue("u2", "RemoveProfile", Identifier="com.example.wifi")
    server.enqueue("u3", "RemoveProfile", Identifier="com.example.wifi")
    assert ["Acknowledged", "Acknowledged", "Error"] == [step.status for step in device.connect()]
    assert [("MCMDMErrorDomain", 12013)] == chain(server.requests[-1].message)


def test_removal_without_the_right_works_for_the_mdm_profile_alone() -> None:
    limited = rights(1)
    assert [("MCMDMErrorDomain", 12007)] == chain(
        run("RemoveProfile", settings=limited, Identifier="com.example.wifi")
    )
    last = run("RemoveProfile", settings=limited, Identifier=SETTINGS.profile_identifier)
    assert "CheckOut" == last["MessageType"]


@pytest.mark.parametrize(
    ("request_type", "flag"),
    [
        ("ProfileList", 1),
        ("CertificateList", 1),
        ("DeviceLock", 4),
        ("EraseDevice", 8),
        ("ProvisioningProfileList", 64),
        ("InstalledApplicationList", 256),
        ("Restrictions", 512),
        ("SecurityInfo", 1024),
    ],
)
def test_each_command_needs_its_access_right(request_type: str, flag: int) -> None:
    assert run(request_type, settings=rights(flag))["Status"] == "Acknowledged"
    assert [("MCMDMErrorDomain", 12007)] == chain(
        run(request_type, settings=rights(8191 & ~(flag | 128 | 2)))
    )


@pytest.mark.parametrize(
    ("request_type", "keys"),
    [
        ("InstallProfile", {}),
        ("InstallProfile", {"Payload": "text"}),
        ("RemoveProfile", {"Identifier": 5}),
        ("DeviceInformation", {}),
        ("DeviceInformation", {"Queries": [1]}),
        ("DeviceLock", {"PIN": "12345"}),
        ("DeviceLock", {"PIN": "abcdef"}),
        ("EraseDevice", {"PIN": 123456}),
    ],
)
def test_a_command_with_wrong_keys_is_a_format_error(request_type: str, keys: dict[str, Any]) -> None:
    """F14"""
    assert run(request_type, **keys)["Status"] == "CommandFormatError"


def test_an_unknown_command_is_an_invalid_request_type() -> None:
    message = run("MakeCoffee")
    assert [("MCMDMErrorDomain", 12021)] == chain(message)
    assert {"LocalizedDescription", "USEnglishDescription"} <= set(message["ErrorChain"][0])


@pytest.mark.parametrize("request_type", ["DeviceLock", "EraseDevice", "SecurityInfo"])
def test_a_macs_user_channel_does_not_know_device_commands(request_type: str) -> None:
    assert [("MCMDMErrorDomain", 12021)] == chain(run(request_type, user=True))


def test_device_information_answers_what_it_knows_and_drops_the_rest() -> None:
    answers = run("DeviceInformation", Queries=["SerialNumber", "IMEI", "Nonsense", "OSVersion"])[
        "QueryResponses"
    ]
    assert {"SerialNumber", "OSVersion"} == set(answers)


def test_an_iphone_answers_radio_queries() -> None:
    answers = run("DeviceInformation", platform="iOS", Queries=["IMEI", "BatteryLevel", "HostName"])[
        "QueryResponses"
    ]
    assert {"IMEI", "BatteryLevel"} == set(answers)
    assert 15 == len(answers["IMEI"])


@pytest.mark.parametrize(
    ("flags", "answered"),
    [(8191, {"UDID", "OSVersion", "WiFiMAC"}), (16, {"UDID", "OSVersion"}), (1, {"UDID"})],
)
def test_queries_that_access_rights_do_not_permit_are_dropped(flags: int, answered: set[str]) -> None:
    queries = ["UDID", "OSVersion", "WiFiMAC"]
    assert answered == set(
        run("DeviceInformation", settings=rights(flags), Queries=queries)["QueryResponses"]
    )


def test_a_user_enrollment_tells_nothing_that_identifies_the_device() -> None:
    byod = attrs.evolve(SETTINGS, user_enrollment=True)
    queries = ["UDID", "SerialNumber", "WiFiMAC", "OSVersion"]
    message = run("DeviceInformation", platform="iOS", settings=byod, Queries=queries)
    assert {"OSVersion"} == set(message["QueryResponses"])


def test_security_info_differs_by_platform() -> None:
    assert "FDE_Enabled" in run("SecurityInfo")["SecurityInfo"]
    assert 3 == run("SecurityInfo", platform="iOS")["SecurityInfo"]["HardwareEncryptionCaps"]


def test_certificate_list_holds_the_identity() -> None:
    server = TinyMDM()
    device = enrolled(server)
    server.enqueue("u1", "CertificateList")
    device.connect()
    (found,) = server.requests[-1].message["CertificateList"]
    assert found["IsIdentity"]
    assert device.identity.certificate == found["Data"]


def test_certificates_of_installed_profiles_are_listed() -> None:
    server = TinyMDM()
    device = enrolled(server)
    der = device.identity.certificate
    payloads = [
        {"PayloadType": "com.apple.security.root", "PayloadUUID": "a", "PayloadContent": der},
        {"PayloadType": "com.apple.security.pkcs1", "PayloadUUID": "b", "PayloadContent": b"junk"},
        {"PayloadType": "com.apple.security.root", "PayloadUUID": "c"},
    ]
    server.enqueue("u1", "InstallProfile", Payload=configuration(PayloadContent=payloads))
    device.connect()
    assert {"identity", device.machine.udid, "unreadable"} == set(device.machine.certificates)


def test_applications_can_be_asked_for_by_identifier() -> None:
    assert 2 == len(run("InstalledApplicationList")["InstalledApplicationList"])
    some = run("InstalledApplicationList", Identifiers=["com.example.notes"])["InstalledApplicationList"]
    assert ["Notes"] == [app["Name"] for app in some]


def test_provisioning_profiles_and_restrictions_are_empty() -> None:
    assert run("ProvisioningProfileList")["ProvisioningProfileList"] == []
    assert run("Restrictions")["GlobalRestrictions"]["restrictedBool"] == {}


def test_the_unlock_token_clears_the_passcode() -> None:
    server = TinyMDM()
    device = enrolled(server, platform="iOS")
    token = server.last("TokenUpdate").message["UnlockToken"]
    device.lock()
    server.enqueue("u1", "ClearPasscode", UnlockToken=b"wrong")
    server.enqueue("u2", "ClearPasscode")
    server.enqueue("u3", "ClearPasscode", UnlockToken=token)
    assert ["Error", "CommandFormatError", "Acknowledged"] == [step.status for step in device.connect()]
    assert not device.machine.passcode_present
    assert not device.machine.locked


def test_a_mac_cannot_clear_its_passcode() -> None:
    assert [("MCMDMErrorDomain", 12021)] == chain(run("ClearPasscode", UnlockToken=b"x"))


def test_device_configured_ends_the_waiting() -> None:
    server = TinyMDM()
    device = enrolled(server)
    device.machine.awaiting_configuration = True
    server.enqueue("u1", "DeviceConfigured")
    server.enqueue("u2", "DeclarativeManagement")
    assert ["Acknowledged", "Acknowledged"] == [step.status for step in device.connect()]
    assert not device.machine.awaiting_configuration


def test_a_mac_names_the_request_type_and_an_iphone_does_not() -> None:
    assert "ProfileList" == run("ProfileList")["RequestType"]
    assert "RequestType" not in run("ProfileList", platform="iOS")
