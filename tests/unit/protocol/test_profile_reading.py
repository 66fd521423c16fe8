"""Any .mobileconfig is read: what is not understood is kept and told, never fatal."""

from __future__ import annotations

import plistlib
import sys
from typing import Any

import pytest

from pymdm import profiles
from pymdm.errors import DecodeError
from pymdm.protocol import Payload, Profile

WIFI = {
    "PayloadType": "com.apple.wifi.managed",
    "PayloadVersion": 1,
    "PayloadIdentifier": "a.wifi",
    "PayloadUUID": "U-1",
    "SSID_STR": "Office",
}


def document(*payloads: Any, **changes: Any) -> dict[str, Any]:
    keys: dict[str, Any] = {
        "PayloadType": "Configuration",
        "PayloadVersion": 1,
        "PayloadIdentifier": "a",
        "PayloadUUID": "U-0",
        "PayloadContent": list(payloads),
    }
    return keys | changes


def read(wire: dict[str, Any]) -> tuple[Profile, list[str]]:
    problems: list[DecodeError] = []
    return Profile.decode(plistlib.dumps(wire), problems=problems), [problem.path for problem in problems]


@pytest.mark.parametrize(
    ("wire", "paths"),
    [
        (document(WIFI), []),
        (document(WIFI, NewKey=[1]), []),
        (document({**WIFI, "PayloadType": "com.example.unknown", "X": {"Y": 1}}), []),
        (document({**WIFI, "SSID_STR": 5}), []),  # of a payload's own keys `typed` tells
        (document(WIFI, PayloadVersion="1", PayloadUUID=5), ["PayloadVersion", "PayloadUUID"]),
        (document(WIFI, PayloadType=5, PayloadIdentifier=b"x"), ["PayloadType", "PayloadIdentifier"]),
        (document(WIFI, PayloadScope=5, PayloadDisplayName=5), ["PayloadDisplayName", "PayloadScope"]),
        (document(WIFI, RemovalDate="x", ConsentText=5), ["RemovalDate"]),
        (document(WIFI, PayloadContent=5), []),
        (document({**WIFI, "PayloadType": 5}), ["PayloadContent[0].PayloadType"]),
        (document(WIFI, {**WIFI, "PayloadVersion": True}), ["PayloadContent[1].PayloadVersion"]),
        (document(WIFI, "text", 5), ["PayloadContent[1]", "PayloadContent[2]"]),
    ],
)
def test_what_has_the_wrong_type_is_kept_and_reported(wire: dict[str, Any], paths: list[str]) -> None:
    found, problems = read(wire)
    assert paths == problems
    assert wire == found.wire()


def test_what_is_missing_is_reported_and_filled_in() -> None:
    wire = {"PayloadContent": [{"PayloadType": "com.apple.wifi.managed"}, {"SSID_STR": "x"}]}
    found, problems = read(wire)

    names = ("PayloadType", "PayloadVersion", "PayloadIdentifier", "PayloadUUID")
    assert [
        *names,
        *(f"PayloadContent[0].{name}" for name in names[1:]),
        *(f"PayloadContent[1].{name}" for name in names),
    ] == problems
    assert "PayloadType" not in found.payloads[1].wire()
    assert found.payloads[0].identifier == f"{found.identifier}.wifi.managed"
    assert (
        "PayloadContent[1]: expected an identifier, a UUID and a type that are not empty",
    ) == found.faults()


@pytest.mark.parametrize("content", [5, {"URL": "https://example.com"}, ["text", WIFI]])
def test_payloads_that_are_no_list_of_dictionaries_are_a_fault_of_a_profile_only(content: Any) -> None:
    found, _ = read(document(PayloadContent=content))
    assert ("PayloadContent: expected an array of dictionaries",) == found.faults()

    found, _ = read(document(PayloadContent=content, PayloadType="Profile Service"))
    assert ("Profile.PayloadType: expected one of Configuration",) == found.faults()


def test_an_empty_dictionary_is_a_profile_without_anything() -> None:
    found, problems = read({})
    assert (5, ()) == (len(problems), found.payloads)


def test_what_is_no_dictionary_is_no_profile_in_any_case() -> None:
    with pytest.raises(DecodeError, match="expected a dictionary"):
        Profile.decode(plistlib.dumps([1]), problems=[])


def typed(content: dict[str, Any], kind: str = "com.apple.wifi.managed") -> tuple[Any, list[str]]:
    problems: list[DecodeError] = []
    payload = Payload(type=kind, content=content)
    return payload.typed(path="P", problems=problems), [problem.path for problem in problems]


def test_a_typed_payload_keeps_what_it_does_not_understand() -> None:
    value, problems = typed({"SSID_STR": 5, "New": 1, "EAPClientConfiguration": {"AcceptEAPTypes": ["x"]}})

    assert isinstance(value, profiles.WiFi)
    assert ["P.SSID_STR", "P.EAPClientConfiguration.AcceptEAPTypes[0]"] == problems
    assert {"SSID_STR", "New", "EAPClientConfiguration"} == value.extra.keys()


def test_a_version_that_is_no_number_leaves_the_rest_typed() -> None:
    found, problems = read(document({**WIFI, "PayloadVersion": "1"}))
    again: list[DecodeError] = []
    value = found.payloads[0].typed(problems=again)

    assert ["PayloadContent[0].PayloadVersion"] == problems
    assert isinstance(value, profiles.WiFi)
    assert ["PayloadVersion"] == [problem.path for problem in again]
    assert "PayloadContent[0].PayloadVersion: expected an integer" in found.faults()


