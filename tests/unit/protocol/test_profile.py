"""Configuration profiles: written so that devices take them, read so that nothing is lost."""

from __future__ import annotations

import datetime as dt
import plistlib
from typing import Any

import attrs
import pytest

from pymdm.errors import DecodeError, LocalProtocolError, PlistError
from pymdm.protocol.profile import Payload, PayloadScope, Profile

WIFI = Payload(
    type="com.apple.wifi.managed",
    identifier="com.example.wifi.net",
    uuid="11111111-1111-4111-8111-111111111111",
    display_name="Wi-Fi",
    content={"SSID_STR": "Office", "Password": "hunter2"},
)
PROFILE = Profile(
    identifier="com.example.wifi",
    uuid="22222222-2222-4222-8222-222222222222",
    payloads=[WIFI],
    display_name="Office",
    scope=PayloadScope.SYSTEM,
)

ALL_KEYS: dict[str, Any] = {
    "PayloadType": "Configuration",
    "PayloadVersion": 1,
    "PayloadIdentifier": "com.example.all",
    "PayloadUUID": "33333333-3333-4333-8333-333333333333",
    "PayloadDisplayName": "All",
    "PayloadDescription": "All keys",
    "PayloadOrganization": "Example",
    "PayloadScope": "User",
    "PayloadRemovalDisallowed": False,
    "RemovalDate": dt.datetime(2030, 1, 1),  # noqa: DTZ001 - plistlib's way of saying UTC
    "DurationUntilRemoval": 60.0,
    "PayloadExpirationDate": dt.datetime(2031, 1, 1),  # noqa: DTZ001
    "TargetDeviceType": 5,
    "ConsentText": {"default": "Agree"},
    "PayloadContent": [
        {
            "PayloadType": "com.example",
            "PayloadVersion": 1,
            "PayloadIdentifier": "com.example.all.1",
            "PayloadUUID": "44444444-4444-4444-8444-444444444444",
            "PayloadDisplayName": "One",
            "PayloadDescription": "First",
            "PayloadOrganization": "Example",
            "PayloadContent": b"der",
            "New": [1],
        }
    ],
    "HasRemovalPasscode": True,
}


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in ALL_KEYS.items() if name != key}


def test_a_profile_is_written_as_a_device_reads_it() -> None:
    assert {
        "PayloadType": "Configuration",
        "PayloadVersion": 1,
        "PayloadIdentifier": "com.example.wifi",
        "PayloadUUID": "22222222-2222-4222-8222-222222222222",
        "PayloadDisplayName": "Office",
        "PayloadScope": "System",
        "PayloadContent": [
            {
                "PayloadType": "com.apple.wifi.managed",
                "PayloadVersion": 1,
                "PayloadIdentifier": "com.example.wifi.net",
                "PayloadUUID": "11111111-1111-4111-8111-111111111111",
                "PayloadDisplayName": "Wi-Fi",
                "SSID_STR": "Office",
                "Password": "hunter2",
            }
        ],
    } == plistlib.loads(PROFILE.encode())


def test_the_same_profile_gives_the_same_bytes() -> None:
    assert PROFILE.encode() == attrs.evolve(PROFILE).encode()
    assert PROFILE.encode().startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n')


def test_a_profile_is_read_back() -> None:
    assert PROFILE == Profile.decode(PROFILE.encode())


@pytest.mark.parametrize("form", [plistlib.FMT_XML, plistlib.FMT_BINARY])
def test_all_keys_are_read_and_written_again(form: plistlib.PlistFormat) -> None:
    profile = Profile.decode(plistlib.dumps(ALL_KEYS, fmt=form))
    assert ALL_KEYS == plistlib.loads(profile.encode())
    assert (PayloadScope.USER, False, 60.0, 5) == (
        profile.scope,
        profile.removal_disallowed,
        profile.duration_until_removal,
        profile.target_device_type,
    )
    assert dt.datetime(2030, 1, 1, tzinfo=dt.UTC) == profile.removal_date
    assert {"default": "Agree"} == profile.consent_text
    assert {"HasRemovalPasscode": True} == profile.extra
    assert {"PayloadContent": b"der", "New": [1]} == profile.payloads[0].content


def test_a_whole_number_of_seconds_is_written_as_a_real() -> None:
    profile = attrs.evolve(PROFILE, duration_until_removal=60)
    assert b"<real>" in profile.encode()


def test_what_is_not_understood_is_kept() -> None:
    document = ALL_KEYS | {"PayloadScope": "Galaxy", "ConsentText": {"en": 1}}
    profile = Profile.decode(plistlib.dumps(document))
    assert (None, None) == (profile.scope, profile.consent_text)
    assert document == plistlib.loads(profile.encode())


def test_encrypted_contents_are_kept() -> None:
    document = without("PayloadContent") | {"IsEncrypted": True, "EncryptedPayloadContent": b"cms"}
    profile = Profile.decode(plistlib.dumps(document))
    assert () == profile.payloads
    assert document == plistlib.loads(profile.encode())


def test_an_over_the_air_document_keeps_its_one_dictionary() -> None:
    document = ALL_KEYS | {"PayloadType": "Profile Service", "PayloadContent": {"URL": "https://example.com"}}
    profile = Profile.decode(plistlib.dumps(document))
    assert "Profile Service" == profile.type
    assert document == plistlib.loads(profile.encode())


