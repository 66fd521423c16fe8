"""The machine's time and chance, which the clients use where the caller gives none."""

from __future__ import annotations

from datetime import UTC, datetime
from random import random as dice

__all__ = ["dice", "utc_now"]


def utc_now() -> datetime:
    """The time, aware."""
    return datetime.now(UTC)
