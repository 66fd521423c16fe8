"""What became of wake-ups: when the token came, when Apple last accepted one, why not, when to try again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns; of tokens that are there it is not known when they came."""
    op.add_column("enrollment", sa.Column("push_updated_at", sa.BigInteger))
    op.add_column("enrollment", sa.Column("pushed_at", sa.BigInteger))
    op.add_column("enrollment", sa.Column("push_failure", sa.Text))
    op.add_column("enrollment", sa.Column("push_retry_at", sa.BigInteger))
    op.add_column(
        "enrollment", sa.Column("push_failures", sa.Integer, nullable=False, server_default=sa.text("0"))
    )