@pytest.mark.parametrize("key", ["PayloadType", "PayloadVersion", "PayloadIdentifier", "PayloadUUID"])
def test_what_a_profile_cannot_be_without_is_named(key: str) -> None:
    with pytest.raises(DecodeError) as caught:
        Profile.decode(plistlib.dumps(without(key)))
    assert key == caught.value.path


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"PayloadVersion": "1"}, "PayloadVersion"),
        ({"PayloadVersion": True}, "PayloadVersion"),
        ({"PayloadDisplayName": 1}, "PayloadDisplayName"),
        ({"PayloadScope": 1}, "PayloadScope"),
        ({"PayloadRemovalDisallowed": 1}, "PayloadRemovalDisallowed"),
        ({"DurationUntilRemoval": True}, "DurationUntilRemoval"),
        ({"RemovalDate": "2030"}, "RemovalDate"),
        ({"PayloadContent": ["x"]}, "PayloadContent[0]"),
        ({"PayloadContent": [{"PayloadType": "x"}]}, "PayloadContent[0].PayloadVersion"),
    ],
)
def test_reading_names_the_place_of_a_wrong_value(change: dict[str, Any], path: str) -> None:
    with pytest.raises(DecodeError) as caught:
        Profile.decode(plistlib.dumps(ALL_KEYS | change))
    assert path == caught.value.path


def test_a_property_list_that_is_no_dictionary_is_no_profile() -> None:
    with pytest.raises(DecodeError, match="expected a dictionary"):
        Profile.decode(plistlib.dumps([1]))


def test_what_is_no_property_list_is_no_profile() -> None:
    with pytest.raises(PlistError):
        Profile.decode(b"\x30\x82 signed")


def test_a_profile_without_payloads_is_written_empty() -> None:
    assert [] == plistlib.loads(attrs.evolve(PROFILE, payloads=[]).encode())["PayloadContent"]


@pytest.mark.parametrize(
    ("profile", "rule"),
    [
        (attrs.evolve(PROFILE, uuid=""), "Profile: expected an identifier"),
        (
            attrs.evolve(PROFILE, payloads=[attrs.evolve(WIFI, identifier="")]),
            r"PayloadContent\[0\]: expected an id",
        ),
        (
            attrs.evolve(PROFILE, payloads=[attrs.evolve(WIFI, type="")]),
            r"PayloadContent\[0\]: expected an id",
        ),
        (attrs.evolve(PROFILE, version=2), "Profile.PayloadVersion: expected 1"),
        (
            attrs.evolve(PROFILE, payloads=[attrs.evolve(WIFI, version=2)]),
            r"\[0\].PayloadVersion: expected 1",
        ),
        (attrs.evolve(PROFILE, payloads=[WIFI, attrs.evolve(WIFI, identifier="other")]), "1007"),
        (attrs.evolve(PROFILE, uuid=WIFI.uuid), "1007"),
        (
            attrs.evolve(
                PROFILE,
                uuid="ABCDEF00-0000-4000-8000-000000000000",
                payloads=[attrs.evolve(WIFI, uuid="abcdef00-0000-4000-8000-000000000000")],
            ),
            "1007",
        ),
        (attrs.evolve(PROFILE, payloads=[WIFI, attrs.evolve(WIFI, uuid="other")]), "1008"),
        (
            attrs.evolve(
                PROFILE,
                payloads=[
                    attrs.evolve(WIFI, type="com.apple.mdm"),
                    attrs.evolve(WIFI, type="com.apple.mdm", uuid="u", identifier="i"),
                ],
            ),
            "at most one com.apple.mdm",
        ),
    ],
)
def test_what_a_device_would_refuse_is_not_written(profile: Profile, rule: str) -> None:
    with pytest.raises(LocalProtocolError, match=rule):
        profile.encode()


def test_a_payload_may_share_the_identifier_of_its_profile() -> None:
    attrs.evolve(PROFILE, payloads=[attrs.evolve(WIFI, identifier=PROFILE.identifier)]).check()


@pytest.mark.parametrize(
    ("change", "error", "text"),
    [
        ({"identifier": None}, TypeError, r"^Profile\.identifier: expected a string, not NoneType$"),
        ({"version": True}, TypeError, r"^Profile\.version: expected an integer, not bool$"),
        ({"scope": "System"}, TypeError, r"^Profile\.scope: expected System or User, not str$"),
        ({"removal_date": dt.datetime(2030, 1, 1)}, TypeError, "a date with time zone"),  # noqa: DTZ001
        ({"payloads": [{}]}, TypeError, "expected Payload objects"),
        ({"consent_text": {"en": 1}}, TypeError, "a dictionary of strings"),
        ({"consent_text": "x"}, TypeError, "a dictionary of strings"),
        ({"extra": []}, TypeError, "a dictionary with text keys"),
        ({"extra": {1: 1}}, TypeError, "a dictionary with text keys"),
        ({"extra": {"PayloadUUID": "x"}}, ValueError, "PayloadUUID given twice"),
        ({"extra": {"PayloadContent": {}}}, ValueError, "PayloadContent given twice"),
        ({"extra": {"ConsentText": {}}, "consent_text": {"en": "x"}}, ValueError, "ConsentText given twice"),
    ],
)
def test_a_profile_is_built_from_the_right_types(
    change: dict[str, Any], error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=text):
        attrs.evolve(PROFILE, **change)


def test_the_content_of_a_payload_does_not_repeat_its_attributes() -> None:
    with pytest.raises(ValueError, match=r"^Payload\.content: PayloadType given twice"):
        attrs.evolve(WIFI, content={"PayloadType": "x"})


def test_contents_are_not_shown() -> None:
    assert "hunter2" not in repr(PROFILE)
    assert "com.apple.wifi.managed" in repr(PROFILE)


def test_contents_are_copies() -> None:
    content = {"Key": 1}
    payload = attrs.evolve(WIFI, content=content)
    content["Key"] = 2
    assert {"Key": 1} == payload.content
