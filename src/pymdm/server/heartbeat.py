"""When the server last ran, so that its own absence is not taken for the silence of its devices."""

from __future__ import annotations

from datetime import datetime

from pymdm.server.kept import KeptState

__all__ = ["BEAT_SECONDS", "Heartbeat"]

# Fine enough for `pymdm.server.sweeping`, which forgives an hour; each beat is one write.
BEAT_SECONDS = 600.0

KIND = "heartbeat"
NAME = "server"


class Heartbeat:
    """A time in the database, renewed while the server runs."""

    def __init__(self, kept: KeptState) -> None:
        self._kept = kept

    def last(self) -> datetime | None:
        """When it last beat; None if this is the first start."""
        kept = self._kept.get(KIND, NAME)
        return kept.kept_at if kept is not None else None

    def beat(self) -> None:
        """The server runs now."""
        self._kept.put(KIND, {NAME: b"1"})
