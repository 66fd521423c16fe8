"""The one place where the service reads the machine: its clock and its randomness.

Everything else takes time and identifiers as arguments; the drivers default to these.
"""

from __future__ import annotations

import secrets
import uuid
from datetime import UTC, datetime

__all__ = ["new_challenge", "new_secret", "new_uuid", "random_bytes", "utc_now"]


def utc_now() -> datetime:
    """The present time, aware, in UTC."""
    return datetime.now(UTC)


def new_uuid() -> str:
    """A fresh CommandUUID, in upper case as Apple writes them."""
    return str(uuid.uuid4()).upper()


def new_secret() -> str:
    """256 random bits as text that needs no quoting."""
    return secrets.token_urlsafe(32)


def new_challenge() -> str:
    """256 random bits in letters and digits, which every client's certificate request can carry."""
    return secrets.token_hex(32)


def random_bytes(count: int) -> bytes:
    """That many bytes that nobody can foresee."""
    return secrets.token_bytes(count)
