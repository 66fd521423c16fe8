"""The store in a SQLite file, its migrations, and the change of its keys.  Needs ``pymdm[sqlite]``."""

from __future__ import annotations

from pymdm.stores.sqlite._opening import migrate
from pymdm.stores.sqlite._statistics import Statistics
from pymdm.stores.sqlite.store import SQLiteStore

__all__ = ["SQLiteStore", "Statistics", "migrate"]
