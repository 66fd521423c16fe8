"""Records as columns and back: the one form in which every store on tables keeps them.

Pure functions, used by SQLite, PostgreSQL and the Django ORM alike.  A column is a number, a text, bytes or
None.  Times are whole microseconds since 1970 in UTC: exact, sortable, compared by every database in the
same way and read without parsing.  What is secret is sealed here, at the border, for its column and its
row (T69), so that no store can forget it: `SEALED` has the list.

``…_to_columns`` gives all columns of a new row, or with ``before`` those that differ from it, so that what
has not changed is neither sealed nor written again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from pymdm.crypto import SealKey
from pymdm.errors import Reason
from pymdm.protocol import EnrollmentID, EnrollmentKind, PushTarget
from pymdm.service.queue import Session
from pymdm.service.records import (
    CommandRecord,
    CommandState,
    EnrollmentRecord,
    EnrollmentState,
)
from pymdm.stores.rows import Slot

__all__ = [
    "COMMAND_BODY",
    "ENROLLMENT_DOCUMENTS",
    "EPOCH",
    "MICROSECOND",
    "SEALED",
    "Columns",
    "changes",
    "command_from_columns",
    "command_owner",
    "command_to_columns",
    "enrollment_id",
    "from_micros",
    "micros",
    "open_column",
    "seal_column",
    "slot_from_columns",
    "slot_to_columns",
]

Columns = dict[str, Any]

#: What is sealed, by table.
SEALED: Final[Mapping[str, frozenset[str]]] = {
    "enrollment": frozenset(
        {
            "auth_token_hash",
            "bootstrap_token",
            "push_magic",
            "push_token",
            "raw_authenticate",
            "raw_token_update",
            "unlock_token",
        }
    ),
    "command": frozenset({"body", "result"}),
    "event": frozenset({"raw"}),
    "secret": frozenset({"value"}),
    "dep_server": frozenset({"session", "token"}),
    "vpp_location": frozenset({"token"}),
}

#: Columns of an enrollment that are long and rarely change.  A store may keep them in a table of their own,
#: so that noting when a device was last seen does not write its certificate again.
ENROLLMENT_DOCUMENTS: Final = frozenset(
    {"certificate", "unlock_token", "bootstrap_token", "raw_authenticate", "raw_token_update"}
)

#: The same of a command.
COMMAND_BODY: Final = frozenset({"body", "result"})

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)


def micros(at: datetime | None) -> int | None:
    """A time as microseconds since 1970."""
    return None if at is None else (at - EPOCH) // MICROSECOND


def from_micros(number: int | None) -> datetime | None:
    """The time, aware, in UTC."""
    return None if number is None else EPOCH + timedelta(microseconds=number)


def enrollment_id(kind: str, text: str) -> EnrollmentID:
    """An id from its two columns."""
    device, colon, _ = text.partition(":")
    return EnrollmentID(kind=EnrollmentKind(kind), id=text, parent_id=device if colon else None)


def seal_column(seal: SealKey, table: str, column: str, owner: str, value: bytes | None) -> bytes | None:
    """A value sealed for its column and row; None stays None."""
    return None if value is None else seal.seal(value, kind=f"{table}.{column}", owner=owner)


def open_column(seal: SealKey, table: str, column: str, owner: str, value: bytes | None) -> bytes | None:
    """What `seal_column` has sealed.  Raises StorageError."""
    return None if value is None else seal.open(bytes(value), kind=f"{table}.{column}", owner=owner)


def changes(seal: SealKey, table: str, owner: str, now: Columns, before: Columns | None) -> Columns:
    """The columns that differ from ``before``, or all of them, sealed where they have to be."""
    sealed = SEALED.get(table, frozenset())
    return {
        name: seal_column(seal, table, name, owner, value) if name in sealed else value
        for name, value in now.items()
        if before is None or before[name] != value
    }


# ── enrollments ──────────────────────────────────────────────────────────────────────────────────

_AS_THEY_ARE: Final = (
    "generation",
    "pin",
    "previous_pin",
    "renewed_pin",
    "certificate",
    "session_id",
    "topic",
    "unlock_token",
    "bootstrap_token",
    "awaiting_configuration",
    "os",
    "os_version",
    "build_version",
    "product_name",
    "model",
    "device_name",
    "serial_number",
    "user_short_name",
    "user_long_name",
    "auth_required",
    "auth_token_hash",
    "token_updates",
    "push_failure",
    "last_source",
    "raw_authenticate",
    "raw_token_update",
)
_RECORD_TIMES: Final = (
    "authenticated_at",
    "enrolled_at",
    "checked_out_at",
    "last_seen_at",
    "inactive_since",
    "unenroll_ordered_at",
    "unenroll_sent_at",
    "push_updated_at",
    "pushed_at",
)
_SLOT_TIMES: Final = ("push_wanted_at", "push_retry_at", "woken_at", "expiry_told_at")
_FLAGS: Final = ("awaiting_configuration", "auth_required")
_PINS: Final = ("pin", "previous_pin", "renewed_pin")


def slot_to_columns(slot: Slot, seal: SealKey, before: Slot | None = None) -> Columns:
    """The columns of an enrollment and of the state of its queue."""
    known = None if before is None else _slot_plain(before)
    return changes(seal, "enrollment", slot.record.id.id, _slot_plain(slot), known)


def _slot_plain(slot: Slot) -> Columns:
    record = slot.record
    plain: Columns = {name: getattr(record, name) for name in _AS_THEY_ARE}
    plain.update({name: micros(getattr(record, name)) for name in _RECORD_TIMES})
    plain.update({name: micros(getattr(slot, name)) for name in _SLOT_TIMES})
    push = record.push
    plain.update(
        id=record.id.id,
        kind=record.id.kind.value,
        parent_id=record.id.parent_id,
        state=record.state.value,
        push_topic=push and push.topic,
        push_token=push and push.token,
        push_magic=push and push.push_magic.encode(),
        session_number=slot.session.number,
        session_refusing=slot.session.refusing,
        push_failures=slot.push_failures,
        token_dead=slot.token_dead,
        refusals_told=_told_to_text(slot.refusals_told),
    )
    return plain


def slot_from_columns(row: Mapping[str, Any], seal: SealKey) -> Slot:
    """An enrollment from all its columns.  Raises StorageError where a sealed one does not open."""
    sealed = SEALED["enrollment"]
    key = row["id"]

    def value(name: str) -> Any:
        return open_column(seal, "enrollment", name, key, row[name]) if name in sealed else row[name]

    fields: Columns = {name: value(name) for name in _AS_THEY_ARE}
    fields.update({name: bool(fields[name]) for name in _FLAGS})
    fields.update({name: _bytes(fields[name]) for name in (*_PINS, "certificate")})
    fields.update({name: from_micros(row[name]) for name in _RECORD_TIMES})
    topic = row["push_topic"]
    record = EnrollmentRecord(
        id=enrollment_id(row["kind"], key),
        state=EnrollmentState(row["state"]),
        push=None
        if topic is None
        else PushTarget(topic=topic, token=value("push_token"), push_magic=value("push_magic").decode()),
        **fields,
    )
    return Slot(
        record=record,
        session=Session(number=row["session_number"], refusing=bool(row["session_refusing"])),
        push_failures=row["push_failures"],
        token_dead=bool(row["token_dead"]),
        refusals_told=_told_from_text(row["refusals_told"]),
        **{name: from_micros(row[name]) for name in _SLOT_TIMES},
    )


def _told_to_text(told: Mapping[Reason, datetime]) -> str | None:
    return json.dumps({reason.name: micros(at) for reason, at in told.items()}) if told else None


def _told_from_text(text: str | None) -> dict[Reason, datetime]:
    found = json.loads(text) if text else {}
    return {Reason[name]: EPOCH + timedelta(microseconds=at) for name, at in found.items()}


def _bytes(value: Any) -> bytes | None:
    # Some drivers give a memoryview.
    return None if value is None else bytes(value)


# ── commands ─────────────────────────────────────────────────────────────────────────────────────

_COMMAND_AS_IS: Final = (
    "uuid",
    "request_type",
    "body",
    "generation",
    "sequence",
    "priority",
    "dedupe_key",
    "never_refused",
    "push",
    "sent_count",
    "not_now_count",
    "unreadable_count",
    "refused_in",
    "result",
)
_COMMAND_TIMES: Final = ("queued_at", "not_before", "expires_at", "last_sent_at", "finished_at")
_COMMAND_FLAGS: Final = ("never_refused", "push")


def command_owner(enrollment: str, sequence: int) -> str:
    """Whose row the sealed columns of a command are in; no sequence is ever given twice."""
    return f"{enrollment}:{sequence}"


def command_to_columns(command: CommandRecord, seal: SealKey, before: CommandRecord | None = None) -> Columns:
    """The columns of a command."""
    return changes(
        seal,
        "command",
        command_owner(command.enrollment.id, command.sequence),
        _command_plain(command),
        None if before is None else _command_plain(before),
    )


def _command_plain(command: CommandRecord) -> Columns:
    plain: Columns = {name: getattr(command, name) for name in _COMMAND_AS_IS}
    plain.update({name: micros(getattr(command, name)) for name in _COMMAND_TIMES})
    plain.update(
        enrollment_id=command.enrollment.id,
        enrollment_kind=command.enrollment.kind.value,
        state=command.state.value,
    )
    return plain


def command_from_columns(row: Mapping[str, Any], seal: SealKey) -> CommandRecord:
    """A command from all its columns.  Raises StorageError where a sealed one does not open."""
    owner = command_owner(row["enrollment_id"], row["sequence"])
    fields: Columns = {name: row[name] for name in _COMMAND_AS_IS}
    fields.update({name: bool(fields[name]) for name in _COMMAND_FLAGS})
    fields.update({name: from_micros(row[name]) for name in _COMMAND_TIMES})
    fields.update({name: open_column(seal, "command", name, owner, row[name]) for name in COMMAND_BODY})
    return CommandRecord(
        enrollment=enrollment_id(row["enrollment_kind"], row["enrollment_id"]),
        state=CommandState(row["state"]),
        **fields,
    )
