"""Noticing that a database is not the one that ran here last: a backup that was restored, for one (F28).

What devices have acknowledged since a backup was made is pending again in it, and would be sent a second
time.  Nothing in the database can tell, so a number is kept at two places, in the database and in a small
file beside it, and counted up in both while the server runs.  A database that is behind its file is older
than what ran here; one without its file has come from elsewhere.  Either way the queues are held until
somebody who knows lets them go.

It sees no restore that takes the file back, too, such as a snapshot of the whole machine, and none to a
backup of the same minute.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import attrs

from pymdm.server.kept import KeptState

__all__ = ["BEAT_SECONDS", "LastRun", "RunMark"]

# How far apart the counts are: what lies between two of them cannot be told apart.  Each costs one write.
BEAT_SECONDS = 60.0

KIND = "run-mark"
NAME = "last"

# 32 hexadecimal digits, a space, and a count that never gets long.
_MAX_MARK = 128


@attrs.frozen(kw_only=True)
class LastRun:
    """What the marks say of the last run.

    - ``hold``: why the queues have to be held; None if this database ran here last, or never ran at all.
    - ``alive_at``: when it last ran.
    """

    hold: str | None
    alive_at: datetime | None


@attrs.frozen(kw_only=True)
class _Mark:
    database: str
    count: int

    @classmethod
    def parse(cls, data: bytes) -> _Mark | None:
        parts = data.decode("ascii", "replace").split()
        if len(parts) != 2 or not (parts[1].isascii() and parts[1].isdigit()):
            return None
        return cls(database=parts[0], count=int(parts[1]))

    def encode(self) -> bytes:
        return f"{self.database} {self.count}\n".encode("ascii")


class RunMark:
    """The two marks of one database; ``path`` is the file beside it."""

    def __init__(self, kept: KeptState, path: Path, *, new_id: Callable[[], str]) -> None:
        self._kept = kept
        self._path = path
        self._new_id = new_id

    def look(self) -> LastRun:
        """Compare the marks.  Nothing is changed, so that a hold can be stored before it is forgotten why."""
        kept = self._kept.get(KIND, NAME)
        if kept is None:
            return LastRun(hold=None, alive_at=None)
        inside, beside = _Mark.parse(kept.value), self._read()
        return LastRun(hold=self._difference(inside, beside), alive_at=kept.kept_at)

    def beat(self) -> None:
        """Count one up, in the database first: what is only in the file would look like a restored backup."""
        kept = self._kept.get(KIND, NAME)
        inside = _Mark.parse(kept.value) if kept is not None else None
        beside = self._read()
        database = inside.database if inside else self._new_id()
        counts = [mark.count for mark in (inside, beside) if mark and mark.database == database]
        mark = _Mark(database=database, count=max(counts, default=0) + 1)
        self._kept.put(KIND, {NAME: mark.encode()})
        self._write(mark)

    def _difference(self, inside: _Mark | None, beside: _Mark | None) -> str | None:
        if beside is None:
            return f"{self._path} is missing or unreadable: this database did not run here last"
        if inside is None or inside.database != beside.database:
            return f"{self._path} belongs to another database: this one did not run here last"
        if beside.count > inside.count:
            return f"{self._path} is newer than the database: a backup has been restored"
        return None

    def _read(self) -> _Mark | None:
        try:
            with self._path.open("rb") as file:
                return _Mark.parse(file.read(_MAX_MARK))
        except FileNotFoundError:
            return None

    def _write(self, mark: _Mark) -> None:
        new = self._path.with_name(f"{self._path.name}.new")
        with new.open("wb") as file:
            file.write(mark.encode())
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._path)
