"""Servers and devices of the enrollment program as columns and back; see ``pymdm.stores._codec``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pymdm.dep._words import AssignOutcome, known
from pymdm.dep.sync.records import Assignment, DeviceRecord, Position, SyncState
from pymdm.stores._codec import from_micros, micros

__all__ = ["record_from_row", "record_to_columns", "state_from_row", "state_to_columns"]

_POSITION_TIMES: Final = ("listing_began", "listed_at", "synced_at")
_POSITION_AS_IS: Final = ("cursor", "spare_cursor", "listing", "listing_cursor", "unswept")


def state_to_columns(state: SyncState) -> dict[str, Any]:
    """The columns of a server, without its secrets."""
    return {
        "server": state.server,
        "fence": state.fence,
        "owner": state.owner,
        "leased_until": micros(state.leased_until),
        **{name: getattr(state.position, name) for name in _POSITION_AS_IS},
        **{name: micros(getattr(state.position, name)) for name in _POSITION_TIMES},
    }


def state_from_row(row: Mapping[str, Any]) -> SyncState:
    """A server from its columns."""
    fields: dict[str, Any] = {name: row[name] for name in _POSITION_AS_IS}
    fields["unswept"] = bool(fields["unswept"])
    fields.update({name: from_micros(row[name]) for name in _POSITION_TIMES})
    return SyncState(
        server=row["server"],
        position=Position(**fields),
        fence=row["fence"],
        owner=row["owner"],
        leased_until=from_micros(row["leased_until"]),
    )


def record_to_columns(record: DeviceRecord) -> dict[str, Any]:
    """The columns of a device, without its server."""
    last = record.assignment
    return {
        "serial_number": record.serial_number,
        "data": record.data,
        "op_types": ",".join(record.op_types),
        "op_date": micros(record.op_date),
        "listing": record.listing,
        "first_seen_at": micros(record.first_seen_at),
        "changed_at": micros(record.changed_at),
        "deleted_at": micros(record.deleted_at),
        "unassigned": record.unassigned,
        "assign_profile": last and last.profile_uuid,
        "assign_outcome": last and str(last.outcome),
        "assign_at": last and micros(last.at),
        "assign_unanswered": last and last.unanswered,
        "assign_retry_at": last and micros(last.retry_at),
    }


def record_from_row(server: str, row: Mapping[str, Any]) -> DeviceRecord:
    """A device from its columns."""
    first_seen_at, changed_at = from_micros(row["first_seen_at"]), from_micros(row["changed_at"])
    assert first_seen_at is not None
    assert changed_at is not None
    return DeviceRecord(
        server=server,
        serial_number=row["serial_number"],
        data=row["data"],
        op_types=tuple(row["op_types"].split(",")) if row["op_types"] else (),
        op_date=from_micros(row["op_date"]),
        listing=row["listing"],
        first_seen_at=first_seen_at,
        changed_at=changed_at,
        deleted_at=from_micros(row["deleted_at"]),
        unassigned=bool(row["unassigned"]),
        assignment=_assignment(row),
    )


def _assignment(row: Mapping[str, Any]) -> Assignment | None:
    at = from_micros(row["assign_at"])
    if at is None:
        return None
    return Assignment(
        profile_uuid=row["assign_profile"],
        at=at,
        outcome=known(AssignOutcome, row["assign_outcome"]),
        unanswered=row["assign_unanswered"],
        retry_at=from_micros(row["assign_retry_at"]),
    )
