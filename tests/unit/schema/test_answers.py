"""Answers of devices, typed: whatever one leaves out or adds."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from pymdm import commands, documents, profiles, schema
from pymdm._model import Model
from pymdm._model._fields import fields_of
from pymdm.errors import DecodeError
from pymdm.schema._index import COMMANDS, REQUEST_TYPES

ENVELOPE = {"Status": "Acknowledged", "UDID": "66ADE930", "CommandUUID": "0001"}


def test_device_information_is_typed() -> None:
    answer = commands.DeviceInformationResponse.decode(
        ENVELOPE
        | {
            "QueryResponses": {
                "UDID": "66ADE930",
                "OSVersion": "17.0",
                "DeviceCapacity": 64,
                "BatteryLevel": -1.0,
                "IsSupervised": True,
                "Languages": ["en"],
                "EthernetMACs": ["00:00:00:00:00:00"],
                "LastCloudBackupDate": dt.datetime(2025, 1, 1, tzinfo=dt.UTC),
                "ServiceSubscriptions": [{"IMEI": "35", "Slot": "CTSubscriptionSlotOne"}],
                "OrganizationInfo": {"OrganizationName": "Example"},
                "BrandNew": {"a": 1},
            }
        }
    )
    facts = answer.query_responses
    assert facts is not None
    assert ("17.0", 64.0, -1.0, True) == (
        facts.os_version,
        facts.device_capacity,
        facts.battery_level,
        facts.is_supervised,
    )
    assert (("en",), ("00:00:00:00:00:00",)) == (facts.languages, facts.ethernet_macs)
    assert facts.service_subscriptions is not None
    assert "35" == facts.service_subscriptions[0].imei
    assert facts.organization_info is not None
    assert "Example" == facts.organization_info.organization_name
    assert {"BrandNew": {"a": 1}} == facts.extra
    assert {} == answer.extra


def test_security_info_is_typed_and_its_key_is_not_shown() -> None:
    answer = commands.SecurityInfoResponse.decode(
        {
            "SecurityInfo": {
                "FDE_Enabled": True,
                "FDE_PersonalRecoveryKeyCMS": b"hunter2",
                "FirewallSettings": {"FirewallEnabled": True, "Applications": [{"Allowed": False}]},
                "ManagementStatus": {"IsUserEnrollment": False},
            }
        }
    )
    state = answer.security_info
    assert state is not None
    assert state.fde_enabled is True
    assert b"hunter2" == state.fde_personal_recovery_key_cms
    assert "hunter2" not in repr(answer)
    assert state.firewall_settings is not None
    assert state.firewall_settings.applications is not None
    assert state.firewall_settings.applications[0].allowed is False


def test_a_profile_list_is_typed() -> None:
    answer = commands.ProfileListResponse.decode(
        ENVELOPE
        | {
            "ProfileList": [
                {
                    "PayloadUUID": "U",
                    "PayloadIdentifier": "com.example",
                    "SignerCertificates": [b"der"],
                    "PayloadContent": [{"PayloadType": "com.apple.mdm", "PayloadVersion": 1}],
                },
                {},
            ]
        }
    )
    assert answer.profile_list is not None
    first, second = answer.profile_list
    assert ("com.example", (b"der",)) == (first.payload_identifier, first.signer_certificates)
    assert first.payload_content is not None
    assert "com.apple.mdm" == first.payload_content[0].payload_type
    assert second.payload_identifier is None


def test_a_lock_tells_what_became_of_its_message() -> None:
    assert "Success" == commands.DeviceLockResponse.decode({"MessageResult": "Success"}).message_result


@pytest.mark.parametrize("request_type", [name for name, (_, answer) in REQUEST_TYPES.items() if answer])
def test_an_answer_may_lack_everything(request_type: str) -> None:
    answer = schema.answer_class(request_type)
    assert answer is not None
    assert {} == answer.decode(ENVELOPE).wire()


def test_a_wrong_type_is_named_by_its_place() -> None:
    with pytest.raises(DecodeError) as caught:
        commands.DeviceInformationResponse.decode({"QueryResponses": {"OSVersion": 17}})
    assert "QueryResponses.OSVersion" == caught.value.path


def test_one_wrong_value_need_not_cost_the_rest() -> None:
    problems: list[DecodeError] = []
    wire: dict[str, Any] = {"QueryResponses": {"OSVersion": 17, "UDID": "66ADE930"}}
    answer = commands.DeviceInformationResponse.decode(wire, problems=problems)
    assert ["QueryResponses.OSVersion"] == [problem.path for problem in problems]
    assert wire == answer.wire()


def test_every_query_has_an_answer_of_its_name() -> None:
    answers = {field.key.wire for field in fields_of(commands.DeviceInformationResponse.QueryResponses)}
    queries = {field.name: field for field in fields_of(commands.DeviceInformation)}["queries"]
    assert 88 == len(queries.key.allowed)
    assert set() == set(queries.key.allowed) - answers


def test_the_index_names_every_class_and_every_class_exists() -> None:
    named = {name for names in REQUEST_TYPES.values() for name in names if name}
    assert named == COMMANDS.keys()
    assert [] == [name for name in named if getattr(schema, name).__name__ != name]
    assert list(REQUEST_TYPES) == [schema.command_class(name).request_type for name in REQUEST_TYPES]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "value",
    [
        commands.InstallApplication(identifier="a", configuration={"ApiToken": "hunter2"}),
        commands.InstallEnterpriseApplication(manifest={}, configuration={"ApiToken": "hunter2"}),
        commands.Settings(
            settings=[
                commands.Settings.ApplicationConfiguration(identifier="a", configuration={"a": "hunter2"})
            ]
        ),
        commands.ApplyRedemptionCode(identifier="a", redemption_code="hunter2"),
        commands.ManagedApplicationFeedbackResponse.decode(
            {"ManagedApplicationFeedback": [{"Identifier": "a", "Feedback": {"a": "hunter2"}}]}
        ),
        commands.ManagedApplicationConfigurationResponse.decode(
            {"ApplicationConfigurations": [{"Identifier": "a", "Configuration": {"a": "hunter2"}}]}
        ),
        profiles.ManagedPreferences.decode(
            {"PayloadContent": {"a": {"Forced": [{"mcx_preference_settings": {"a": "hunter2"}}]}}}
        ),
        profiles.DNSProxy(app_bundle_identifier="a", provider_configuration={"a": "hunter2"}),
        profiles.WebContentFilter(filter_type="Plugin", vendor_config={"a": "hunter2"}),
        profiles.ExtensibleSingleSignOn(
            extension_identifier="a", type="Redirect", extension_data={"a": "hunter2"}
        ),
        documents.PasswordHash.decode(
            {"SALTED-SHA512-PBKDF2": {"salt": b"hunter2", "entropy": b"hunter2", "iterations": 1}}
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_an_app_is_told_and_what_opens_something_is_in_no_repr(value: Model) -> None:
    assert "hunter2" in str(value.wire())
    assert "hunter2" not in repr(value)
