"""Servers of the Device Enrollment Program and their devices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "dep_server",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("server", ID, nullable=False, unique=True),
        sa.Column("cursor", sa.Text),
        sa.Column("spare_cursor", sa.Text),
        sa.Column("listing", sa.Integer, nullable=False),
        sa.Column("listing_began", sa.BigInteger),
        sa.Column("listing_cursor", sa.Text),
        sa.Column("listed_at", sa.BigInteger),
        sa.Column("unswept", sa.Boolean, nullable=False),
        sa.Column("synced_at", sa.BigInteger),
        sa.Column("fence", sa.BigInteger, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("leased_until", sa.BigInteger),
        sa.Column("token", sa.LargeBinary),
        sa.Column("session", sa.LargeBinary),
    )
    op.create_table(
        "dep_device",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("server_id", NUMBER, sa.ForeignKey("dep_server.id", ondelete="CASCADE"), nullable=False),
        sa.Column("serial_number", ID, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("op_types", sa.Text, nullable=False),
        sa.Column("op_date", sa.BigInteger),
        sa.Column("listing", sa.Integer, nullable=False),
        sa.Column("first_seen_at", sa.BigInteger, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("deleted_at", sa.BigInteger),
        sa.Column("unassigned", sa.Boolean, nullable=False),
        sa.Column("assign_profile", sa.Text),
        sa.Column("assign_outcome", sa.Text),
        sa.Column("assign_at", sa.BigInteger),
        sa.Column("assign_unanswered", sa.Integer),
        sa.Column("assign_retry_at", sa.BigInteger),
        sa.UniqueConstraint("server_id", "serial_number", name="dep_device_serial"),
    )
    op.create_index(
        "dep_device_unassigned",
        "dep_device",
        ["server_id", "serial_number"],
        sqlite_where=sa.text("unassigned = 1"),
        postgresql_where=sa.text("unassigned"),
    )
