"""A store in one SQLite file: durable, sealed, for one machine."""

from __future__ import annotations

import os
from collections.abc import Sequence
from types import TracebackType
from typing import Self

import attrs

from pymdm.crypto import SealKey
from pymdm.service import verbs as vb
from pymdm.stores.rowstore import RowStore
from pymdm.stores.sqlite._coalescer import Coalescer
from pymdm.stores.sqlite._hot import ReportAnswer, ReportBatch
from pymdm.stores.sqlite._opening import open_engine
from pymdm.stores.sqlite._statistics import Statistics
from pymdm.stores.sqlite._transactions import SQLiteTransactions

__all__ = ["SQLiteStore"]


class SQLiteStore(RowStore):
    """All twelve verbs over one database file; what is answered is on the disk.

    A new file is made and gets its tables.  An older database is refused until `migrate` has been run, after
    a backup: that is somebody's decision and not that of a restart.  May be used by many threads; close it,
    or use it in a ``with`` block.

    Raises:
        StorageError: the database is older or newer than this program, belongs to another one, or ``seal``
            lacks its key.
    """

    def __init__(self, path: str | os.PathLike[str], *, seal: SealKey) -> None:
        self._engine = open_engine(path, seal)
        self._seal = seal
        self._own = SQLiteTransactions(self._engine, seal)
        self._reports = Coalescer(self._report)
        self._counts = Statistics(commits=0, reports=0, report_batches=0, unusual_reports=0)
        super().__init__(self._own)

    def report_and_next(
        self, batch: Sequence[vb.Report | vb.UnreadableReport], /
    ) -> list[vb.Answer | vb.Refused | vb.Stranger | vb.Unenroll | vb.Unread]:
        """Store what devices report and pick their next commands, together with whoever calls meanwhile."""
        return self._reports(batch) if batch else []

    def _report(self, batch: Sequence[vb.Report | vb.UnreadableReport]) -> list[ReportAnswer]:
        with self._own.writer.transaction("report") as (connection, driver):
            reports = ReportBatch(connection, driver, self._seal)
            answers = [reports.answer(report) for report in batch]
        # Nobody else is here meanwhile: reports are carried out by one thread at a time.
        self._counts = attrs.evolve(
            self._counts,
            reports=self._counts.reports + len(batch),
            report_batches=self._counts.report_batches + 1,
            unusual_reports=self._counts.unusual_reports + reports.unusual,
        )
        return answers

    def statistics(self) -> Statistics:
        """What was done since the store was opened."""
        return attrs.evolve(self._counts, commits=self._own.writer.commits)

    def close(self) -> None:
        """Close all connections; the store is not to be used afterwards."""
        self._own.writer.close()
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
