"""The machine's time and chance, which the clients use where the caller gives none."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from random import random as dice

__all__ = ["dice", "new_nonce", "utc_now"]


def utc_now() -> datetime:
    """The time, aware."""
    return datetime.now(UTC)


def new_nonce() -> str:
    """Ninety-six random bits in hex: none comes twice."""
    return secrets.token_hex(12)
