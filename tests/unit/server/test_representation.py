"""Records and property lists as JSON."""

from __future__ import annotations

import enum
import inspect
import json
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

from pymdm.errors import Reason
from pymdm.protocol import EnrollmentID, EnrollmentKind, PushTarget, plist
from pymdm.server import representation as rep
from pymdm.service import CommandState, EnrollmentSession, EnrollmentState, Purpose, events, records

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
CANARY = "c4n4ry"
WHO = EnrollmentID(kind=EnrollmentKind.USER, id="U1:ada", parent_id="U1")


def classes() -> list[type[Any]]:
    found = {
        kind
        for module in (records, events)
        for kind in vars(module).values()
        if inspect.isclass(kind) and attrs.has(kind) and kind.__module__ == module.__name__
    }
    return sorted(found, key=lambda kind: kind.__name__)


#: A value of each type that a record's field may have; texts and bytes are canaries.
VALUES: dict[str, object] = {
    "int": 7,
    "bool": True,
    "datetime": NOW,
    "EnrollmentID": WHO,
    "EnrollmentState": EnrollmentState.ENROLLED,
    "CommandState": CommandState.PENDING,
    "Purpose": Purpose.DEVICE,
    "Reason": Reason.EXPIRED,
    "str": CANARY,
    "bytes": CANARY.encode(),
    "tuple[str, ...]": (CANARY,),
    "PushTarget": PushTarget(topic=f"com.apple.mgmt.{CANARY}", token=CANARY.encode(), push_magic=CANARY),
    "EnrollmentSession": EnrollmentSession(id="s", created_at=NOW, expires_at=NOW),
}


def filled(kind: type[Any]) -> Any:
    """A value of a class in which every field is set, those that are hidden to a canary."""
    shown: dict[type, object] = {str: "shown", bytes: b"\x01\x02", tuple: ("shown",)}
    values = {}
    for field in attrs.fields(kind):
        value = VALUES[str(field.type).removesuffix(" | None")]
        values[field.name] = value if field.repr is False else shown.get(type(value), value)
    return kind(**values)


@pytest.mark.parametrize("kind", classes(), ids=lambda kind: kind.__name__)
def test_no_hidden_field_of_any_record_or_event_is_shown(kind: type[Any]) -> None:
    """T65: each field that a class hides from repr holds a canary here."""
    shown = json.dumps([rep.record(filled(kind)), rep.event(filled(kind))])

    for form in (CANARY, CANARY.encode().hex(), "YzRuNHJ5"):
        assert form not in shown


def test_the_canaries_are_there() -> None:
    record = filled(records.EnrollmentRecord)

    assert (
        record.push.push_magic == record.unlock_token.decode() == record.raw_token_update.decode() == CANARY
    )
    assert 15 < len(classes())


def test_an_enrollment_shows_what_an_operator_looks_for() -> None:
    shown = rep.record(filled(records.EnrollmentRecord))

    assert {"id": "U1:ada", "kind": "User"} == shown["id"]
    assert ("enrolled", "0102", "2026-06-01T12:00:00Z") == (
        shown["state"],
        shown["pin"],
        shown["enrolled_at"],
    )
    assert not {"push", "certificate", "unlock_token", "bootstrap_token"} & shown.keys()


def test_a_record_inside_a_record_is_shown_as_one() -> None:
    shown = rep.record(filled(records.IdentityRecord))

    assert "s" == shown["session"]["id"]
    assert "0102" == shown["fingerprint"]


PAIRS = [
    ({"a": [1, True, 1.5, "x"]}, {"a": [1, True, 1.5, "x"]}),
    (b"\x00\xff", {"$data": "AP8="}),
    (datetime(2026, 1, 31, 12, tzinfo=UTC), {"$date": "2026-01-31T12:00:00Z"}),
    (datetime(900, 1, 1, tzinfo=UTC), {"$date": "0900-01-01T00:00:00Z"}),
    ({"$data": 1, "b": 2}, {"$data": 1, "b": 2}),
]


@pytest.mark.parametrize(("value", "shown"), PAIRS)
def test_property_lists_survive_the_way_through_json(value: object, shown: object) -> None:
    assert shown == rep.to_json(value)
    assert value == rep.from_json(json.loads(json.dumps(shown)))


def test_a_tuple_is_a_list() -> None:
    assert [1, [2]] == rep.to_json((1, (2,)))


@pytest.mark.parametrize(
    "value",
    [
        {"$data": None},
        {"$data": 5},
        {"$data": ["AA=="]},
        {"$data": "AA"},
        {"$data": "A A="},
        {"$data": "ÄÄ=="},
        {"$date": None},
        {"$date": 0},
        {"$date": "2026-01-31"},
        {"$date": "2026-01-31T12:00:00+01:00"},
        {"$date": "2026-02-30T12:00:00Z"},
    ],
)
def test_data_and_dates_are_read_strictly(value: object) -> None:
    with pytest.raises(ValueError, match=r'"\$da(ta|te)" must'):
        rep.from_json(value)


def nested(depth: int, kind: str) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value] if kind == "array" else {"k": value}
    return value


@pytest.mark.parametrize("kind", ["array", "object"])
def test_json_may_be_as_deep_as_a_property_list(kind: str) -> None:
    """T37"""
    deepest = nested(rep.MAX_DEPTH, kind)

    assert deepest == rep.from_json(deepest)
    with pytest.raises(ValueError, match="inside each other"):
        rep.from_json([deepest])


def test_an_answer_is_shown_whole() -> None:
    assert rep.result(None) is None
    assert {"Status": "Idle", "D": {"$data": "AQ=="}} == rep.result(
        plist.dumps({"Status": "Idle", "D": b"\x01"})
    )


def test_an_answer_that_is_malformed_inside_is_shown_as_it_came() -> None:
    raw = plist.dumps({"Status": "Acknowledged", "UDID": "U", "A": [5]}).replace(b"5", b"five")

    shown = rep.result(raw)

    assert {"unreadable", "raw"} == shown.keys()
    assert raw == rep.from_json(shown["raw"])


class Colour(enum.Enum):
    RED = "red"


@attrs.frozen(kw_only=True)
class Odd:
    colours: tuple[Colour, ...]


def test_values_inside_a_tuple_are_shown_like_others() -> None:
    assert {"colours": ["red"]} == rep.record(Odd(colours=(Colour.RED,)))
