"""Migrations of the tables, from the first one on; ``pymdm.stores.sql.migrating`` runs them."""

from __future__ import annotations

__all__: list[str] = []
