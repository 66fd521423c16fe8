"""Check-ins, results and commands: every known field, no secret."""

import plistlib
from collections.abc import Mapping
from typing import Any

import pytest

from pymdm import commands
from pymdm._model import Model, key, model
from pymdm.cli._inspect_report import Inquiry
from pymdm.cli._inspect_typed import typed
from pymdm.errors import DecodeError
from pymdm.protocol import plist
from tests.support import ROOT, shared
from tests.unit.cli.inspecting import IDLE, TOPIC, UDID, facts, look, part, text
from tests.unit.crypto.certs import NOW

TOKEN_UPDATE = {
    "MessageType": "TokenUpdate",
    "UDID": UDID,
    "Topic": TOPIC,
    "Token": b"PUSH" * 8,
    "PushMagic": "MAGIC-MAGIC",
    "UnlockToken": b"UNLOCK" * 5,
    "AwaitingConfiguration": False,
    "BrandNewKey": "PERHAPS-SECRET",
}


def test_a_check_in_shows_who_sends_it_and_what_it_knows() -> None:
    shown = facts(TOKEN_UPDATE)

    assert ("TokenUpdate", UDID, "Device", "device", "XML") == (
        shown["message_type"],
        shown["enrollment"],
        shown["enrollment_kind"],
        shown["channel"],
        shown["format"],
    )
    assert (TOPIC, False, UDID) == (
        shown["keys"]["Topic"],
        shown["keys"]["AwaitingConfiguration"],
        shown["keys"]["UDID"],
    )


def test_secrets_of_a_check_in_are_only_counted() -> None:
    shown = facts(TOKEN_UPDATE)

    assert "<32 bytes, hidden>" == shown["keys"]["Token"]
    assert "<11 bytes, hidden>" == shown["keys"]["PushMagic"]
    assert "<30 bytes, hidden>" == shown["keys"]["UnlockToken"]
    assert {"BrandNewKey": "<string>"} == shown["unknown_keys"]


def test_whoever_asks_for_secrets_sees_them() -> None:
    shown = facts(TOKEN_UPDATE, show_secrets=True)

    assert "MAGIC-MAGIC" == shown["keys"]["PushMagic"]
    assert shown["keys"]["Token"].startswith("UFVTSFBVU0h")
    assert {"BrandNewKey": "PERHAPS-SECRET"} == shown["unknown_keys"]


@pytest.mark.parametrize(
    ("kind", "key", "value"),
    [
        ("SetBootstrapToken", "BootstrapToken", b"CANARY!"),
        ("CheckOut", "AuthToken", "CANARY!"),
        ("GetToken", "TokenParameters", {"SecurityToken": "CANARY!"}),
        ("Authenticate", "Challenge", b"CANARY!"),
        ("Invented", "Whatever", {"Deep": ["CANARY!"]}),
    ],
)
def test_no_secret_reaches_the_output(kind: str, key: str, value: Any) -> None:
    message = {"MessageType": kind, "UDID": UDID, "Topic": TOPIC, "TokenServiceType": "x", key: value}
    data = plistlib.dumps(message)

    assert key in text(data)
    assert "CANARY!" not in text(data)
    assert "Q0FOQVJZ" not in text(data)


def test_a_binary_message_is_told_as_such() -> None:
    data = plistlib.dumps(TOKEN_UPDATE, fmt=plistlib.FMT_BINARY)

    assert "binary" == look(data).facts["format"]


def test_a_message_of_a_new_type_is_shown_with_a_note() -> None:
    report = look(plistlib.dumps({"MessageType": "Telepathy", "UDID": UDID}))

    assert "Telepathy" == report.facts["message_type"]
    assert report.notes


def test_a_broken_check_in_is_an_error_that_names_the_key() -> None:
    with pytest.raises(DecodeError, match="Topic: expected a string"):
        look(plistlib.dumps({"MessageType": "Authenticate", "UDID": UDID}))


@pytest.mark.parametrize(
    "path", sorted((ROOT / "tests" / "vectors" / "messages").glob("c*/*.plist")), ids=lambda path: path.name
)
def test_every_message_vector_is_recognised_and_tells_all_its_keys(path: Any) -> None:
    data = path.read_bytes()
    report = look(data)

    assert report.kind in ("check-in message", "result")
    keys = {*report.facts["keys"], *report.facts.get("unknown_keys", {})} | {"MessageType"}
    found = plist.loads(data)
    assert isinstance(found, dict)
    assert set() == found.keys() - keys


def test_an_idle_report_says_little() -> None:
    report = look(IDLE)

    assert ("result", "Idle", None) == (report.kind, report.facts["status"], report.facts["command_uuid"])
    assert "command uuid     (none)" in text(IDLE)


def test_the_answer_to_a_known_command_is_typed() -> None:
    shown = facts(
        {
            "Status": "Acknowledged",
            "UDID": UDID,
            "CommandUUID": "1",
            "RequestType": "ProfileList",
            "AuthToken": "CANARY!",
            "ProfileList": [{"PayloadIdentifier": "a", "PayloadUUID": "b", "New": 1}],
        }
    )

    (item,) = shown["answer"]["ProfileList"]
    assert ("a", {"New": "<number>"}) == (item["PayloadIdentifier"], item["unknown_keys"])
    assert "<array, 1 item>" == shown["keys"]["ProfileList"]
    assert "<7 bytes, hidden>" == shown["keys"]["AuthToken"]