def test_without_a_required_key_there_is_no_typed_payload() -> None:
    assert (None, ["P.URL"]) == typed({"Label": "x"}, "com.apple.webClip.managed")
    with pytest.raises(DecodeError, match=r"^URL: expected a string, found nothing$"):
        Payload(type="com.apple.webClip.managed", content={"Label": "x"}).typed()


def test_a_type_that_the_schema_lacks_has_no_class() -> None:
    assert (None, []) == typed({"A": 1}, "com.example.app")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ({"EnableGuestAccount": True}, "Accounts"),
        ({"com.apple.EnergySaver.desktop.ACPower": {}}, "EnergySaver"),
        ({"dontAllowFDEDisable": True}, "FileVaultOptions"),
        ({"com.apple.cachedaccounts.CreateAtLogin": True}, "MobileAccounts"),
        ({"timeServer": "time.example.com"}, "TimeServer"),
        ({"RequireAdminForAirPortNetworkChange": True}, "WiFiManagedSettings"),
        # Of several kinds in one payload the one with most keys; of none that is known, the first.
        ({"EnableGuestAccount": True, "timeServer": "a", "timeZone": "b"}, "TimeServer"),
        ({"New": 1}, "Accounts"),
    ],
)
def test_of_six_classes_the_keys_choose(content: dict[str, Any], name: str) -> None:
    assert name == type(typed(content, "com.apple.MCX")[0]).__name__


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (
            {
                "ExtensionIdentifier": "com.apple.AppSSOKerberos.KerberosExtension",
                "TeamIdentifier": "apple",
                "Type": "Credential",
                "Realm": "EXAMPLE.COM",
            },
            "ExtensibleSingleSignOnKerberos",
        ),
        (
            {
                "ExtensionIdentifier": "com.example.sso",
                "TeamIdentifier": "ABCDE12345",
                "Type": "Credential",
                "Realm": "EXAMPLE.COM",
                "ExtensionData": {"useSiteAutoDiscovery": True},
            },
            "ExtensibleSingleSignOn",
        ),
        ({"ExtensionIdentifier": "com.example.sso", "Type": "Redirect"}, "ExtensibleSingleSignOn"),
    ],
)
def test_of_two_classes_of_single_sign_on_the_extension_chooses(content: dict[str, Any], name: str) -> None:
    assert name == type(typed(content, "com.apple.extensiblesso")[0]).__name__


def test_keys_and_types_that_the_schema_lacks_are_named_and_wrong_ones_are_not_among_them() -> None:
    home = {
        "PayloadType": "com.apple.homescreenlayout",
        "Dock": [{"Type": "Application", "BundleID": "a", "New": 1}],
        "Pages": [],
    }
    broken = {"PayloadType": "com.apple.webClip.managed", "New": 1}
    preferences = {
        "PayloadType": "com.apple.ManagedClient.preferences",
        "PayloadContent": {"com.example": {"Often": []}},
    }
    eap = {"AcceptEAPTypes": "x", "New": 1}
    found, _ = read(
        document(
            {**WIFI, "SSID_STR": 5, "New": 1, "EAPClientConfiguration": {"AcceptEAPTypes": [13], "Newer": 1}},
            {**WIFI, "EAPClientConfiguration": eap},
            home,
            broken,
            {"PayloadType": "com.example.app", "A": 1},
            preferences,
            NewKey=1,
            HasRemovalPasscode=True,
            ConsentText=5,
            PayloadDisplayName=5,
        )
    )
    assert (
        "HasRemovalPasscode",
        "NewKey",
        "PayloadContent[0].New",
        "PayloadContent[0].EAPClientConfiguration.Newer",
        "PayloadContent[2].Dock[0].New",
        "PayloadContent[4]",
        "PayloadContent[5].PayloadContent.com.example.Often",
    ) == found.unknowns()


def test_ten_times_as_many_wrong_values_cost_ten_times_as_much_to_tell_from_unknown_keys() -> None:
    def calls(count: int) -> int:
        items = [{"BundleIdentifier": "a", "AlertType": "wrong", "New": n} for n in range(count)]
        content = {"PayloadType": "com.apple.notificationsettings", "NotificationSettings": items}
        found, _ = read(document(WIFI | content))
        counted = 0

        def count_one(frame: object, event: str, arg: object) -> None:
            nonlocal counted
            counted += 1

        before = sys.getprofile()
        sys.setprofile(count_one)
        try:
            unknown = found.unknowns()
        finally:
            sys.setprofile(before)
        assert [path for path in unknown if path.endswith("New")] == [
            f"PayloadContent[0].NotificationSettings[{n}].New" for n in range(count)
        ]
        return counted

    assert calls(300) < 12 * calls(30)


def test_a_payload_that_takes_any_key_has_no_unknown_ones() -> None:
    ethernet = {"PayloadType": "com.apple.firstethernet.managed", "Interface": "FirstEthernet"}
    found, _ = read(document(WIFI | ethernet, WIFI | {"PayloadUUID": "U-2", "Interface": "en0"}))
    assert [path for path in found.unknowns() if path.startswith("PayloadContent[0]")] == []
    assert "PayloadContent[1].New" in read(document(WIFI, WIFI | {"New": 1}))[0].unknowns()
