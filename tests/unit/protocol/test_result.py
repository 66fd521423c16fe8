"""Connect messages: status, error chain, and the typed answer, each read when it is needed."""

from __future__ import annotations

import plistlib

import pytest

from pymdm import commands
from pymdm.errors import DecodeError, RemoteProtocolError
from pymdm.protocol import (
    CommandResult,
    EnrollmentID,
    EnrollmentKind,
    ErrorChainItem,
    Status,
    decode_result,
    encode_result,
)
from pymdm.protocol import result as module
from pymdm.protocol._message import MAX_NAME
from tests.support import shared

DEVICE = EnrollmentID(kind=EnrollmentKind.DEVICE, id="A")
KINDS = [
    DEVICE,
    EnrollmentID(kind=EnrollmentKind.USER, id="A:B", parent_id="A"),
    EnrollmentID(kind=EnrollmentKind.USER_ENROLLMENT_DEVICE, id="E"),
    EnrollmentID(kind=EnrollmentKind.USER_ENROLLMENT, id="E:B", parent_id="E"),
    EnrollmentID(kind=EnrollmentKind.SHARED_IPAD, id="A:jane@school.example", parent_id="A"),
]


def report(**keys: object) -> bytes:
    return plistlib.dumps({"UDID": "A", "Status": "Acknowledged", **keys})


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("who", KINDS, ids=lambda who: who.kind.name)
def test_every_status_of_every_kind_of_enrollment(who, status):
    raw = encode_result(enrollment=who, status=status, command_uuid="c-1")

    found = decode_result(raw)

    assert (status, "c-1", who) == (found.status, found.command_uuid, found.enrollment)
    assert who.kind is found.enrollment.kind
    assert raw == found.raw


def test_what_ends_a_command():
    assert [Status.ACKNOWLEDGED, Status.ERROR, Status.COMMAND_FORMAT_ERROR] == [s for s in Status if s.final]


def test_an_unknown_status_survives():
    found = decode_result(encode_result(enrollment=DEVICE, status="Postponed", command_uuid="c-1"))

    assert "Postponed" == found.status


@pytest.mark.parametrize(
    ("keys", "path"),
    [
        ({"Status": ""}, "Status"),
        ({"Status": 1}, "Status"),
        ({"Status": "A" * (MAX_NAME + 1)}, "Status"),
        ({"CommandUUID": b"c"}, "CommandUUID"),
        ({"CommandUUID": "A" * (MAX_NAME + 1)}, "CommandUUID"),
        ({"UDID": 1}, "UDID"),
        ({"EnrollmentID": "E"}, "EnrollmentID"),
        ({"UserID": ""}, "UserID"),
        ({"EnrollmentUserID": "E"}, "EnrollmentUserID"),
        ({"UserShortName": 1}, "UserShortName"),
        ({"UserLongName": 1}, "UserLongName"),
        ({"RequestType": 1}, "RequestType"),
        ({"AuthToken": 1}, "AuthToken"),
        ({"NotOnConsole": "yes"}, "NotOnConsole"),
    ],
)
def test_a_bad_envelope_is_refused_with_its_path(keys, path):
    with pytest.raises(DecodeError) as caught:
        decode_result(report(**keys))

    assert path == caught.value.path


def test_a_report_without_status_is_refused():
    with pytest.raises(DecodeError) as caught:
        decode_result(plistlib.dumps({"UDID": "A"}))

    assert "Status" == caught.value.path


@pytest.mark.parametrize("raw", [b"", b"garbage", plistlib.dumps(["Status"]), b"bplist00" + b"\xff" * 40])
def test_hostile_bytes_are_refused(raw):
    with pytest.raises(RemoteProtocolError):
        decode_result(raw)


def test_the_command_uuid_keeps_its_case():
    assert "aB-1 ä" == decode_result(report(CommandUUID="aB-1 ä")).command_uuid


def test_an_empty_command_uuid_names_no_command():
    assert decode_result(report(CommandUUID="")).command_uuid is None
    assert decode_result(report()).command_uuid is None


def test_what_users_send_beside_their_report():
    keys = {
        "UserID": "B",
        "UserShortName": "jane",
        "UserLongName": "Jane",
        "AuthToken": "t",
        "NotOnConsole": True,
    }

    found = decode_result(report(**keys))

    assert ("jane", "Jane", "t", True) == (
        found.user_short_name,
        found.user_long_name,
        found.auth_token,
        found.not_on_console,
    )


def test_the_callers_request_type_counts_more_than_the_devices():
    raw = report(RequestType="ProfileList")

    assert "ProfileList" == decode_result(raw).request_type
    assert "DeviceLock" == decode_result(raw, request_type="DeviceLock").request_type


def test_only_the_first_level_is_read_at_first(monkeypatch):
    calls = []
    loads = module.top_level_dictionary
    monkeypatch.setattr(module, "top_level_dictionary", lambda raw: calls.append(raw) or loads(raw))

    found = decode_result(report(QueryResponses={"OSVersion": "15.2"}))
    assert [] == calls

    assert {"OSVersion": "15.2"} == found.payload["QueryResponses"]
    assert () == found.error_chain
    assert found.payload is found.payload
    assert [found.raw] == calls


