"""All rows of one transaction."""

from __future__ import annotations

from pymdm.stores.sql._commands import CommandRows
from pymdm.stores.sql._enrollments import EnrollmentRows
from pymdm.stores.sql._log import EventRows, IdentityRows

__all__ = ["SQLRows"]


class SQLRows(EnrollmentRows, CommandRows, IdentityRows, EventRows):
    """`pymdm.stores.rows.Rows` over one SQLAlchemy connection, inside one transaction."""

    def forget(self, key: str, /) -> None:
        """See `Rows`."""
        self.forget_commands(key)
        super().forget(key)
