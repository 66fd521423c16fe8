"""Locations, positions and jobs of Apps and Books as columns and back; see ``pymdm.stores._codec``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from pymdm.stores._codec import from_micros, micros
from pymdm.vpp._words import EventType
from pymdm.vpp.models import Asset
from pymdm.vpp.sync.records import Job, JobFailure, JobState, Location, Position, Work

__all__ = [
    "job_from_row",
    "job_to_columns",
    "location_from_row",
    "position_from_row",
    "position_to_columns",
    "work_to_text",
]

_POSITION: Final = ("listing", "version", "reading", "pages", "stirred")
_JOB: Final = ("asked", "alone", "told", "completed", "requested")


def location_from_row(row: Mapping[str, Any]) -> Location:
    """A location from its columns."""
    added_at = from_micros(row["added_at"])
    assert added_at is not None
    return Location(uid=row["uid"], name=row["name"], bearer_hash=row["bearer_hash"], added_at=added_at)


def position_to_columns(position: Position) -> dict[str, Any]:
    """The columns of a position, without its key."""
    return {
        **{name: getattr(position, name) for name in _POSITION},
        "unswept": position.unswept,
        "due": position.due,
        "completed_at": micros(position.completed_at),
    }


def position_from_row(row: Mapping[str, Any]) -> Position:
    """A position from its columns."""
    return Position(
        **{name: row[name] for name in _POSITION},
        unswept=bool(row["unswept"]),
        due=bool(row["due"]),
        completed_at=from_micros(row["completed_at"]),
    )


def work_to_text(work: Work) -> str:
    """What is to be done, as JSON."""
    return _text(
        {
            "type": str(work.type),
            "assets": [[asset.adam_id, asset.pricing_param] for asset in work.assets],
            "serials": work.serials,
            "users": work.client_user_ids,
        }
    )


def job_to_columns(job: Job) -> dict[str, Any]:
    """The columns of a job that change."""
    return {
        **{name: getattr(job, name) for name in _JOB},
        "state": str(job.state),
        "event_ids": _text(job.event_ids),
        "failures": _text([[f.code, f.serial, f.client_user_id, f.assets] for f in job.failures]),
        "finished_at": micros(job.finished_at),
    }


def job_from_row(uid: str, row: Mapping[str, Any]) -> Job:
    """A job from its columns."""
    work, created_at = json.loads(row["work"]), from_micros(row["created_at"])
    assert created_at is not None
    return Job(
        number=row["number"],
        uid=uid,
        work=Work(
            type=EventType(work["type"]),
            assets=tuple(Asset(*each) for each in work["assets"]),
            serials=tuple(work["serials"]),
            client_user_ids=tuple(work["users"]),
        ),
        state=JobState(row["state"]),
        event_ids=tuple(json.loads(row["event_ids"])),
        **{name: row[name] for name in _JOB if name != "alone"},
        alone=bool(row["alone"]),
        failures=tuple(
            JobFailure(code=code, serial=serial, client_user_id=user, assets=tuple(assets))
            for code, serial, user, assets in json.loads(row["failures"])
        ),
        created_at=created_at,
        finished_at=from_micros(row["finished_at"]),
    )


def _text(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
