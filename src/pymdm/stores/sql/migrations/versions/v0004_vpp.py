"""Locations of Apps and Books, their lists, jobs and notifications."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def owner(*, primary_key: bool = False) -> sa.Column[int]:
    """Of which location."""
    return sa.Column(
        "location_id",
        NUMBER,
        sa.ForeignKey("vpp_location.id", ondelete="CASCADE"),
        nullable=False,
        primary_key=primary_key,
    )


def upgrade() -> None:
    """Make the six tables."""
    op.create_table(
        "vpp_location",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("uid", ID, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("bearer_hash", sa.Text, nullable=False),
        sa.Column("added_at", sa.BigInteger, nullable=False),
        sa.Column("token", sa.LargeBinary),
    )
    op.create_table(
        "vpp_listing",
        owner(primary_key=True),
        sa.Column("kind", sa.Integer, primary_key=True, nullable=False),
        sa.Column("listing", sa.Integer, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("reading", sa.Text, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("unswept", sa.Boolean, nullable=False),
        sa.Column("stirred", sa.Integer, nullable=False),
        sa.Column("due", sa.Boolean, nullable=False),
        sa.Column("completed_at", sa.BigInteger),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "vpp_entry",
        owner(primary_key=True),
        sa.Column("kind", sa.Integer, primary_key=True, nullable=False),
        sa.Column("key", ID, primary_key=True, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("listing", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "vpp_job",
        sa.Column("number", NUMBER, primary_key=True),
        owner(),
        sa.Column("work", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("event_ids", sa.Text, nullable=False),
        sa.Column("asked", sa.Integer, nullable=False),
        sa.Column("alone", sa.Boolean, nullable=False),
        sa.Column("told", sa.Integer, nullable=False),
        sa.Column("completed", sa.Integer, nullable=False),
        sa.Column("requested", sa.Integer, nullable=False),
        sa.Column("failures", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("finished_at", sa.BigInteger),
    )
    op.create_index(
        "vpp_job_open",
        "vpp_job",
        ["location_id", "number"],
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    op.create_table(
        "vpp_event",
        owner(primary_key=True),
        sa.Column("event_id", ID, primary_key=True, nullable=False),
        sa.Column("job_number", NUMBER, sa.ForeignKey("vpp_job.number", ondelete="CASCADE"), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "vpp_note",
        owner(primary_key=True),
        sa.Column("notification_id", ID, primary_key=True, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
