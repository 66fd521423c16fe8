"""Profiles, what devices say of themselves, and property lists that are nothing of the kind."""

from __future__ import annotations

import plistlib
from datetime import UTC, datetime
from typing import Any

import pytest

from pymdm.enroll import Transport, build_enrollment_profile, pkcs12_payload, root_payload
from pymdm.errors import DecodeError, PlistError
from pymdm.protocol import AccessRights
from tests.unit.cli.inspecting import CA, TOPIC, UDID, facts, look, part, text

MDM: dict[str, Any] = {
    "PayloadType": "com.apple.mdm",
    "PayloadVersion": 1,
    "PayloadIdentifier": "com.example.mdm",
    "PayloadUUID": "B",
    "ServerURL": "https://mdm.example.com/mdm",
    "Topic": TOPIC,
    "AccessRights": 3,
    "IdentityCertificateUUID": "C",
}
IDENTITY: dict[str, Any] = {
    "PayloadType": "com.apple.security.pkcs12",
    "PayloadVersion": 1,
    "PayloadIdentifier": "com.example.identity",
    "PayloadUUID": "C",
    "PayloadContent": b"CANARY!",
    "Password": "CANARY!",
}


def profile(*payloads: dict[str, Any], **changes: Any) -> bytes:
    keys = {
        "PayloadType": "Configuration",
        "PayloadVersion": 1,
        "PayloadIdentifier": "com.example",
        "PayloadUUID": "A",
        "PayloadContent": list(payloads),
    }
    return plistlib.dumps(keys | changes)


def test_our_own_enrollment_profile_has_no_problem_and_shows_no_secret() -> None:
    built = build_enrollment_profile(
        identifier="com.example",
        seed="one",
        server_url="https://mdm.example.com/mdm",
        topic=TOPIC,
        identity=pkcs12_payload(
            b"\x30CANARY!", password="CANARY!", identifier="com.example.mdm.identity", seed="one"
        ),
        trust=(root_payload(CA.der, identifier="com.example.ca", seed="one"),),
        access_rights=AccessRights.ALL,
        transport=Transport.MDM_SIGNATURE,
    ).encode()
    report = look(built)
    management = part(report, "management")

    assert () == report.problems == management.problems
    assert ("https://mdm.example.com/mdm", TOPIC, True) == (
        management.facts["ServerURL"],
        management.facts["Topic"],
        management.facts["SignMessage"],
    )
    assert "CANARY!" not in text(built)
    assert ["certificate"] == [inner.kind for role, inner in report.parts if role != "management"]


def test_payloads_are_listed_by_type_and_the_names_of_their_keys() -> None:
    first, second = facts(plistlib.loads(profile(MDM, IDENTITY)))["payloads"]

    assert ("com.apple.mdm", "com.example.mdm", "B") == (first["type"], first["identifier"], first["uuid"])
    assert {"PayloadContent", "Password"} == set(second["keys"].split(", "))


def test_access_rights_are_spelled_out() -> None:
    management = part(look(profile(MDM, IDENTITY)), "management")

    assert {"value": 3, "rights": ["inspect profiles", "manage profiles"]} == management.facts["AccessRights"]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"AccessRights": 2}, "AccessRights: 2 needs 1 as well"),
        ({"AccessRights": 0}, "AccessRights: expected at least one right, zero is not allowed"),
        ({"AccessRights": 16384}, "AccessRights: expected a sum of the known rights, at most 8191"),
        ({"AccessRights": "all"}, "AccessRights: expected a sum of the known rights, at most 8191"),
        ({"AccessRights": True}, "AccessRights: expected a sum of the known rights, at most 8191"),
        ({"ServerURL": "http://mdm.example.com/"}, "ServerURL: expected an https address"),
        ({"CheckInURL": "http://mdm.example.com/"}, "CheckInURL: expected an https address"),
        ({"Topic": "com.example"}, "Topic: expected com.apple.mgmt. and a suffix"),
        (
            {"IdentityCertificateUUID": "Z"},
            "IdentityCertificateUUID: expected the UUID of a payload of this profile",
        ),
    ],
)
def test_what_is_wrong_with_an_mdm_payload_is_a_problem(changes: dict[str, Any], problem: str) -> None:
    assert (problem,) == part(look(profile(MDM | changes, IDENTITY)), "management").problems


@pytest.mark.parametrize("key", ["ServerURL", "Topic"])
def test_what_an_mdm_payload_lacks_is_a_problem(key: str) -> None:
    payload = {name: value for name, value in MDM.items() if name != key}

    assert (f"{key}: expected, found nothing",) == part(
        look(profile(payload, IDENTITY)), "management"
    ).problems


