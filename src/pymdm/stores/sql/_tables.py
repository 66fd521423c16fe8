"""The tables as they are after the last migration; times are microseconds since 1970, see ``_codec``.

A test compares them with what the migrations make.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

__all__ = [
    "challenge",
    "command",
    "command_body",
    "command_result",
    "consumer",
    "document",
    "enrollment",
    "event",
    "identity",
    "metadata",
    "pin",
    "secret",
    "session",
    "setting",
]

metadata: Final = MetaData()

# On SQLite an INTEGER that is the primary key is the row's own number, which costs nothing.
_NUMBER: Final = BigInteger().with_variant(Integer, "sqlite")

# Ids are listed in the order of their characters, whatever the language of the database.
_ID: Final = Text().with_variant(Text(collation="C"), "postgresql")

enrollment: Final = Table(
    "enrollment",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("parent_id", _ID),
    Column("generation", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("pin", LargeBinary),
    Column("previous_pin", LargeBinary),
    Column("renewed_pin", LargeBinary),
    Column("session_id", Text),
    Column("topic", Text),
    Column("push_topic", Text),
    Column("push_token", LargeBinary),
    Column("push_magic", LargeBinary),
    Column("awaiting_configuration", Boolean, nullable=False),
    Column("os", Text),
    Column("os_version", Text),
    Column("build_version", Text),
    Column("product_name", Text),
    Column("model", Text),
    Column("device_name", Text),
    Column("serial_number", Text),
    Column("user_short_name", Text),
    Column("user_long_name", Text),
    Column("auth_required", Boolean, nullable=False),
    Column("auth_token_hash", LargeBinary),
    Column("token_updates", Integer, nullable=False),
    Column("authenticated_at", BigInteger),
    Column("enrolled_at", BigInteger),
    Column("checked_out_at", BigInteger),
    Column("last_seen_at", BigInteger),
    Column("last_source", Text, nullable=False),
    Column("inactive_since", BigInteger),
    Column("unenroll_ordered_at", BigInteger),
    Column("unenroll_sent_at", BigInteger),
    Column("session_number", Integer, nullable=False),
    Column("session_refusing", Boolean, nullable=False),
    Column("push_wanted_at", BigInteger),
    Column("token_dead", Boolean, nullable=False),
    Column("woken_at", BigInteger),
    Column("expiry_told_at", BigInteger),
    Column("refusals_told", Text),
    Column("push_updated_at", BigInteger),
    Column("pushed_at", BigInteger),
    Column("push_failure", Text),
    Column("push_retry_at", BigInteger),
    Column("push_failures", Integer, nullable=False, server_default=text("0")),
)
Index(
    "enrollment_of_device",
    enrollment.c.parent_id,
    enrollment.c.id,
    sqlite_where=text("parent_id IS NOT NULL"),
    postgresql_where=text("parent_id IS NOT NULL"),
)
Index(
    "enrollment_push_wanted",
    enrollment.c.push_wanted_at,
    enrollment.c.id,
    sqlite_where=text("push_wanted_at IS NOT NULL"),
    postgresql_where=text("push_wanted_at IS NOT NULL"),
)
Index(
    "enrollment_last_seen",
    enrollment.c.last_seen_at,
    enrollment.c.id,
    sqlite_where=text("state = 'enrolled' AND parent_id IS NULL"),
    postgresql_where=text("state = 'enrolled' AND parent_id IS NULL"),
)

#: What of an enrollment is long and rarely changes; one row for each.
document: Final = Table(
    "enrollment_document",
    metadata,
    Column(
        "enrollment_id",
        Text,
        ForeignKey("enrollment.id", ondelete="CASCADE"),
        primary_key=True,
        nullable=False,
    ),
    Column("certificate", LargeBinary, nullable=False),
    Column("unlock_token", LargeBinary),
    Column("bootstrap_token", LargeBinary),
    Column("raw_authenticate", LargeBinary),
    Column("raw_token_update", LargeBinary),
)

command: Final = Table(
    "command",
    metadata,
    Column("sequence", _NUMBER, primary_key=True, autoincrement=False),
    Column("enrollment_id", _ID, ForeignKey("enrollment.id", ondelete="CASCADE"), nullable=False),
    Column("enrollment_kind", Text, nullable=False),
    Column("uuid", Text, nullable=False),
    Column("request_type", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("queued_at", BigInteger, nullable=False),
    Column("not_before", BigInteger),
    Column("expires_at", BigInteger),
    Column("dedupe_key", Text),
    Column("never_refused", Boolean, nullable=False),
    Column("push", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("sent_count", Integer, nullable=False),
    Column("last_sent_at", BigInteger),
    Column("not_now_count", Integer, nullable=False),
    Column("unreadable_count", Integer, nullable=False),
    Column("refused_in", Integer),
    Column("finished_at", BigInteger),
    # Counts the finished ones of an enrollment, so that its history is cut without being counted.
    Column("finish_number", Integer),
    # The row of its result, which is deleted with it.
    Column("result_id", BigInteger),
    UniqueConstraint("enrollment_id", "uuid", name="command_uuid"),
)


def _pending(name: str, *columns: object, where: str = "") -> None:
    condition = text("state = 'pending'" + where)
    Index(name, *columns, sqlite_where=condition, postgresql_where=condition)  # type: ignore[arg-type]


# Only what is pending is in these, so that the length of the history does not matter (T79).
_pending("command_pending", command.c.enrollment_id, command.c.priority.desc(), command.c.sequence)
_pending(
    "command_expiring",
    command.c.enrollment_id,
    command.c.expires_at,
    where=" AND expires_at IS NOT NULL",
)
_pending(
    "command_due",
    command.c.enrollment_id,
    command.c.not_before,
    where=" AND not_before IS NOT NULL",
)
_pending(
    "command_dedupe",
    command.c.enrollment_id,
    command.c.dedupe_key,
    where=" AND dedupe_key IS NOT NULL",
)
Index(
    "command_finished",
    command.c.enrollment_id,
    command.c.finish_number,
    sqlite_where=text("finish_number IS NOT NULL"),
    postgresql_where=text("finish_number IS NOT NULL"),
)

#: What was ordered, byte for byte; one row for each command.
command_body: Final = Table(
    "command_body",
    metadata,
    Column(
        "sequence",
        _NUMBER,
        ForeignKey("command.sequence", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("body", LargeBinary, nullable=False),
)

#: What devices answered, in the order in which it came: a row that is added at the end touches one page, one
#: that grows in the middle of others five.
command_result: Final = Table(
    "command_result",
    metadata,
    Column("id", _NUMBER, primary_key=True, autoincrement=False),
    Column("result", LargeBinary, nullable=False),
)

session: Final = Table(
    "session",
    metadata,
    Column("id", Text, primary_key=True),
    Column("purpose", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("user", Text),
    Column("udid", Text),
    Column("serial_number", Text),
    Column("renews_id", Text),
    Column("renews_kind", Text),
    Column("enrollment_id", Text),
    Column("enrollment_kind", Text),
)

identity: Final = Table(
    "identity",
    metadata,
    Column("fingerprint", LargeBinary, primary_key=True),
    Column("session_id", Text, ForeignKey("session.id"), nullable=False),
    Column("not_after", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
)

challenge: Final = Table(
    "challenge",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("session_id", Text, ForeignKey("session.id"), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
    Column("transaction_id", Text),
    Column("public_key", LargeBinary),
    Column("certificate", LargeBinary),
)

#: Which device a certificate is, or once was, pinned for.
pin: Final = Table(
    "pin",
    metadata,
    Column("fingerprint", LargeBinary, primary_key=True),
    Column("device_id", Text, nullable=False),
    Column("device_kind", Text, nullable=False),
)

secret: Final = Table(
    "secret",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("name", _ID, primary_key=True),
    Column("value", LargeBinary, nullable=False),
    Column("kept_at", BigInteger, nullable=False),
)

event: Final = Table(
    "event",
    metadata,
    Column("id", _NUMBER, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("enrollment_id", Text, nullable=False),
    Column("enrollment_kind", Text, nullable=False),
    Column("fields", Text),
    Column("raw", LargeBinary),
)

consumer: Final = Table(
    "consumer",
    metadata,
    Column("name", Text, primary_key=True),
    Column("reached", BigInteger, nullable=False),
)

#: Numbers and texts that there is one of: the last event, the last sequence, the hold, the check of the key.
setting: Final = Table(
    "setting",
    metadata,
    Column("name", Text, primary_key=True),
    Column("number", BigInteger),
    Column("data", LargeBinary),
)
