"""Stores on a database that SQLAlchemy speaks to: tables, migrations and rows."""

from __future__ import annotations

from pymdm.stores.sql import _dep_tables, _vpp_tables  # noqa: F401 - add their tables to the metadata
from pymdm.stores.sql._rows import SQLRows
from pymdm.stores.sql._tables import metadata

__all__ = ["SQLRows", "metadata"]
