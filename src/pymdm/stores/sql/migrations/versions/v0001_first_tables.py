"""The first tables."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "enrollment",
        sa.Column("id", ID, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("parent_id", ID),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("pin", sa.LargeBinary),
        sa.Column("previous_pin", sa.LargeBinary),
        sa.Column("renewed_pin", sa.LargeBinary),
        sa.Column("session_id", sa.Text),
        sa.Column("topic", sa.Text),
        sa.Column("push_topic", sa.Text),
        sa.Column("push_token", sa.LargeBinary),
        sa.Column("push_magic", sa.LargeBinary),
        sa.Column("awaiting_configuration", sa.Boolean, nullable=False),
        sa.Column("os", sa.Text),
        sa.Column("os_version", sa.Text),
        sa.Column("build_version", sa.Text),
        sa.Column("product_name", sa.Text),
        sa.Column("model", sa.Text),
        sa.Column("device_name", sa.Text),
        sa.Column("serial_number", sa.Text),
        sa.Column("user_short_name", sa.Text),
        sa.Column("user_long_name", sa.Text),
        sa.Column("auth_required", sa.Boolean, nullable=False),
        sa.Column("auth_token_hash", sa.LargeBinary),
        sa.Column("token_updates", sa.Integer, nullable=False),
        sa.Column("authenticated_at", sa.BigInteger),
        sa.Column("enrolled_at", sa.BigInteger),
        sa.Column("checked_out_at", sa.BigInteger),
        sa.Column("last_seen_at", sa.BigInteger),
        sa.Column("last_source", sa.Text, nullable=False),
        sa.Column("inactive_since", sa.BigInteger),
        sa.Column("unenroll_ordered_at", sa.BigInteger),
        sa.Column("unenroll_sent_at", sa.BigInteger),
        sa.Column("session_number", sa.Integer, nullable=False),
        sa.Column("session_refusing", sa.Boolean, nullable=False),
        sa.Column("push_wanted_at", sa.BigInteger),
        sa.Column("token_dead", sa.Boolean, nullable=False),
        sa.Column("woken_at", sa.BigInteger),
        sa.Column("expiry_told_at", sa.BigInteger),
        sa.Column("refusals_told", sa.Text),
    )
    op.create_table(
        "enrollment_document",
        sa.Column(
            "enrollment_id",
            sa.Text,
            sa.ForeignKey("enrollment.id", ondelete="CASCADE"),
            primary_key=True,
            nullable=False,
        ),
        sa.Column("certificate", sa.LargeBinary, nullable=False),
        sa.Column("unlock_token", sa.LargeBinary),
        sa.Column("bootstrap_token", sa.LargeBinary),
        sa.Column("raw_authenticate", sa.LargeBinary),
        sa.Column("raw_token_update", sa.LargeBinary),
    )
    op.create_table(
        "command",
        sa.Column("sequence", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("enrollment_id", ID, sa.ForeignKey("enrollment.id", ondelete="CASCADE"), nullable=False),
        sa.Column("enrollment_kind", sa.Text, nullable=False),
        sa.Column("uuid", sa.Text, nullable=False),
        sa.Column("request_type", sa.Text, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("queued_at", sa.BigInteger, nullable=False),
        sa.Column("not_before", sa.BigInteger),
        sa.Column("expires_at", sa.BigInteger),
        sa.Column("dedupe_key", sa.Text),
        sa.Column("never_refused", sa.Boolean, nullable=False),
        sa.Column("push", sa.Boolean, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("sent_count", sa.Integer, nullable=False),
        sa.Column("last_sent_at", sa.BigInteger),
        sa.Column("not_now_count", sa.Integer, nullable=False),
        sa.Column("unreadable_count", sa.Integer, nullable=False),
        sa.Column("refused_in", sa.Integer),
        sa.Column("finished_at", sa.BigInteger),
        sa.Column("finish_number", sa.Integer),
        sa.Column("result_id", sa.BigInteger),
        sa.UniqueConstraint("enrollment_id", "uuid", name="command_uuid"),
    )
    op.create_table(
        "command_body",
        sa.Column(
            "sequence",
            NUMBER,
            sa.ForeignKey("command.sequence", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "command_result",
        sa.Column("id", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("result", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "session",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("user", sa.Text),
        sa.Column("udid", sa.Text),
        sa.Column("serial_number", sa.Text),
        sa.Column("renews_id", sa.Text),
        sa.Column("renews_kind", sa.Text),
        sa.Column("enrollment_id", sa.Text),
        sa.Column("enrollment_kind", sa.Text),
    )
    op.create_table(
        "identity",
        sa.Column("fingerprint", sa.LargeBinary, primary_key=True),
        sa.Column("session_id", sa.Text, sa.ForeignKey("session.id"), nullable=False),
        sa.Column("not_after", sa.BigInteger, nullable=False),
        sa.Column("revoked_at", sa.BigInteger),
    )
    op.create_table(
        "challenge",
        sa.Column("digest", sa.LargeBinary, primary_key=True),
        sa.Column("session_id", sa.Text, sa.ForeignKey("session.id"), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("used_at", sa.BigInteger),
        sa.Column("transaction_id", sa.Text),
        sa.Column("public_key", sa.LargeBinary),
        sa.Column("certificate", sa.LargeBinary),
    )
    op.create_table(
        "pin",
        sa.Column("fingerprint", sa.LargeBinary, primary_key=True),
        sa.Column("device_id", sa.Text, nullable=False),
        sa.Column("device_kind", sa.Text, nullable=False),
    )
    op.create_table(
        "secret",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("name", ID, primary_key=True),
        sa.Column("value", sa.LargeBinary, nullable=False),
        sa.Column("kept_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "event",
        sa.Column("id", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("enrollment_id", sa.Text, nullable=False),
        sa.Column("enrollment_kind", sa.Text, nullable=False),
        sa.Column("fields", sa.Text),
        sa.Column("raw", sa.LargeBinary),
    )
    op.create_table(
        "consumer",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("reached", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("number", sa.BigInteger),
        sa.Column("data", sa.LargeBinary),
    )
    _index("enrollment_of_device", "enrollment", ["parent_id", "id"], "parent_id IS NOT NULL")
    _index("enrollment_push_wanted", "enrollment", ["push_wanted_at", "id"], "push_wanted_at IS NOT NULL")
    _index(
        "enrollment_last_seen",
        "enrollment",
        ["last_seen_at", "id"],
        "state = 'enrolled' AND parent_id IS NULL",
    )
    pending = "state = 'pending'"
    queue: list[str | sa.TextClause] = ["enrollment_id", sa.text("priority DESC"), "sequence"]
    _index("command_pending", "command", queue, pending)
    for name, column in (("expiring", "expires_at"), ("due", "not_before"), ("dedupe", "dedupe_key")):
        where = f"{pending} AND {column} IS NOT NULL"
        _index(f"command_{name}", "command", ["enrollment_id", column], where)
    _index("command_finished", "command", ["enrollment_id", "finish_number"], "finish_number IS NOT NULL")


def _index(name: str, table: str, columns: Sequence[str | sa.TextClause], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)
