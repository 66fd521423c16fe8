"""Commands, answers, payloads, declarations, status reports and manifests, explained by Apple's schema."""

from __future__ import annotations

import json
import plistlib
from typing import Any

import pytest

from pymdm import commands, declarations
from pymdm.cli._inspect_report import Report
from pymdm.errors import DecodeError
from pymdm.protocol import ddm
from pymdm.protocol.micromdm import CommandRequest
from tests.unit.cli.inspecting import UDID, facts, look, part, text

WIFI: dict[str, Any] = {
    "PayloadType": "com.apple.wifi.managed",
    "PayloadVersion": 1,
    "PayloadIdentifier": "com.example.wifi",
    "PayloadUUID": "B",
    "SSID_STR": "Office",
    "EncryptionType": "WPA2",
    "Password": "CANARY!",
}
REPORT: dict[str, Any] = {
    "StatusItems": {
        "device": {"model": {"family": "Mac"}, "brand-new": "CANARY!"},
        "management": {
            "declarations": {
                "activations": [],
                "assets": [],
                "management": [],
                "configurations": [
                    {
                        "identifier": "passcode",
                        "server-token": "1",
                        "active": False,
                        "valid": "invalid",
                        "reasons": [{"code": "Error.ConfigurationCannotBeApplied", "description": "why"}],
                    }
                ],
            }
        },
        "mdm": {"push-magic": "CANARY!"},
    },
    "Errors": [{"StatusItem": "device.udid", "Reasons": [{"code": "Error.NotSupported"}]}],
    "New": "CANARY!",
}


def profile(*payloads: dict[str, Any]) -> bytes:
    keys = {
        "PayloadType": "Configuration",
        "PayloadVersion": 1,
        "PayloadIdentifier": "com.example",
        "PayloadUUID": "A",
        "PayloadContent": list(payloads),
    }
    return plistlib.dumps(keys)


def shown(report: Report) -> dict[str, Any]:
    return dict(report.facts)


def answered(**keys: Any) -> dict[str, Any]:
    return {"Status": "Acknowledged", "UDID": UDID, "CommandUUID": "1", **keys}


def test_a_command_is_explained() -> None:
    facts_ = shown(look(commands.DeviceLock(pin="123456").encode(uuid="1")))

    assert "Lock the device at once" == facts_["about"]
    assert "iOS 4.0, macOS 10.7, visionOS 2.0, watchOS 10.0" == facts_["systems"]
    assert {"PIN": "<6 bytes, hidden>"} == facts_["keys"]


def test_settings_are_told_apart() -> None:
    order = commands.Settings(
        settings=[
            commands.Settings.Bluetooth(enabled=True),
            commands.Settings.DeviceName(device_name="Till"),
        ]
    )

    assert [{"Item": "Bluetooth", "Enabled": True}, {"Item": "DeviceName", "DeviceName": "Till"}] == shown(
        look(order.encode(uuid="1"))
    )["keys"]["Settings"]


def test_an_unknown_command_is_told_what_it_may_have_been() -> None:
    report = look(commands.Raw("DeviceLok", {"PIN": "CANARY!"}).encode(uuid="1"))

    assert ("pymdm does not know this command; it knows DeviceLock",) == report.notes
    assert {"PIN": "<string>"} == shown(report)["keys"]


def test_a_command_without_its_envelope_is_one_with_a_problem() -> None:
    report = look(plistlib.dumps(commands.DeviceLock(pin="12").wire()))

    assert ("command", "DeviceLock") == (report.kind, shown(report)["request_type"])
    assert "expected this dictionary under Command, and a CommandUUID beside it" == report.problems[0]
    assert "expected text of the form" in report.problems[1]


def test_secrets_in_addresses_of_a_command_are_hidden() -> None:
    """T50"""
    order = commands.InstallEnterpriseApplication(manifest_url="https://who:CANARY!@example.com/a?CANARY!")

    assert (
        "https://<hidden>@example.com/a?<hidden>"
        == shown(look(order.encode(uuid="1")))["keys"]["ManifestURL"]
    )


def test_the_profile_and_the_declarations_in_a_command_are_shown_too() -> None:
    tokens = json.dumps({"SyncTokens": {"Timestamp": "2026-01-01T00:00:00Z", "DeclarationsToken": "1"}})

    inside = part(look(commands.InstallProfile(payload=profile(WIFI)).encode(uuid="1")), "payload")
    sync = part(look(commands.DeclarativeManagement(data=tokens.encode()).encode(uuid="1")), "data")

    assert "profile" == inside.kind
    assert ("synchronization tokens", {"Timestamp": "2026-01-01T00:00:00Z", "DeclarationsToken": "1"}) == (
        sync.kind,
        shown(sync)["keys"]["SyncTokens"],
    )


