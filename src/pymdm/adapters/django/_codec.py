"""Values of the service as columns of Django's models, and back; what is secret is sealed on its way (T69).

Not the form of `pymdm.stores._codec`: times are Django's, so that admin pages and reports can show and filter
them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import attrs

from pymdm.crypto import SealKey
from pymdm.errors import Reason
from pymdm.protocol import EnrollmentID, EnrollmentKind, PushTarget
from pymdm.service import events as ev
from pymdm.service.queue import Session
from pymdm.service.records import CommandRecord, CommandState, EnrollmentRecord, EnrollmentState
from pymdm.stores.rows import Slot

__all__ = [
    "SEALED",
    "Vault",
    "command_columns",
    "command_of",
    "enrollment_of",
    "event_columns",
    "event_of",
    "id_columns",
    "id_of",
    "push_of",
    "slot_columns",
    "slot_of",
]

#: Every sealed column, by model; the kind that each is sealed for is ``<model>.<column>``.
SEALED: Mapping[str, tuple[str, ...]] = {
    "Enrollment": (
        "push_sealed",
        "unlock_token_sealed",
        "bootstrap_token_sealed",
        "auth_token_hash_sealed",
        "raw_authenticate_sealed",
        "raw_token_update_sealed",
    ),
    "Command": ("body_sealed", "result_sealed"),
    "KeptSecret": ("value_sealed",),
    "Event": ("raw_sealed",),
}

Row = Any
Columns = dict[str, Any]


@attrs.frozen
class Vault:
    """Seals and opens the columns of one model."""

    model: str
    _seal: SealKey

    def shut(self, columns: Mapping[str, Any], owner: str) -> Columns:
        """The columns as they are stored."""
        return {
            name: self._seal.seal(value, kind=f"{self.model}.{name}", owner=owner)
            if name in SEALED[self.model] and value is not None
            else value
            for name, value in columns.items()
        }

    def open(self, row: Row, name: str, owner: str) -> bytes | None:
        """A column in clear."""
        value = getattr(row, name)
        return (
            None if value is None else self._seal.open(bytes(value), kind=f"{self.model}.{name}", owner=owner)
        )


# ── enrollments ──────────────────────────────────────────────────────────────────────────────────

_HASHES = ("pin", "previous_pin", "renewed_pin")
_ENROLLMENT_SEALED = (
    "push",
    "unlock_token",
    "bootstrap_token",
    "auth_token_hash",
    "raw_authenticate",
    "raw_token_update",
)
_ENROLLMENT_PLAIN = tuple(
    field.name
    for field in attrs.fields(EnrollmentRecord)
    if field.name not in {"id", "state", "certificate", *_HASHES, *_ENROLLMENT_SEALED}
)


def id_columns(enrollment: EnrollmentID) -> Columns:
    """An EnrollmentID as JSON."""
    return {"id": enrollment.id, "kind": enrollment.kind.value}


def id_of(columns: Mapping[str, Any]) -> EnrollmentID:
    """And back."""
    key, kind = columns["id"], EnrollmentKind(columns["kind"])
    device, colon, _ = key.partition(":")
    return EnrollmentID(kind=kind, id=key, parent_id=device if colon else None)


def enrollment_of(row: Row) -> EnrollmentID:
    """Whose row it is."""
    return EnrollmentID(kind=EnrollmentKind(row.kind), id=row.id, parent_id=row.parent_id)


def slot_columns(slot: Slot) -> Columns:
    """An enrollment as columns, nothing sealed yet."""
    record = slot.record
    return {
        **{name: getattr(record, name) for name in _ENROLLMENT_PLAIN},
        **{name: _hex(getattr(record, name)) for name in _HASHES},
        "kind": record.id.kind.value,
        "parent_id": record.id.parent_id,
        "state": record.state.value,
        "certificate": record.certificate,
        "push_sealed": _push_bytes(record.push),
        "unlock_token_sealed": record.unlock_token,
        "bootstrap_token_sealed": record.bootstrap_token,
        "auth_token_hash_sealed": record.auth_token_hash,
        "raw_authenticate_sealed": record.raw_authenticate or None,
        "raw_token_update_sealed": record.raw_token_update or None,
        "session_number": slot.session.number,
        "session_refusing": slot.session.refusing,
        "push_wanted_at": slot.push_wanted_at,
        "push_retry_at": slot.push_retry_at,
        "push_failures": slot.push_failures,
        "token_dead": slot.token_dead,
        "woken_at": slot.woken_at,
        "expiry_told_at": slot.expiry_told_at,
        "refusals_told": {reason.value: at.isoformat() for reason, at in slot.refusals_told.items()},
    }


def slot_of(row: Row, vault: Vault) -> Slot:
    """And back."""
    clear = {name: vault.open(row, f"{name}_sealed", row.id) for name in _ENROLLMENT_SEALED}
    hashes: Columns = {name: _unhex(getattr(row, name)) for name in _HASHES}
    record = EnrollmentRecord(
        id=enrollment_of(row),
        **{name: getattr(row, name) for name in _ENROLLMENT_PLAIN},
        **hashes,
        state=EnrollmentState(row.state),
        certificate=bytes(row.certificate),
        push=_push(clear["push"]),
        unlock_token=clear["unlock_token"],
        bootstrap_token=clear["bootstrap_token"],
        auth_token_hash=clear["auth_token_hash"],
        raw_authenticate=clear["raw_authenticate"] or b"",
        raw_token_update=clear["raw_token_update"] or b"",
    )
    told = {Reason(reason): datetime.fromisoformat(at) for reason, at in row.refusals_told.items()}
    return Slot(
        record=record,
        session=Session(number=row.session_number, refusing=row.session_refusing),
        push_wanted_at=row.push_wanted_at,
        push_retry_at=row.push_retry_at,
        push_failures=row.push_failures,
        token_dead=row.token_dead,
        woken_at=row.woken_at,
        expiry_told_at=row.expiry_told_at,
        refusals_told=told,
    )


def push_of(row: Row, vault: Vault) -> PushTarget:
    """The push target of an enrollment that has one."""
    found = _push(vault.open(row, "push_sealed", row.id))
    assert found is not None
    return found


def _push_bytes(push: PushTarget | None) -> bytes | None:
    return None if push is None else json.dumps([push.topic, push.token.hex(), push.push_magic]).encode()


def _push(stored: bytes | None) -> PushTarget | None:
    if stored is None:
        return None
    topic, token, magic = json.loads(stored)
    return PushTarget(topic=topic, token=bytes.fromhex(token), push_magic=magic)


def _hex(value: bytes | None) -> str | None:
    return None if value is None else value.hex()


def _unhex(value: str | None) -> bytes | None:
    return None if value is None else bytes.fromhex(value)


# ── commands ─────────────────────────────────────────────────────────────────────────────────────

_COMMAND_PLAIN = tuple(
    field.name
    for field in attrs.fields(CommandRecord)
    if field.name not in {"enrollment", "state", "body", "result"}
)


def command_columns(command: CommandRecord) -> Columns:
    """A command as columns, nothing sealed yet."""
    return {
        **{name: getattr(command, name) for name in _COMMAND_PLAIN},
        "enrollment_id": command.enrollment.id,
        "state": command.state.value,
        "body_sealed": command.body,
        "result_sealed": command.result,
    }


def command_of(row: Row, enrollment: EnrollmentID, vault: Vault) -> CommandRecord:
    """And back."""
    owner = f"{row.enrollment_id}/{row.uuid}"
    body = vault.open(row, "body_sealed", owner)
    assert body is not None
    return CommandRecord(
        **{name: getattr(row, name) for name in _COMMAND_PLAIN},
        enrollment=enrollment,
        state=CommandState(row.state),
        body=body,
        result=vault.open(row, "result_sealed", owner),
    )


# ── events ───────────────────────────────────────────────────────────────────────────────────────


def _time_of(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


_KINDS: Mapping[str, type[ev.Event]] = {
    name: kind
    for name in ev.__all__
    if isinstance(kind := getattr(ev, name), type) and issubclass(kind, ev.Event)
}
#: Fields of events that JSON has no form for.
_READ: Mapping[str, Callable[[Any], Any]] = {
    "reason": Reason,
    "command_uuids": tuple,
    "last_seen_at": _time_of,
    "since": _time_of,
}


def event_columns(event: ev.Event) -> Columns:
    """An event as columns, nothing sealed yet."""
    fields = {
        field.name: getattr(event, field.name)
        for field in attrs.fields(type(event))
        if field.name not in {"id", "at", "enrollment", "raw"}
    }
    return {
        "id": event.id,
        "at": event.at,
        "enrollment": id_columns(event.enrollment),
        "name": type(event).__name__,
        "fields": {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in fields.items()
        },
        "raw_sealed": getattr(event, "raw", None),
    }


def event_of(row: Row, vault: Vault) -> ev.Event:
    """And back."""
    fields = {name: _READ.get(name, _same)(value) for name, value in row.fields.items()}
    raw = vault.open(row, "raw_sealed", str(row.id))
    if raw is not None:
        fields["raw"] = raw
    return _KINDS[row.name](id=row.id, at=row.at, enrollment=id_of(row.enrollment), **fields)


def _same(value: Any) -> Any:
    return value
