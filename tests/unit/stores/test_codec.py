"""Records as columns and back: nothing is lost, and what has not changed is not sealed again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import attrs
import pytest

from pymdm.crypto import SealKey
from pymdm.errors import Reason, StorageError
from pymdm.protocol import EnrollmentID, EnrollmentKind, PushTarget
from pymdm.service import events as ev
from pymdm.service.queue import Session
from pymdm.service.records import CommandRecord, CommandState, EnrollmentRecord, EnrollmentState
from pymdm.stores import _codec, _codec_log
from pymdm.stores.rows import Slot

KEY = SealKey.generate()
NOW = datetime(2026, 1, 5, 9, 0, 0, 123456, tzinfo=UTC)
SAM = EnrollmentID(kind=EnrollmentKind.SHARED_IPAD, id="PAD:SAM", parent_id="PAD")

#: A value of every type that a field of a record or event may have.
SAMPLES: dict[str, Any] = {
    "int": 7,
    "bool": True,
    "str": "text",
    "bytes": b"bytes \x00\xff",
    "datetime": NOW,
    "str | None": "text",
    "bytes | None": b"other bytes",
    "int | None": 3,
    "datetime | None": NOW + timedelta(microseconds=1),
    "tuple[str, ...]": ("A", "B"),
    "Reason": Reason.TOPIC_WRONG,
    "EnrollmentID": SAM,
    "EnrollmentState": EnrollmentState.CHECKED_OUT,
    "CommandState": CommandState.UNREADABLE,
    "PushTarget | None": PushTarget(topic="com.apple.mgmt.x", token=b"token", push_magic="mägic"),
}


def full(kind: type[Any], **fields: Any) -> Any:
    """A record in which no field has its default."""
    return kind(**{field.name: SAMPLES[str(field.type)] for field in attrs.fields(kind)} | fields)


def slot(**fields: Any) -> Slot:
    return Slot(
        record=full(EnrollmentRecord, **fields),
        session=Session(number=4, refusing=True),
        push_wanted_at=NOW,
        push_retry_at=NOW,
        push_failures=5,
        token_dead=True,
        woken_at=NOW,
        expiry_told_at=NOW,
        refusals_told={Reason.REVOKED: NOW, Reason.EXPIRED: NOW},
    )


EVENTS = [
    kind for name in ev.__all__ if issubclass(kind := getattr(ev, name), ev.Event) and kind is not ev.Event
]


@pytest.mark.parametrize("kind", EVENTS)
def test_every_event_comes_back_as_it_was(kind: type[ev.Event]) -> None:
    event = full(kind)
    base = {field.name for field in attrs.fields(ev.Event)}
    fields = {name: value for name, value in attrs.asdict(event, recurse=False).items() if name not in base}
    columns = _codec_log.event_to_columns(event.id, kind, event.enrollment, event.at, fields, KEY)
    again = _codec_log.event_from_columns(columns, KEY)
    assert again == event
    assert again.enrollment.kind is event.enrollment.kind
    assert all(isinstance(value, str | int | bytes | None) for value in columns.values())


def test_an_event_of_a_later_version_is_told() -> None:
    columns = _codec_log.event_to_columns(1, ev.Enrolled, SAM, NOW, {"generation": 1}, KEY)
    with pytest.raises(StorageError, match="update pymdm"):
        _codec_log.event_from_columns({**columns, "kind": "Teleported"}, KEY)


def test_an_enrollment_comes_back_with_every_field() -> None:
    whole = slot()
    columns = _codec.slot_to_columns(whole, KEY)
    again = _codec.slot_from_columns(columns, KEY)
    assert again == whole
    assert again.record.id.kind is EnrollmentKind.SHARED_IPAD
    assert {str, int, bool, bytes} >= {type(value) for value in columns.values()}


def test_an_enrollment_with_nothing_in_it_comes_back() -> None:
    empty = Slot(record=EnrollmentRecord(id=EnrollmentID(kind=EnrollmentKind.DEVICE, id="MAC")))
    columns = _codec.slot_to_columns(empty, KEY)
    assert _codec.slot_from_columns(columns, KEY) == empty
    assert columns["unlock_token"] is columns["push_token"] is None


def test_only_what_has_changed_is_written_and_sealed() -> None:
    before = slot()
    assert _codec.slot_to_columns(before, KEY, before) == {}
    seen = before.with_record(last_seen_at=NOW + timedelta(days=1))
    assert set(_codec.slot_to_columns(seen, KEY, before)) == {"last_seen_at"}
    unlocked = before.with_record(unlock_token=b"new")
    assert set(_codec.slot_to_columns(unlocked, KEY, before)) == {"unlock_token"}
    assert _codec.slot_to_columns(before.with_record(push=None), KEY, before) == {
        "push_topic": None,
        "push_token": None,
        "push_magic": None,
    }


def test_a_command_comes_back_with_every_field() -> None:
    command = full(CommandRecord)
    columns = _codec.command_to_columns(command, KEY)
    assert _codec.command_from_columns(columns, KEY) == command
    sent = attrs.evolve(command, sent_count=8)
    assert _codec.command_to_columns(sent, KEY, command) == {"sent_count": 8}


def test_what_drivers_give_in_their_own_types_is_read() -> None:
    """Some give a memoryview for bytes, and 0 and 1 for false and true."""
    whole = slot()
    columns = _codec.slot_to_columns(whole, KEY)
    odd = {
        name: memoryview(value)
        if isinstance(value, bytes)
        else int(value)
        if isinstance(value, bool)
        else value
        for name, value in columns.items()
    }
    again = _codec.slot_from_columns(odd, KEY)
    assert again == whole
    assert (type(again.record.pin), type(again.record.certificate)) == (bytes, bytes)
    assert again.record.auth_required is True


def test_times_are_instants() -> None:
    there = datetime(2026, 1, 5, 14, 0, 0, 123456, tzinfo=timezone(timedelta(hours=5)))
    assert _codec.micros(there) == _codec.micros(NOW) == 1767603600123456
    assert _codec.from_micros(_codec.micros(there)) == NOW
    assert _codec.micros(None) is _codec.from_micros(None) is None


def test_two_kept_secrets_never_have_one_owner() -> None:
    """T69: whatever is in kind and name."""
    assert _codec_log.secret_owner("a:b", "c") != _codec_log.secret_owner("a", "b:c")