def test_an_error_chain_is_read_outermost_first():
    chain = (
        ErrorChainItem(
            localized_description="nein",
            us_english_description="no",
            error_domain="MCMDMErrorDomain",
            error_code=12021,
        ),
        ErrorChainItem(localized_description="warum", extra={"Hint": ["x"]}),
        ErrorChainItem(),
    )
    raw = encode_result(enrollment=DEVICE, status=Status.ERROR, command_uuid="c-1", error_chain=chain)

    found = decode_result(raw)

    assert chain == found.error_chain
    assert found.error_chain is found.error_chain
    assert ("request type is invalid",) == found.error_chain[0].meaning


@pytest.mark.parametrize(
    ("item", "meaning"),
    [
        (ErrorChainItem(), ()),
        (ErrorChainItem(error_domain="MCMDMErrorDomain"), ()),
        (ErrorChainItem(error_code=12021), ()),
        (ErrorChainItem(error_domain="NSCocoaErrorDomain", error_code=1), ()),
        (
            ErrorChainItem(error_domain="MCAPNErrorDomain", error_code=11000),
            ("APN cannot be installed", "a custom APN is installed already"),
        ),
    ],
)
def test_an_error_means_what_apple_wrote(item, meaning):
    assert meaning == item.meaning


@pytest.mark.parametrize(
    ("chain", "path"),
    [
        ("no", "ErrorChain"),
        (["no"], "ErrorChain[0]"),
        ([{}, {"ErrorCode": "12"}], "ErrorChain[1].ErrorCode"),
        ([{"ErrorCode": True}], "ErrorChain[0].ErrorCode"),
        ([{"ErrorDomain": 1}], "ErrorChain[0].ErrorDomain"),
        ([{"LocalizedDescription": 1}], "ErrorChain[0].LocalizedDescription"),
        ([{"USEnglishDescription": b""}], "ErrorChain[0].USEnglishDescription"),
    ],
)
def test_a_malformed_error_chain_is_refused_when_it_is_read(chain, path):
    found = decode_result(report(Status="Error", ErrorChain=chain))

    with pytest.raises(DecodeError) as caught:
        found.error_chain  # noqa: B018

    assert path == caught.value.path


def test_the_answer_is_typed_by_the_command():
    found = decode_result(report(QueryResponses={"OSVersion": "17.5"}), request_type="DeviceInformation")

    assert isinstance(found.answer, commands.DeviceInformationResponse)
    assert "17.5" == found.answer.query_responses.os_version
    assert found.answer is found.answer


def test_a_value_of_the_wrong_type_does_not_lose_the_others():
    raw = report(QueryResponses={"OSVersion": 17, "SerialNumber": "C02XK1ABJG5H"})
    answers = decode_result(raw, request_type="DeviceInformation").answer.query_responses

    assert (None, "C02XK1ABJG5H", {"OSVersion": 17}) == (
        answers.os_version,
        answers.serial_number,
        answers.extra,
    )


@pytest.mark.parametrize("request_type", [None, "BrandNewCommand"])
def test_an_unknown_command_has_no_typed_answer(request_type):
    assert decode_result(report(), request_type=request_type).answer is None


def test_keys_of_a_simulated_report_win():
    raw = encode_result(
        enrollment=DEVICE,
        status=Status.ACKNOWLEDGED,
        keys={"RequestType": "ProfileList", "ProfileList": [], "Status": "Odd"},
    )

    assert {"Status": "Odd", "UDID": "A", "RequestType": "ProfileList", "ProfileList": []} == plistlib.loads(
        raw
    )


def test_no_secret_is_shown():
    """T65"""
    found = decode_result(report(UserID="B", AuthToken="SECRET", UnlockToken="SECRET"))
    _ = found.payload

    assert "SECRET" not in repr(found)
    assert "SECRET" not in repr(ErrorChainItem(extra={"Key": "SECRET"}))


def test_reports_are_values():
    raw = report(CommandUUID="c-1")

    assert decode_result(raw) == decode_result(raw)
    assert isinstance(decode_result(raw), CommandResult)


def test_real_answer_of_a_mac():
    raw = shared("vectors/messages/DeviceInformation.1.plist").read_bytes()

    found = decode_result(raw)

    assert Status.ACKNOWLEDGED is found.status
    assert "76eda240-5488-4989-8339-f2ae160113c4" == found.command_uuid
    assert "66ADE930-5FDF-5EC4-8429-15640684C489" == found.enrollment.id
    assert "DeviceInformation" == found.request_type
    assert "fruit.example.com" == found.payload["QueryResponses"]["HostName"]


def test_the_answer_of_the_real_schema():
    responses = {"DeviceName": "Jane's Mac", "OSVersion": "15.2"}

    found = decode_result(report(QueryResponses=responses), request_type="DeviceInformation").answer

    assert "15.2" == found.query_responses.os_version
