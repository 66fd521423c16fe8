"""Is this the database that was used here last?  If not, its queues are held until somebody releases them."""

from __future__ import annotations

import logging

from pymdm.service.machine import utc_now
from pymdm.service.records import QueueHold
from pymdm.stores.rows import Rows
from pymdm.stores.sql import SQLRows
from pymdm.stores.sqlite._mark import Mark
from pymdm.stores.sqlite._transactions import SQLiteTransactions

__all__ = ["hold_if_restored"]

_log = logging.getLogger("pymdm.stores")

_OLDER = (
    "the database is older than the one that was used here last, as after a restored backup: devices may "
    "have carried out what is pending in it.  Look at the queues, cancel what is done, then release them"
)
_NO_MARK = (
    "the database has a history, but no mark beside it tells whether it is the latest copy.  If it was moved "
    "here on purpose, release the queues; if it is a restored backup, look at them first"
)


def hold_if_restored(transactions: SQLiteTransactions, mark: Mark) -> None:
    """Hold all queues where the mark is ahead of the database or missing, with the reason (F28)."""
    # The mark first: another process may write both in between, the database before the mark.
    reached = mark.read()
    last = transactions.read(lambda rows: rows.last_event())
    if reached is None and last == 0:
        mark.write(0)
        return
    if reached is not None and reached <= last:
        return
    why = _NO_MARK if reached is None else _OLDER

    def hold(rows: Rows) -> None:
        if rows.hold() is None:
            rows.set_hold(QueueHold(since=utc_now(), why=why))
        assert isinstance(rows, SQLRows)
        # Whoever has seen the events that are lost knows their numbers: others must not have them.
        rows.skip_events(reached or 0)

    # Of a new database nothing can be pending, whatever was here before.
    if last:
        transactions.write("restored", (), hold)
        _log.warning("queues held: why=%r", why)
    # Only now, so that a crash in between holds them at the next start.
    mark.write(max(last, reached or 0) if last else 0)