def test_an_answer_is_known_by_its_keys_where_the_device_does_not_say() -> None:
    report = look(plistlib.dumps(answered(QueryResponses={"OSVersion": "15.2", "New": "CANARY!"})))

    assert {"QueryResponses": {"OSVersion": "15.2", "unknown_keys": {"New": "<string>"}}} == shown(report)[
        "answer"
    ]
    assert ("by its keys an answer to DeviceInformation",) == report.notes


@pytest.mark.parametrize("keys", [{}, {"BrandNew": 1}, {"QueryResponses": {}, "BrandNew": 1}])
def test_an_answer_that_could_be_any_stays_unread(keys: dict[str, Any]) -> None:
    report = look(plistlib.dumps(answered(**keys)))

    assert "answer" not in shown(report)
    assert () == report.notes


def test_a_setting_that_failed_is_told_although_the_command_was_acknowledged() -> None:
    items = [{"Status": "Acknowledged"}, {"Status": "Error", "ErrorChain": [{"ErrorCode": 1}]}]
    report = look(plistlib.dumps(answered(RequestType="Settings", Settings=items)))

    assert ("1 of its items failed, although the command was acknowledged",) == report.notes


def test_a_payload_is_read_by_its_class_and_its_secrets_are_hidden() -> None:
    data = profile(WIFI | {"BrandNew": "CANARY!"})
    report = look(data)
    (payload,) = shown(report)["payloads"]

    assert ("WiFi", ()) == (payload["title"], report.problems)
    assert {
        "SSID_STR": "Office",
        "EncryptionType": "WPA2",
        "Password": "<7 bytes, hidden>",
        "unknown_keys": {"BrandNew": "<string>"},
    } == payload["values"]
    assert "CANARY!" not in text(data)


def test_what_is_wrong_with_a_payload_is_a_problem_that_names_it() -> None:
    report = look(profile(WIFI | {"EncryptionType": "ROT13", "AutoJoin": "yes"}))

    assert (
        "com.example.wifi: AutoJoin: expected a boolean",
        "com.example.wifi: WiFi.EncryptionType: expected one of WEP, WPA, WPA2, WPA3, Any, None",
    ) == report.problems


def test_a_payload_of_a_new_type_is_only_named() -> None:
    (payload,) = shown(look(profile(WIFI | {"PayloadType": "com.apple.brand.new"})))["payloads"]

    assert False is payload["known"]
    assert "values" not in payload


def test_addresses_in_payloads_lose_their_secrets() -> None:
    """T50"""
    clip = WIFI | {
        "PayloadType": "com.apple.webClip.managed",
        "URL": "https://example.com/?CANARY!",
        "Label": "Clip",
    }
    (payload,) = shown(
        look(profile({key: clip[key] for key in clip if key not in ("Password", "SSID_STR")}))
    )["payloads"]

    assert "https://example.com/?<hidden>" == payload["values"]["URL"]


def test_a_declaration_is_explained() -> None:
    rules = declarations.PasscodeSettings(require_passcode=True, minimum_length=99)
    report = look(ddm.Declaration(identifier="passcode", payload=rules).encode())

    assert ("declaration", "configuration", "PasscodeSettings", "passcode") == (
        report.kind,
        shown(report)["declaration_kind"],
        shown(report)["title"],
        shown(report)["identifier"],
    )
    assert {"RequirePasscode": True, "MinimumLength": 99} == shown(report)["keys"]
    assert ("PasscodeSettings.MinimumLength: expected at most 16",) == report.problems


def test_a_declaration_of_a_new_type_shows_no_value() -> None:
    raw = declarations.Raw("com.apple.configuration.brand.new", {"Key": "CANARY!"})
    report = look(ddm.Declaration(identifier="new", payload=raw).encode())

    assert ({"Key": "<string>"}, False) == (shown(report)["keys"], shown(report)["known"])
    assert ("pymdm does not know this type of declaration",) == report.notes


def test_a_declaration_that_does_not_fit_is_shown_with_what_is_wrong() -> None:
    wire = {"Type": "com.apple.activation.simple", "Identifier": "always", "Payload": {}, "ServerToken": "1"}
    report = look(json.dumps(wire).encode())

    assert (
        "Payload.StandardConfigurations: expected an array of a string, found nothing",
    ) == report.problems
    assert () == report.notes


