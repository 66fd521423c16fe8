"""Status reports as values: items, errors, states of declarations; hostile ones end in one kind of error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from pymdm import status
from pymdm.errors import DecodeError, PymdmError, TooLarge
from pymdm.protocol import ddm
from pymdm.protocol.ddm._json import dumps
from pymdm.protocol.ddm.status_report import MAX_REPORT
from pymdm.schema import status_item_class
from tests.unit.protocol.ddm.fill import ITEMS, filled, passcode

REASON = {
    "code": "Error.ConfigurationCannotBeApplied",
    "description": "Configuration cannot be applied",
    "details": {"Error": "Profile Installation Failed"},
}


def entry(identifier: str, token: object = "1", **more: Any) -> dict[str, Any]:
    return {"identifier": identifier, "server-token": token, "active": True, "valid": "valid", **more}


#: In the form in which iPhones have reported since iOS 16, which send an item that Apple's schema lacks.
FIRST_REPORT = {
    "StatusItems": {
        "management": {
            "declarations": {
                "activations": [entry("always")],
                "configurations": [
                    entry("passcode", passcode().server_token),
                    entry("wifi", valid="invalid", reasons=[REASON]),
                ],
                "assets": [],
                "management": [entry("organization", active=False, valid="unknown")],
            },
            "client-capabilities": {
                "supported-versions": ["1.0.0"],
                "supported-payloads": {
                    "declarations": {"activations": ["com.apple.activation.simple"]},
                    "status-items": ["passcode.is-present", "device.model.family", "test.real-value"],
                },
                "supported-features": {},
            },
            "push-token": "AAEC",
        },
        "device": {"model": {"family": "iPhone"}, "operating-system": {"version": "16.0"}},
        "mdm": {"push-token": "AAEC"},
    },
    "Errors": [
        {
            "StatusItem": "test.error-value",
            "Reasons": [{"Code": "Error.Test", "Description": "no", "Details": {}}],
        }
    ],
}


def decode(report: object) -> ddm.StatusReport:
    return ddm.decode_status_report(json.dumps(report).encode())


def test_items_are_values_of_their_classes() -> None:
    report = decode(FIRST_REPORT)

    assert {"management.push-token": "AAEC"} == report.unknown
    assert {
        "management.declarations",
        "management.client-capabilities",
        "device.model.family",
        "device.operating-system.version",
        "mdm.push-token",
    } == report.items.keys()
    family, token = report.get(status.DeviceModelFamily), report.get(status.MDMPushToken)
    assert family is not None
    assert token is not None
    assert ("iPhone", b"\x00\x01\x02") == (family.value, token.value)
    assert family == report.items["device.model.family"]
    assert None is report.get(status.DeviceSerialNumber)
    assert ((), {}, False) == (report.problems, report.extra, report.full)
    assert json.dumps(FIRST_REPORT).encode() == report.raw


def test_values_are_not_shown() -> None:
    assert "AAEC" not in repr(decode(FIRST_REPORT))


def test_declarations_have_states() -> None:
    always, ours, wifi, organization = decode(FIRST_REPORT).declarations

    kind = ddm.DeclarationKind
    assert [kind.ACTIVATION, kind.CONFIGURATION, kind.CONFIGURATION, kind.MANAGEMENT] == [
        each.kind for each in (always, ours, wifi, organization)
    ]
    assert (True, ddm.Validity.VALID, ()) == (ours.active, ours.valid, ours.reasons)
    assert (False, ddm.Validity.UNKNOWN) == (organization.active, organization.valid)
    [reason] = wifi.reasons
    assert (ddm.Validity.INVALID, True) == (wifi.valid, reason.is_error)
    assert (REASON["code"], REASON["description"], REASON["details"]) == (
        reason.code,
        reason.description,
        reason.details,
    )


def test_a_state_is_about_one_revision() -> None:
    [state] = [each for each in decode(FIRST_REPORT).declarations if each.identifier == "passcode"]

    assert state.is_about(passcode())
    assert not state.is_about(passcode(minimum_length=9))
    assert not state.is_about(passcode("wifi"))


def test_what_is_odd_about_one_declaration_hides_no_other() -> None:
    odd = {"configurations": [5, {}, {"identifier": 7}, entry("b", 3, active="yes", valid=1, reasons="x")]}
    item = {**odd, "activations": {"identifier": "x"}, "assets": [entry("a", valid="pending")]}

    report = decode({"StatusItems": {"management": {"declarations": item}}})

    assert [("a", "1", True, "pending"), ("b", None, None, ddm.Validity.UNKNOWN)] == [
        (each.identifier, each.server_token, each.active, each.valid) for each in report.declarations
    ]
    assert report.problems
    assert () == decode({"StatusItems": {"management": {"declarations": []}}}).declarations
    assert () == decode({}).declarations


def test_errors_name_their_items() -> None:
    [error] = decode(FIRST_REPORT).errors

    assert "test.error-value" == error.status_item
    assert (ddm.Reason(code="Error.Test", description="no"),) == error.reasons


def test_reasons_are_read_in_both_spellings_and_whatever_is_wrong_with_them() -> None:
    reasons = [{"code": "Info.Predicate"}, 5, {"Code": 1, "Description": [], "Details": "x"}]

    [error] = decode({"Errors": [{"StatusItem": "a", "Reasons": reasons}]}).errors

    assert (ddm.Reason(code="Info.Predicate"), ddm.Reason()) == error.reasons
    assert not error.reasons[0].is_error


def test_what_does_not_fit_is_kept_and_told() -> None:
    report = decode(
        {
            "StatusItems": {"device": {"model": {"family": 5, "number": "A"}}, "passcode": 1},
            "Errors": [{"Reasons": []}, {"StatusItem": "a"}, 7],
            "FullReport": "true",
            "New": 1,
        }
    )

    assert [
        "StatusItems.device.model.family",
        "Errors[0].StatusItem",
        "Errors[2].StatusItem",
        "FullReport",
    ] == [problem.path for problem in report.problems]
    assert {"device.model.family": 5, "device.model.number": "A", "passcode": 1} == report.values
    assert ({"passcode": 1}, ("a",)) == (report.unknown, tuple(error.status_item for error in report.errors))
    assert ({"FullReport": "true", "New": 1}, False) == (report.extra, report.full)


def test_bytes_that_are_not_base64_are_kept_and_told() -> None:
    report = decode({"StatusItems": {"mdm": {"push-token": "AA=A!"}}})

    assert ["StatusItems.mdm.push-token"] == [problem.path for problem in report.problems]
    assert {"mdm.push-token": "AA=A!"} == report.values == report.items["mdm.push-token"].extra


def test_errors_that_are_no_array_are_kept() -> None:
    report = decode({"StatusItems": {}, "Errors": {"a": 1}})

    assert (({"Errors": {"a": 1}}), ()) == (report.extra, report.errors)
    assert ["Errors"] == [problem.path for problem in report.problems]


def test_a_full_report_says_so() -> None:
    assert decode({"StatusItems": {}, "FullReport": True}).full


@pytest.mark.parametrize("items", [[], "x", None, 5])
def test_items_that_are_no_dictionary_are_refused(items: object) -> None:
    with pytest.raises(DecodeError, match=r"^StatusItems: expected a dictionary$"):
        decode({"StatusItems": items})


@pytest.mark.parametrize("levels", [30, 63, 64, 500, 100_000])
@pytest.mark.parametrize(
    "around", ['{"StatusItems": %s}', '{"Errors": %s}', '{"StatusItems": {"mdm": {"app": %s}}}']
)
@pytest.mark.parametrize(("left", "right"), [('{"a":', "}"), ("[", "]")])
def test_t37_deep_reports_end_in_one_kind_of_error(levels: int, around: str, left: str, right: str) -> None:
    raw = (around % (left * levels + "1" + right * levels)).encode()
    try:
        report = ddm.decode_status_report(raw)
    except PymdmError:
        assert levels > 30 or "Errors" not in around
    else:
        assert levels < 64
        ddm.merge_status(ddm.DeviceStatus(), report)


def spoiled(value: Any) -> Iterator[Any]:
    """A value with something else in place of each of its parts, one at a time."""
    yield from (5, "x", None, [None], {"identifier": []})
    if isinstance(value, dict):
        for name, part in value.items():
            yield from ({**value, name: other} for other in spoiled(part))
    elif isinstance(value, list):
        yield from ([other] for other in spoiled(value[0]))


@pytest.mark.parametrize("name", ITEMS)
def test_t40_wrong_types_anywhere_in_an_item_cost_no_report(name: str) -> None:
    cls = status_item_class(name)
    assert cls is not None
    for value in spoiled(json.loads(dumps(filled(cls).wire()[name], where="x"))):
        report = decode({"StatusItems": {name: value}})
        known = ddm.merge_status(ddm.DeviceStatus(), report)
        assert name in report.items
        assert report.declarations == known.declarations
        assert ddm.decode_device_status(known.encode()) == known


def test_t75_large_reports_are_refused_unread() -> None:
    with pytest.raises(TooLarge, match=r"^status report: expected at most 1048576 bytes$"):
        ddm.decode_status_report(b"{" + b" " * MAX_REPORT)
