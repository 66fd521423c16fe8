"""Rows of the issue log, of kept secrets and of events, as SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Column, Table, and_, delete, insert, select, update

from pymdm.protocol import EnrollmentID
from pymdm.service.events import Event
from pymdm.service.records import ChallengeRecord, EnrollmentSession, IdentityRecord, KeptSecret
from pymdm.stores import rows as limits
from pymdm.stores._codec import Columns, enrollment_id
from pymdm.stores._codec_log import (
    challenge_from_columns,
    challenge_to_columns,
    event_from_columns,
    event_to_columns,
    identity_from_columns,
    identity_to_columns,
    secret_from_columns,
    secret_to_columns,
    session_from_columns,
    session_to_columns,
)
from pymdm.stores.sql import _tables as t
from pymdm.stores.sql._base import SQLBase

__all__ = ["EventRows", "IdentityRows"]

_s: Final = t.secret.c


class IdentityRows(SQLBase):
    """The part of `pymdm.stores.rows.Rows` about identities."""

    def issued(self, fingerprint: bytes, /) -> IdentityRecord | None:
        """See `Rows`."""
        row = self._one(t.identity, t.identity.c.fingerprint, fingerprint)
        return None if row is None else identity_from_columns(row, self._session(row["session_id"]))

    def put_issued(self, identity: IdentityRecord, /) -> None:
        """See `Rows`."""
        self._put(t.identity, t.identity.c.fingerprint, identity_to_columns(identity))

    def session(self, key: str, /) -> EnrollmentSession | None:
        """See `Rows`."""
        row = self._one(t.session, t.session.c.id, key)
        return None if row is None else session_from_columns(row)

    def put_session(self, session: EnrollmentSession, /) -> None:
        """See `Rows`."""
        self._put(t.session, t.session.c.id, session_to_columns(session))

    def pinned(self, fingerprint: bytes, /) -> EnrollmentID | None:
        """See `Rows`."""
        row = self._one(t.pin, t.pin.c.fingerprint, fingerprint)
        return None if row is None else enrollment_id(row["device_kind"], row["device_id"])

    def bind(self, fingerprint: bytes, device: EnrollmentID, /) -> None:
        """See `Rows`."""
        columns = {"fingerprint": fingerprint, "device_id": device.id, "device_kind": device.kind.value}
        self._put(t.pin, t.pin.c.fingerprint, columns)

    def challenge(self, digest: bytes, /) -> ChallengeRecord | None:
        """See `Rows`."""
        row = self._one(t.challenge, t.challenge.c.digest, digest)
        return None if row is None else challenge_from_columns(row, self._session(row["session_id"]))

    def put_challenge(self, challenge: ChallengeRecord, /) -> None:
        """See `Rows`."""
        self._put(t.challenge, t.challenge.c.digest, challenge_to_columns(challenge))

    def secrets(self, kind: str, name: str | None, /) -> Sequence[KeptSecret]:
        """See `Rows`."""
        wanted = select(t.secret).where(_s.kind == kind).order_by(_s.name)
        if name is not None:
            wanted = wanted.where(_s.name == name)
        rows = self._connection.execute(wanted).mappings()
        return [secret_from_columns(dict(row), self._seal) for row in rows]

    def put_secret(self, secret: KeptSecret, /) -> None:
        """See `Rows`."""
        self.drop_secret(secret.kind, secret.name)
        self._connection.execute(insert(t.secret).values(secret_to_columns(secret, self._seal)))

    def drop_secret(self, kind: str, name: str, /) -> None:
        """See `Rows`."""
        self._connection.execute(delete(t.secret).where(and_(_s.kind == kind, _s.name == name)))

    def _session(self, key: str) -> EnrollmentSession:
        found = self.session(key)
        assert found is not None  # a foreign key says so
        return found

    def _one(self, table: Table, column: Column[Any], value: Any) -> Columns | None:
        row = self._connection.execute(select(table).where(column == value)).mappings().first()
        return None if row is None else dict(row)

    def _put(self, table: Table, column: Column[Any], columns: Columns) -> None:
        here = column == columns[column.name]
        changed = self._connection.execute(update(table).where(here).values(columns))
        if not changed.rowcount:
            self._connection.execute(insert(table).values(columns))


class EventRows(SQLBase):
    """The part of `pymdm.stores.rows.Rows` about events."""

    def tell(self, kind: type[Event], enrollment: EnrollmentID, at: datetime, /, **fields: Any) -> None:
        """See `Rows`."""
        key = self._counters.next(self._connection, "event")
        columns = event_to_columns(key, kind, enrollment, at, fields, self._seal)
        self._connection.execute(insert(t.event).values(columns))
        # The highest stays, so that the counter needs no floor.
        self._connection.execute(delete(t.event).where(t.event.c.id <= key - limits.MAX_EVENTS))

    def last_event(self) -> int:
        """See `Rows`."""
        return self._counters.last(self._connection, "event")

    def events(self, after: int, limit: int, /) -> Sequence[Event]:
        """See `Rows`."""
        wanted = select(t.event).where(t.event.c.id > after).order_by(t.event.c.id).limit(limit)
        rows = self._connection.execute(wanted).mappings()
        return [event_from_columns(dict(row), self._seal) for row in rows]

    def consumers(self) -> Mapping[str, int]:
        """See `Rows`."""
        found = self._connection.execute(select(t.consumer.c.name, t.consumer.c.reached))
        return {row[0]: row[1] for row in found}

    def put_consumer(self, name: str, reached: int, /) -> None:
        """See `Rows`."""
        mine = t.consumer.c.name == name
        changed = self._connection.execute(update(t.consumer).where(mine).values(reached=reached))
        if not changed.rowcount:
            self._connection.execute(insert(t.consumer).values(name=name, reached=reached))

    def drop_events(self, through: int, /) -> None:
        """See `Rows`."""
        self._counters.keep(self._connection, "event")
        self._connection.execute(delete(t.event).where(t.event.c.id <= through))