def test_a_status_report_shows_values_states_and_errors_but_no_secret() -> None:
    data = json.dumps(REPORT).encode()
    facts_ = shown(look(data))

    assert ("Mac", False) == (facts_["items"]["device.model.family"], facts_["full"])
    assert {"device.brand-new": "<string>"} == facts_["unknown_keys"]
    assert [
        {
            "kind": "configuration",
            "identifier": "passcode",
            "server_token": "1",
            "active": False,
            "valid": "invalid",
            "reasons": ["Error.ConfigurationCannotBeApplied: why"],
        }
    ] == facts_["declarations"]
    assert [{"item": "device.udid", "reasons": ["Error.NotSupported"]}] == facts_["errors"]
    assert {"New": "<string>"} == facts_["other_keys"]
    assert "CANARY!" not in text(data)


def test_a_status_report_inside_a_check_in_is_shown_too() -> None:
    message = {
        "MessageType": "DeclarativeManagement",
        "UDID": UDID,
        "Topic": "com.apple.mgmt.External.1",
        "Endpoint": "status",
        "Data": json.dumps({"StatusItems": {}, "FullReport": True}).encode(),
    }

    inside = part(look(plistlib.dumps(message)), "data")

    assert ("status report", True, ()) == (inside.kind, shown(inside)["full"], inside.notes)


def test_declaration_items_are_listed() -> None:
    always = ddm.Declaration(
        identifier="always", payload=declarations.ActivationSimple(standard_configurations=["a"])
    )
    item = {"Identifier": always.identifier, "ServerToken": always.server_token}
    found = {
        "Declarations": {"Activations": [item], "Configurations": [], "Assets": [], "Management": []},
        "DeclarationsToken": "1",
    }
    report = look(json.dumps(found).encode())

    assert ("declaration items", [item]) == (
        report.kind,
        shown(report)["keys"]["Declarations"]["Activations"],
    )


def test_an_app_manifest_is_shown_without_the_secret_in_its_address() -> None:
    """T50"""
    items = [
        {
            "assets": [{"kind": "software-package", "url": "https://example.com/a.pkg?CANARY!"}],
            "metadata": {"bundle-identifier": "com.example", "kind": "software", "title": "App"},
        }
    ]
    facts_ = facts({"items": items})

    (item,) = facts_["keys"]["items"]
    assert "https://example.com/a.pkg?<hidden>" == item["assets"][0]["url"]
    assert "App" == item["metadata"]["title"]


def test_an_app_manifest_that_is_not_whole_shows_its_keys_only() -> None:
    report = look(plistlib.dumps({"items": [{"assets": [{}]}]}))

    assert ("app manifest", {"items": "<array, 1 item>"}) == (report.kind, shown(report)["keys"])
    assert 1 == len(report.problems)


def test_a_command_in_the_json_of_micromdm_is_shown_as_a_command() -> None:
    body = CommandRequest(udid=UDID, command=commands.DeviceLock(pin="CANARY!")).encode()
    report = look(body)

    assert ("command in MicroMDM's JSON", UDID, None, "DeviceLock") == (
        report.kind,
        shown(report)["udid"],
        shown(report)["command_uuid"],
        shown(report)["request_type"],
    )
    assert "CANARY!" not in text(body)


@pytest.mark.parametrize(
    "wire",
    [
        {"StatusItems": []},
        {"Type": 1, "Identifier": "a", "Payload": {}},
        {"udid": 1, "request_type": "DeviceLock"},
    ],
)
def test_a_document_that_breaks_a_rule_of_its_kind_is_an_error(wire: dict[str, Any]) -> None:
    with pytest.raises(DecodeError, match="expected"):
        look(json.dumps(wire).encode())


def test_machine_info_shows_what_newer_systems_add_but_not_the_pairing_token() -> None:
    keys = facts(
        {
            "UDID": UDID,
            "SERIAL": "C02",
            "OS_VERSION": "26.1",
            "MANDATORY_SOFTWARE_UPDATE_REQUIRED": True,
            "PAIRING_TOKEN": b"CANARY!",
        }
    )["keys"]

    assert (True, "<7 bytes, hidden>") == (
        keys["MANDATORY_SOFTWARE_UPDATE_REQUIRED"],
        keys["PAIRING_TOKEN"],
    )