def test_a_wrong_value_in_an_answer_is_a_problem_and_not_the_end() -> None:
    report = look(
        plistlib.dumps(
            {
                "Status": "Acknowledged",
                "UDID": UDID,
                "CommandUUID": "1",
                "RequestType": "DeviceInformation",
                "QueryResponses": {"OSVersion": 15, "HostName": "fruit"},
            }
        )
    )

    assert ("QueryResponses.OSVersion: expected a string",) == report.problems
    assert "fruit" == report.facts["answer"]["QueryResponses"]["HostName"]


def test_errors_of_a_device_are_explained() -> None:
    data = plistlib.dumps(
        {
            "Status": "Error",
            "UDID": UDID,
            "CommandUUID": "1",
            "ErrorChain": [
                {
                    "ErrorDomain": "MCInstallationErrorDomain",
                    "ErrorCode": 4001,
                    "LocalizedDescription": "Nein",
                },
                {"ErrorDomain": "MCProfileErrorDomain", "ErrorCode": 1000, "USEnglishDescription": "Bad"},
                {"ErrorDomain": "NewDomain", "ErrorCode": 1},
            ],
        }
    )
    first, second, third = look(data).facts["error_chain"]

    assert first["meaning"] == "installation failed or profile must be installed without interaction"
    assert ("profile is malformed", "Bad") == (second["meaning"], second["description"])
    assert None is third["meaning"]
    assert "profile is malformed" in text(data)


def test_a_broken_error_chain_is_a_problem() -> None:
    report = look(plistlib.dumps({"Status": "Error", "UDID": UDID, "ErrorChain": "none"}))

    assert ("ErrorChain: expected an array",) == report.problems


def test_a_status_of_tomorrow_is_shown_with_a_note() -> None:
    report = look(plistlib.dumps({"Status": "Pondering", "UDID": UDID}))

    assert ("Pondering", ("pymdm does not know this status",)) == (report.facts["status"], report.notes)


def test_a_command_shows_its_keys_and_hides_the_pin() -> None:
    report = look(commands.DeviceLock(pin="123456", message="call").encode(uuid="u-1"))

    assert ("DeviceLock", "u-1", True, ()) == (
        report.facts["request_type"],
        report.facts["command_uuid"],
        report.facts["known"],
        report.problems,
    )
    assert {"Message": "call", "PIN": "<6 bytes, hidden>"} == report.facts["keys"]


@pytest.mark.parametrize(
    ("command", "problem"),
    [
        ({"RequestType": "DeviceLock", "PIN": "abc"}, "DeviceLock.PIN: expected text of the form"),
        ({"RequestType": "DeviceLock", "PIN": 1}, "Command.PIN: expected a string"),
        ({"RequestType": "RemoveProfile"}, "Command.Identifier: expected a string, found nothing"),
        ({"RequestType": ""}, "Command.RequestType: expected a string"),
    ],
)
def test_what_a_device_would_refuse_in_a_command_is_a_problem(command: dict[str, Any], problem: str) -> None:
    report = look(plistlib.dumps({"CommandUUID": "1", "Command": command}))

    assert report.problems[0].startswith(problem)


def test_a_command_without_a_uuid_is_a_problem() -> None:
    report = look(plistlib.dumps({"Command": {"RequestType": "ProfileList"}, "Extra": 1}))

    assert ("CommandUUID: expected a string that is not empty",) == report.problems
    assert {"Extra": "<number>"} == report.facts["other_keys"]


def test_a_command_that_the_schema_lacks_shows_the_shape_of_its_keys() -> None:
    report = look(commands.Raw("Telepathy", {"Thought": "CANARY!"}).encode(uuid="1"))

    assert {"Thought": "<string>"} == report.facts["keys"]
    assert ("pymdm does not know this command",) == report.notes


def test_a_profile_inside_a_command_is_looked_into() -> None:
    profile = plistlib.dumps(
        {
            "PayloadType": "Configuration",
            "PayloadVersion": 1,
            "PayloadIdentifier": "com.example",
            "PayloadUUID": "u",
            "PayloadContent": [],
        }
    )
    report = look(commands.InstallProfile(payload=profile).encode(uuid="1"))

    assert f"<{len(profile)} bytes, hidden>" == report.facts["keys"]["Payload"]
    assert "com.example" == part(report, "payload").facts["identifier"]


def test_the_real_messages_are_told() -> None:
    token_update = look(shared("vectors/messages/TokenUpdate.2.plist").read_bytes())
    answer = look(shared("vectors/messages/DeviceInformation.1.plist").read_bytes())

    assert UDID == token_update.facts["enrollment"] == answer.facts["enrollment"]
    assert "<32 bytes, hidden>" == token_update.facts["keys"]["Token"]
    assert "fruit.example.com" == answer.facts["answer"]["QueryResponses"]["HostName"]


@model
class Free(Model):
    anything: Mapping[str, Any] = key("Anything")


def test_free_dictionaries_of_the_schema_are_only_counted() -> None:
    asked = Inquiry(now=NOW)

    assert {"Anything": "<dictionary, 1 key>"} == typed(Free(anything={"a": "CANARY!"}), asked)
