"""What is known of a device after all its reports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pymdm import status
from pymdm.errors import DecodeError, TooLarge
from pymdm.protocol import ddm
from pymdm.protocol.ddm.device_status import MAX_STATUS, _comes_in_parts
from tests.support import shared
from tests.unit.protocol.ddm.fill import ITEMS
from tests.unit.protocol.ddm.test_status_report import FIRST_REPORT, decode

NOTHING = ddm.DeviceStatus()


def told(*reports: dict[str, Any], known: ddm.DeviceStatus = NOTHING) -> ddm.DeviceStatus:
    for report in reports:
        known = ddm.merge_status(known, decode(report))
    return known


def apps(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"StatusItems": {"app": {"managed": {"list": list(entries)}}}}


def app(identifier: str, **keys: Any) -> dict[str, Any]:
    return {"identifier": identifier, **keys}


def test_a_report_of_changes_changes_what_it_names_and_nothing_else() -> None:
    before = told({"StatusItems": {"device": {"model": {"family": "Mac", "number": "A"}}, "new": {"x": 1}}})

    after = told({"StatusItems": {"device": {"model": {"number": "B"}}, "new": {"y": 2}}}, known=before)

    assert {
        "device.model.family": "Mac",
        "device.model.number": "B",
        "new.x": 1,
        "new.y": 2,
    } == after.values
    assert "A" == before.values["device.model.number"]
    number = after.get(status.DeviceModelNumber)
    assert number is not None
    assert ("B", None) == (number.value, after.get(status.DeviceSerialNumber))


def test_a_full_report_replaces_everything() -> None:
    before = told(FIRST_REPORT, apps(app("a"), app("b")))

    after = told({**apps(app("b")), "FullReport": True}, known=before)

    assert {"app.managed.list": [app("b")]} == after.values
    assert {} == after.errors


def test_entries_with_identifiers_come_in_parts() -> None:
    known = told(
        apps(app("a", name="A", state="installing"), app("b", name="B"), app("gone", _removed=True)),
        apps(
            app("c", name="C"), app("a", state="managed"), app("b", _removed=True), app("d", _removed=False)
        ),
    )

    # An entry is taken as a whole: "a" no longer has its name.
    assert [app("a", state="managed"), app("c", name="C"), app("d", _removed=False)] == known.values[
        "app.managed.list"
    ]
    item = known.get(status.AppManagedList)
    assert item is not None
    assert ["a", "c", "d"] == [each.identifier for each in item.value or ()]


def test_a_full_report_keeps_no_removed_entry_either() -> None:
    known = told(apps(app("a")), {**apps(app("a", _removed=True), app("b")), "FullReport": True})

    assert [app("b")] == known.values["app.managed.list"]


def test_the_last_of_two_entries_counts() -> None:
    assert [app("a", name="2")] == told(apps(app("a", name="1"), app("a", name="2"))).values[
        "app.managed.list"
    ]


def test_an_entry_without_identifier_removes_nothing() -> None:
    known = told(apps(app("a")), apps({"name": "?"}, app("b")))

    assert [app("a"), app("b")] == known.values["app.managed.list"]


def test_other_arrays_are_replaced() -> None:
    values = [{"StatusItems": {"test": {"array-value": array}}} for array in (["a", "b"], ["c"])]
    assert ["c"] == told(*values).values["test.array-value"]


def test_the_states_of_declarations_are_replaced_as_a_whole() -> None:
    def report(*names: str) -> dict[str, Any]:
        states = {"configurations": [{"identifier": name, "valid": "valid"} for name in names]}
        return {"StatusItems": {"management": {"declarations": states}}}

    assert ["b"] == [state.identifier for state in told(report("a", "b"), report("b")).declarations]


def test_of_unknown_arrays_the_entries_decide() -> None:
    def report(*entries: object) -> dict[str, Any]:
        return {"StatusItems": {"new": list(entries)}}

    assert [app("a"), app("b")] == told(report(app("a")), report(app("b"))).values["new"]
    assert [app("b"), 5] == told(report(app("a")), report(app("b"), 5)).values["new"]
    assert [] == told(report(app("a")), report()).values["new"]
    assert [app("a")] == told({"StatusItems": {"new": 1}}, report(app("a"))).values["new"]


def test_the_schema_says_what_comes_in_parts() -> None:
    folder = shared("apple-device-management/declarative/status")
    texts = [path.read_text(encoding="utf-8") for path in Path(folder).glob("*.yaml")]
    expected = {
        text.partition("statusitemtype: ")[2].split()[0] for text in texts if "- key: _removed\n" in text
    }

    assert 16 == len(expected)
    assert expected == {name for name in ITEMS if _comes_in_parts(name, [app("x")])}


def test_an_error_stays_until_the_item_has_a_value() -> None:
    wrong = {
        "StatusItems": {},
        "Errors": [{"StatusItem": "device.model.family", "Reasons": [{"Code": "Error.X"}]}],
    }
    right = {"StatusItems": {"device": {"model": {"family": "Mac"}}}, "Errors": []}

    failing = told(right, wrong, {"StatusItems": {"mdm": {"push-magic": "x"}}})

    assert (ddm.Reason(code="Error.X"),) == failing.errors["device.model.family"].reasons
    assert "Mac" == failing.values["device.model.family"]
    assert {} == told(right, known=failing).errors
    assert {} == told({**right, "FullReport": True}, known=failing).errors


def test_it_is_put_away_and_read_again() -> None:
    known = told(FIRST_REPORT, apps(app("a", name="ü")))

    read = ddm.decode_device_status(known.encode())

    assert known == read
    assert known.encode() == read.encode()
    assert known.declarations == read.declarations != ()


@pytest.mark.parametrize(
    "raw", [b"[]", b"{}", b'{"values": [], "errors": []}', b'{"values": {}, "errors": {}}']
)
def test_something_else_is_not_read(raw: bytes) -> None:
    with pytest.raises(DecodeError):
        ddm.decode_device_status(raw)


def test_values_are_not_shown() -> None:
    assert "AAEC" not in repr(told(FIRST_REPORT))


def test_t75_a_device_cannot_make_the_server_remember_without_end() -> None:
    huge = {str(n): "x" * 500_000 for n in range(2)}
    known = told(*({"StatusItems": {f"new-{n}": huge}} for n in range(4)))
    with pytest.raises(TooLarge, match=rf"^device status: expected at most {MAX_STATUS} bytes$"):
        told({"StatusItems": {"one-more": huge}}, known=known)
    assert 8 == len(known.values)
    assert len(known.encode()) <= MAX_STATUS
    assert {} == told({"StatusItems": {}, "FullReport": True}, known=known).values
    with pytest.raises(TooLarge):
        ddm.decode_device_status(
            json.dumps({"values": huge | {"a": "x" * MAX_STATUS}, "errors": []}).encode()
        )
