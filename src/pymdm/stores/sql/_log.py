"""Rows of the issue log, of kept secrets and of events, as SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Table, and_, bindparam, delete, select

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
from pymdm.stores.sql._plain import Changes, Plain, adding

__all__ = ["EventRows", "IdentityRows"]

_s: Final = t.secret.c
_OF_KIND: Final = select(t.secret).where(_s.kind == bindparam("kind")).order_by(_s.name)
_SECRETS: Final = Plain(_OF_KIND)
_SECRET: Final = Plain(_OF_KIND.where(_s.name == bindparam("name")))
_ADD_SECRET: Final = adding(t.secret)
_DROP_SECRET: Final = Plain(
    delete(t.secret).where(and_(_s.kind == bindparam("kind"), _s.name == bindparam("name")))
)

_EVENTS: Final = Plain(
    select(t.event).where(t.event.c.id > bindparam("after")).order_by(t.event.c.id).limit(bindparam("limit"))
)
_ADD_EVENT: Final = adding(t.event)
_DROP_EVENTS: Final = Plain(delete(t.event).where(t.event.c.id <= bindparam("through")))
_CONSUMERS: Final = Plain(select(t.consumer.c.name, t.consumer.c.reached))


class _Keyed:
    """A table of which rows are read and written by one key."""

    def __init__(self, table: Table, key: str) -> None:
        self.key: Final = key
        self._one: Final = Plain(select(table).where(table.columns[key] == bindparam("row_key")))
        self._add: Final = adding(table)
        self._change: Final = Changes(table, key)

    def one(self, connection: Connection, value: Any) -> Columns | None:
        """The row, by the names of its columns."""
        return self._one.one(connection, row_key=value)

    def put(self, connection: Connection, columns: Columns) -> None:
        """Insert it, or store all its columns."""
        if not self._change.run(connection, columns[self.key], columns):
            self._add.run(connection, **columns)


_IDENTITY: Final = _Keyed(t.identity, "fingerprint")
_SESSION: Final = _Keyed(t.session, "id")
_PIN: Final = _Keyed(t.pin, "fingerprint")
_CHALLENGE: Final = _Keyed(t.challenge, "digest")
_CONSUMER: Final = _Keyed(t.consumer, "name")


class IdentityRows(SQLBase):
    """The part of `pymdm.stores.rows.Rows` about identities."""

    def issued(self, fingerprint: bytes, /) -> IdentityRecord | None:
        """See `Rows`."""
        row = _IDENTITY.one(self._connection, fingerprint)
        return None if row is None else identity_from_columns(row, self._session(row["session_id"]))

    def put_issued(self, identity: IdentityRecord, /) -> None:
        """See `Rows`."""
        _IDENTITY.put(self._connection, identity_to_columns(identity))

    def session(self, key: str, /) -> EnrollmentSession | None:
        """See `Rows`."""
        row = _SESSION.one(self._connection, key)
        return None if row is None else session_from_columns(row)

    def put_session(self, session: EnrollmentSession, /) -> None:
        """See `Rows`."""
        _SESSION.put(self._connection, session_to_columns(session))

    def pinned(self, fingerprint: bytes, /) -> EnrollmentID | None:
        """See `Rows`."""
        row = _PIN.one(self._connection, fingerprint)
        return None if row is None else enrollment_id(row["device_kind"], row["device_id"])

    def bind(self, fingerprint: bytes, device: EnrollmentID, /) -> None:
        """See `Rows`."""
        columns = {"fingerprint": fingerprint, "device_id": device.id, "device_kind": device.kind.value}
        _PIN.put(self._connection, columns)

    def challenge(self, digest: bytes, /) -> ChallengeRecord | None:
        """See `Rows`."""
        row = _CHALLENGE.one(self._connection, digest)
        return None if row is None else challenge_from_columns(row, self._session(row["session_id"]))

    def put_challenge(self, challenge: ChallengeRecord, /) -> None:
        """See `Rows`."""
        _CHALLENGE.put(self._connection, challenge_to_columns(challenge))

    def secrets(self, kind: str, name: str | None, /) -> Sequence[KeptSecret]:
        """See `Rows`."""
        chosen = _SECRETS if name is None else _SECRET
        named = {} if name is None else {"name": name}
        rows = chosen.all(self._connection, kind=kind, **named)
        return [secret_from_columns(row, self._seal) for row in rows]

    def put_secret(self, secret: KeptSecret, /) -> None:
        """See `Rows`."""
        self.drop_secret(secret.kind, secret.name)
        _ADD_SECRET.run(self._connection, **secret_to_columns(secret, self._seal))

    def drop_secret(self, kind: str, name: str, /) -> None:
        """See `Rows`."""
        _DROP_SECRET.run(self._connection, kind=kind, name=name)

    def _session(self, key: str) -> EnrollmentSession:
        found = self.session(key)
        assert found is not None  # a foreign key says so
        return found


class EventRows(SQLBase):
    """The part of `pymdm.stores.rows.Rows` about events."""

    def tell(self, kind: type[Event], enrollment: EnrollmentID, at: datetime, /, **fields: Any) -> None:
        """See `Rows`."""
        key = self._counters.next(self._connection, "event")
        columns = event_to_columns(key, kind, enrollment, at, fields, self._seal)
        _ADD_EVENT.run(self._connection, **columns)
        # The highest stays, so that the counter needs no floor.
        self._connection.execute(delete(t.event).where(t.event.c.id <= key - limits.MAX_EVENTS))

    def skip_events(self, through: int) -> None:
        """Give no event a number up to this one any more."""
        if through > self.last_event():
            self._counters.know("event", through)
            self._counters.keep(self._connection, "event")

    def last_event(self) -> int:
        """See `Rows`."""
        return self._counters.last(self._connection, "event")

    def events(self, after: int, limit: int, /) -> Sequence[Event]:
        """See `Rows`."""
        rows = _EVENTS.all(self._connection, after=after, limit=limit)
        return [event_from_columns(row, self._seal) for row in rows]

    def consumers(self) -> Mapping[str, int]:
        """See `Rows`."""
        return {row["name"]: row["reached"] for row in _CONSUMERS.all(self._connection)}

    def put_consumer(self, name: str, reached: int, /) -> None:
        """See `Rows`."""
        _CONSUMER.put(self._connection, {"name": name, "reached": reached})

    def drop_events(self, through: int, /) -> None:
        """See `Rows`."""
        self._counters.keep(self._connection, "event")
        _DROP_EVENTS.run(self._connection, through=through)