def test_a_payload_without_access_rights_is_fine_and_unknown_keys_are_only_named() -> None:
    payload = {name: value for name, value in MDM.items() if name != "AccessRights"} | {"Secret": "CANARY!"}
    management = part(look(profile(payload, IDENTITY)), "management")

    assert ((), {"Secret": "<string>"}) == (management.problems, management.facts["other_keys"])


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://mdm.example.com/mdm?code=CANARY!", "https://mdm.example.com/mdm?<hidden>"),
        ("https://who:CANARY!@mdm.example.com/", "https://<hidden>@mdm.example.com/"),
        ("https://[broken/?CANARY!", "<not an address>"),
        ("https:who:CANARY!@mdm.example.com/", "<not an address>"),
        ("who:CANARY!@mdm.example.com", "<not an address>"),
        ("https://who:CANARY!/and@mdm.example.com/", "<not an address>"),
        (7, 7),
    ],
)
def test_an_enrollment_secret_in_an_address_is_hidden(url: Any, shown: Any) -> None:
    """T50"""
    payload = MDM | {"ServerURL": url}

    assert shown == part(look(profile(payload, IDENTITY)), "management").facts["ServerURL"]


def test_whoever_asks_for_secrets_sees_the_whole_address() -> None:
    payload = MDM | {"ServerURL": "https://mdm.example.com/mdm?code=1"}
    management = part(look(profile(payload, IDENTITY), show_secrets=True), "management")

    assert "https://mdm.example.com/mdm?code=1" == management.facts["ServerURL"]


def test_a_uuid_that_is_used_twice_is_a_problem() -> None:
    report = look(profile(IDENTITY | {"PayloadUUID": "A"}))

    assert ("PayloadUUID: expected each only once in a profile (1007)",) == report.problems


def test_other_keys_and_the_scope_of_a_profile_are_shown() -> None:
    shown = facts(plistlib.loads(profile(PayloadScope="System", HasRemovalPasscode=True)))

    assert ("System", {"HasRemovalPasscode": "<true or false>"}) == (shown["scope"], shown["other_keys"])


def test_a_certificate_payload_that_is_none_is_told() -> None:
    payload = IDENTITY | {"PayloadType": "com.apple.security.root", "PayloadContent": b"junk"}
    inner = part(look(profile(payload)), "com.example.identity")

    assert ("unknown", 4) == (inner.kind, inner.facts["size"])
    assert inner.problems


def test_a_profile_that_lacks_its_identifier_is_an_error() -> None:
    with pytest.raises(DecodeError, match="PayloadIdentifier"):
        look(plistlib.dumps({"PayloadType": "Configuration", "PayloadVersion": 1}))


def test_machine_info_is_told_from_over_the_air_attributes() -> None:
    """T48"""
    base = {"UDID": UDID, "SERIAL": "C02", "PRODUCT": "Mac14,2", "VERSION": "22A380"}
    machine_info = look(plistlib.dumps(base | {"OS_VERSION": "13.0", "NEW": b"CANARY!"}))
    ota = look(plistlib.dumps(base | {"CHALLENGE": "CANARY!"}))

    assert ("MachineInfo", "over-the-air attributes") == (machine_info.kind, ota.kind)
    assert {"NEW": "<7 bytes>"} == machine_info.facts["other_keys"]
    assert "<7 bytes, hidden>" == ota.facts["keys"]["CHALLENGE"]
    assert "a claim" in ota.notes[0]


def test_other_property_lists_show_their_keys_and_what_each_is() -> None:
    shown = facts(
        {
            "text": "CANARY!",
            "flag": True,
            "number": 1,
            "real": 1.5,
            "data": b"123",
            "date": datetime(2024, 1, 1),  # noqa: DTZ001 - plistlib wants it so
            "dict": {"a": 1, "b": 2},
            "array": [1],
            "BootstrapToken": b"CANARY!",
        }
    )

    assert {
        "text": "<string>",
        "flag": "<true or false>",
        "number": "<number>",
        "real": "<number>",
        "data": "<3 bytes>",
        "date": "<date>",
        "dict": "<dictionary, 2 keys>",
        "array": "<array, 1 item>",
        "BootstrapToken": "<7 bytes, hidden>",
    } == shown["keys"]


def test_secrets_of_other_property_lists_are_shown_on_request() -> None:
    value = {"date": datetime(2024, 1, 1, tzinfo=UTC).replace(tzinfo=None), "list": [1, {"a": b"x"}]}

    assert {"date": "2024-01-01T00:00:00Z", "list": [1, {"a": "eA=="}]} == facts(value, show_secrets=True)[
        "keys"
    ]


def test_a_property_list_need_not_be_a_dictionary() -> None:
    assert "<array, 2 items>" == look(plistlib.dumps([1, 2])).facts["root"]


def test_a_broken_property_list_is_an_error() -> None:
    with pytest.raises(PlistError):
        look(b"<?xml version='1.0'?><plist><dict><key>a</key></plist>")
