"""The cursors of the fake enrollment service: opaque to clients, good for a week."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal

import attrs

from pymdm.testing._dep_words import Refused

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["Cursor", "Cursors"]

#: "Should not be older than 7 days" (MDM reference 2014, Sync Devices).
LIFE: Final = timedelta(days=7)


@attrs.frozen(kw_only=True)
class Cursor:
    """Where a listing has come to.

    Attributes:
        kind: ``"fetch"``: in the middle of a full listing; ``"sync"``: behind one.
        place: In the order of devices, or in the list of changes.
        origin: The change from which on this listing has to be made up for; nothing older is repeated.
        made: When.
    """

    kind: Literal["fetch", "sync"]
    place: int
    origin: int
    made: datetime


class Cursors:
    """All that were ever given."""

    def __init__(self, *, seed: int) -> None:
        self._seed = seed
        self._known: dict[str, Cursor] = {}
        self._spoilt: dict[str, str] = {}

    def keep(self, cursor: Cursor) -> str:
        """Its name."""
        name = hashlib.sha256(f"cursor {self._seed} {len(self._known)}".encode()).hexdigest()[:28]
        self._known[name] = cursor
        return name

    def find(self, name: str, *, now: datetime) -> Cursor:
        """The one of this name.

        Raises:
            Refused: INVALID_CURSOR or EXPIRED_CURSOR.
        """
        if name in self._spoilt:
            raise Refused(400, self._spoilt[name])
        cursor = self._known.get(name)
        if cursor is None:
            raise Refused(400, "INVALID_CURSOR")
        if now - cursor.made > LIFE:
            raise Refused(400, "EXPIRED_CURSOR")
        return cursor

    def spoil(self, name: str, word: str) -> None:
        """Refuse it from now on, with this code."""
        self._spoilt[name] = word
