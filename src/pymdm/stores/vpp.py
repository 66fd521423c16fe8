"""Apps and Books over any database that has rows: `pymdm.vpp.sync.VPPStore`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

import attrs

from pymdm.errors import Conflict
from pymdm.stores._vpp_jobs import VPPJobVerbs, held, require
from pymdm.stores._vpp_memory import MemoryVPPTransactions
from pymdm.stores._vpp_rows import VPPRows
from pymdm.vpp._words import UserStatus
from pymdm.vpp.models import Assignment, OwnedAsset, User
from pymdm.vpp.notifications import Notification
from pymdm.vpp.sync.records import Kind, Location, Position, assignment_of, entries_of
from pymdm.vpp.sync.store import EntryCounts
from pymdm.vpp.tokens import ContentToken

__all__ = ["MemoryVPPStore", "VPPRowStore"]

_ACTIVE: Final = frozenset({UserStatus.REGISTERED, UserStatus.ASSOCIATED})


class VPPRowStore(VPPJobVerbs):
    """A ``pymdm.vpp.sync.VPPStore`` over your transactions: bring the rows, get the verbs."""

    # ── locations ────────────────────────────────────────────────────────────────────────────────

    def add_location(self, uid: str, token: ContentToken, /, *, name: str = "", at: datetime) -> Location:
        """Keep a location with its token.  Raises Conflict if the one that is kept does not lead to it."""

        def work(rows: VPPRows) -> Location:
            location = rows.location(uid) or Location(uid=uid, added_at=at)
            kept = rows.token(uid)
            if kept is not None:
                try:
                    token.check_replaces(ContentToken.from_bytes(kept))
                except ValueError as error:
                    raise Conflict(str(error)) from None
            location = attrs.evolve(location, name=name or location.name)
            rows.save_location(location)
            rows.put_token(uid, token.raw.reveal().encode())
            return location

        return self._transactions.write("vpp.location", work)

    def keep_bearer_hash(self, uid: str, bearer_hash: str, /) -> None:
        """Keep the SHA-256 of what notifications carry; empty: none are taken."""

        def work(rows: VPPRows) -> None:
            rows.save_location(attrs.evolve(require(rows, uid), bearer_hash=bearer_hash))

        self._transactions.write("vpp.bearer", work)

    def location(self, uid: str, /) -> Location | None:
        """The location; None if it is not known."""
        return self._transactions.read(lambda rows: rows.location(uid))

    def locations(self) -> tuple[Location, ...]:
        """All, in the order of their ``uid``."""
        return self._transactions.read(lambda rows: tuple(rows.locations()))

    def token(self, uid: str, /) -> ContentToken | None:
        """The content token of a location."""
        kept = self._transactions.read(lambda rows: rows.token(uid))
        return None if kept is None else ContentToken.from_bytes(kept)

    # ── lists ────────────────────────────────────────────────────────────────────────────────────

    def position(self, uid: str, kind: Kind, /) -> Position:
        """How far a list is read."""
        return self._transactions.read(lambda rows: rows.position(uid, kind))

    def store_page(
        self,
        uid: str,
        kind: Kind,
        rows: Sequence[OwnedAsset | User | Assignment],
        /,
        *,
        before: Position,
        after: Position,
    ) -> None:
        """Store rows and position together.  Raises Conflict if the position is not ``before``."""
        entries = entries_of(rows)

        def work(rows: VPPRows) -> None:
            require(rows, uid)
            _held(rows, uid, kind, before)
            fresh = list(_active_first(rows, uid, entries, after)) if kind is Kind.USERS else entries
            rows.put(uid, kind, fresh, after.listing)
            rows.save_position(uid, kind, after)

        self._transactions.write("vpp.page", work)

    def sweep(self, uid: str, kind: Kind, /, *, position: Position, limit: int) -> int:
        """Remove rows that the reading lacks.  Raises Conflict if the position is another one."""

        def work(rows: VPPRows) -> int:
            _held(rows, uid, kind, position)
            keys = rows.missing(uid, kind, position.listing, limit)
            rows.remove(uid, kind, keys)
            return len(keys)

        return self._transactions.write("vpp.sweep", work)

    def counts(self, uid: str, kind: Kind, /) -> EntryCounts:
        """How many rows there are."""
        return self._transactions.read(lambda rows: rows.counts(uid, kind, rows.position(uid, kind).listing))

    def assets(self, uid: str, /, *, after: str = "", limit: int = 1000) -> tuple[OwnedAsset, ...]:
        """In the order of ``asset_key``."""
        return tuple(
            OwnedAsset.decode(json.loads(data)) for _, data in self._scan(uid, Kind.ASSETS, after, limit)
        )

    def users(self, uid: str, /, *, after: str = "", limit: int = 1000) -> tuple[User, ...]:
        """In the order of their identifiers."""
        return tuple(User.decode(json.loads(data)) for _, data in self._scan(uid, Kind.USERS, after, limit))

    def assignments(self, uid: str, /, *, after: str = "", limit: int = 1000) -> tuple[Assignment, ...]:
        """In the order of ``assignment_key``."""
        return tuple(assignment_of(key) for key, _ in self._scan(uid, Kind.ASSIGNMENTS, after, limit))

    def assignments_of(
        self, uid: str, /, *, serial: str = "", client_user_id: str = ""
    ) -> tuple[Assignment, ...]:
        """What one device or user has."""
        return self._transactions.read(lambda rows: tuple(held(rows, uid, serial, client_user_id)))

    def _scan(self, uid: str, kind: Kind, after: str, limit: int) -> Sequence[tuple[str, str]]:
        return self._transactions.read(lambda rows: rows.scan(uid, kind, after, limit))

    # ── notifications ────────────────────────────────────────────────────────────────────────────

    def take_note(self, note: Notification, /, *, at: datetime) -> bool:
        """Do what a notification says, once; False if it was done before."""

        def work(rows: VPPRows) -> bool:
            require(rows, note.uid)
            if not rows.see(note.uid, note.notification_id, at):
                return False
            self._heed(rows, note)
            return True

        return self._transactions.write("vpp.note", work)

    def forget_notes(self, before: datetime, /) -> int:
        """Forget that notifications were seen, if that was earlier."""
        return self._transactions.write("vpp.forget", lambda rows: rows.forget(before))


class MemoryVPPStore(VPPRowStore):
    """All of it over dictionaries, under one lock: for tests, and gone with the process."""

    def __init__(self) -> None:
        super().__init__(MemoryVPPTransactions())


def _held(rows: VPPRows, uid: str, kind: Kind, position: Position) -> None:
    if rows.position(uid, kind) != position:
        raise Conflict("the list is not where this synchronization took it: it was moved since")


def _active_first(
    rows: VPPRows, uid: str, entries: Iterable[tuple[str, str]], after: Position
) -> Iterator[tuple[str, str]]:
    """Who was retired and made anew is there twice; the one that counts is the one that can get something."""
    seen: dict[str, str] = {}
    for key, data in entries:
        kept = rows.entry(uid, Kind.USERS, key)
        known = seen.get(key) or (kept[0] if kept is not None and kept[1] == after.listing else "")
        if known and _is_active(known) and not _is_active(data):
            continue
        seen[key] = data
    yield from seen.items()


def _is_active(data: str) -> bool:
    return json.loads(data).get("status") in _ACTIVE
