"""Transactions that have lost a race are carried out again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import DatabaseError, IntegrityError

__all__ = ["MAX_ATTEMPTS", "attempt"]

R = TypeVar("R")

# Who lost a race (two first messages of one device, a deadlock that PostgreSQL has broken) finds the winner's
# rows at the second try.  Five leave room for a storm; after that the device gets 503 and comes back (F23).
MAX_ATTEMPTS = 5

#: SQLSTATE of a serialization failure and of a deadlock.
_LOST_RACE = frozenset({"40001", "40P01"})


def attempt(once: Callable[[], R]) -> R:
    """What ``once`` returns, which is one transaction and raises when another one was faster."""
    for _ in range(MAX_ATTEMPTS - 1):
        try:
            return once()
        except DatabaseError as error:
            if not _lost(error):
                raise
    return once()


def _lost(error: DatabaseError) -> bool:
    if isinstance(error, IntegrityError):
        return True
    return getattr(error.__cause__, "sqlstate", None) in _LOST_RACE
