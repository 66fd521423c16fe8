"""The tables of the enrollment program, as they are after the last migration."""

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
    Table,
    Text,
    UniqueConstraint,
    text,
)

from pymdm.stores.sql._tables import _ID, _NUMBER, metadata

__all__ = ["dep_device", "dep_server"]

#: One row for each server in Apple's portal; ``token`` and ``session`` are sealed.
dep_server: Final = Table(
    "dep_server",
    metadata,
    Column("id", _NUMBER, primary_key=True),
    Column("server", _ID, nullable=False, unique=True),
    Column("cursor", Text),
    Column("spare_cursor", Text),
    Column("listing", Integer, nullable=False),
    Column("listing_began", BigInteger),
    Column("listing_cursor", Text),
    Column("listed_at", BigInteger),
    Column("unswept", Boolean, nullable=False),
    Column("synced_at", BigInteger),
    Column("fence", BigInteger, nullable=False),
    Column("owner", Text, nullable=False),
    Column("leased_until", BigInteger),
    Column("token", LargeBinary),
    Column("session", LargeBinary),
)

#: One row for each device of each.  Rows are added at the end, whatever their serial numbers are, and found
#: by an index that is much smaller than they are.
dep_device: Final = Table(
    "dep_device",
    metadata,
    Column("id", _NUMBER, primary_key=True),
    Column("server_id", _NUMBER, ForeignKey("dep_server.id", ondelete="CASCADE"), nullable=False),
    Column("serial_number", _ID, nullable=False),
    Column("data", Text, nullable=False),
    Column("op_types", Text, nullable=False),
    Column("op_date", BigInteger),
    Column("listing", Integer, nullable=False),
    Column("first_seen_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("deleted_at", BigInteger),
    Column("unassigned", Boolean, nullable=False),
    Column("assign_profile", Text),
    Column("assign_outcome", Text),
    Column("assign_at", BigInteger),
    Column("assign_unanswered", Integer),
    Column("assign_retry_at", BigInteger),
    UniqueConstraint("server_id", "serial_number", name="dep_device_serial"),
)

# Few at any time, among very many that have their profile.
Index(
    "dep_device_unassigned",
    dep_device.c.server_id,
    dep_device.c.serial_number,
    sqlite_where=text("unassigned = 1"),
    postgresql_where=text("unassigned"),
)
