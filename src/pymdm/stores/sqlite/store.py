"""A store in one SQLite file: durable, sealed, for one machine."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import attrs

from pymdm.crypto import SealKey
from pymdm.service import verbs as vb
from pymdm.service.events import Event
from pymdm.stores.rowstore import RowStore
from pymdm.stores.sqlite._coalescer import Coalescer
from pymdm.stores.sqlite._hot import ReportAnswer, ReportBatch
from pymdm.stores.sqlite._mark import Mark
from pymdm.stores.sqlite._opening import open_engine
from pymdm.stores.sqlite._restored import hold_if_restored
from pymdm.stores.sqlite._rewrap import rewrap
from pymdm.stores.sqlite._statistics import Statistics
from pymdm.stores.sqlite._transactions import SQLiteTransactions, Transaction

if TYPE_CHECKING:
    from pymdm.stores.dep import DEPRowStore
    from pymdm.stores.vpp import VPPRowStore

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
        self._seal = seal
        self._count = self._batches = self._unusual = 0
        with ExitStack() as opened:
            engine = open_engine(path, seal)
            opened.callback(engine.dispose)
            mark = Mark(Path(path))
            opened.callback(mark.close)
            own = SQLiteTransactions(engine, seal, mark)
            opened.callback(own.close)
            hold_if_restored(own, mark)
            self._opened = opened.pop_all()
        # A program that ends without closing the store must not hear its last events again.
        self._end = weakref.finalize(self, _close, self._opened, os.getpid())
        self._own = own
        self._reports = Coalescer(self._report)
        super().__init__(own)

    def report_and_next(
        self, batch: Sequence[vb.Report | vb.UnreadableReport], /
    ) -> list[vb.Answer | vb.Refused | vb.Stranger | vb.Unenroll | vb.Unread]:
        """Store what devices report and pick their next commands, together with whoever calls meanwhile."""
        self._own.refuse_unusable()
        return self._reports(batch) if batch else []

    def _report(self, batch: Sequence[vb.Report | vb.UnreadableReport]) -> list[ReportAnswer]:
        def carry_out(transaction: Transaction) -> list[ReportAnswer]:
            reports = ReportBatch(transaction, self._seal)
            answers = [reports.answer(report) for report in batch]
            self._unusual += reports.unusual
            return answers

        answers = self._own.writer.run("report", carry_out)
        # By one thread at a time, as all of this.
        self._batches += 1
        self._count += len(batch)
        return answers

    def events_after(self, batch: Sequence[vb.EventsAfter], /) -> list[tuple[Event, ...]]:
        """Hand out events and remember how far each consumer has come.

        A consumer that only acknowledges what it has ``seen`` is taken at its word: that is stored with the
        next transaction, when it asks again and there is nothing new, or when the store is closed.
        """
        notes = self._own.writer.notes
        if batch and all(verb.acknowledged is not None and _only_notes(verb) for verb in batch):
            for verb in batch:
                notes.add(verb.consumer, verb.acknowledged or 0)
            return [() for _ in batch]
        seen = [attrs.evolve(verb, seen=max(verb.seen, notes.reached(verb.consumer))) for verb in batch]
        found = super().events_after(seen)
        if not any(found):
            self._own.flush()
        return found

    @property
    def dep(self) -> DEPRowStore:
        """Devices of the enrollment program, in the same file: a ``pymdm.dep.sync.DEPStore``."""
        from pymdm.stores.dep import DEPRowStore
        from pymdm.stores.sqlite._dep import SQLiteDEPTransactions

        return DEPRowStore(SQLiteDEPTransactions(self._own, self._seal, self))

    @property
    def vpp(self) -> VPPRowStore:
        """Locations of Apps and Books, in the same file: a ``pymdm.vpp.sync.VPPStore``."""
        from pymdm.stores.sqlite._vpp import SQLiteVPPTransactions
        from pymdm.stores.vpp import VPPRowStore

        return VPPRowStore(SQLiteVPPTransactions(self._own, self._seal, self))

    def statistics(self) -> Statistics:
        """What was done since the store was opened."""
        return Statistics(
            commits=self._own.writer.commits,
            reports=self._count,
            report_batches=self._batches,
            unusual_reports=self._unusual,
        )

    def close(self) -> None:
        """Close all connections; the store is not to be used afterwards."""
        self._end()

    def rewrap(self, *, progress: Callable[[int], None] | None = None) -> int:
        """Seal everything under the present key that is sealed under an older one; gives how many values.

        Run it once every program that uses the database has the new ring; then the old keys can go.  It may
        be broken off at any time and run again, also while devices are served: it locks the database for a
        few hundred rows at a time.  ``progress`` is called with the number of rows looked at so far.

        Raises:
            StorageError: a value does not open with any key of the ring; what came before it is done.
        """
        self._own.refuse_unusable()
        return rewrap(self._own.writer, self._seal, progress)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _close(opened: ExitStack, process: int) -> None:
    # A forked child ends, too; what it has was opened by its parent.
    if os.getpid() == process:
        opened.close()


def _only_notes(verb: vb.EventsAfter) -> bool:
    return verb.limit == 0 and (verb.acknowledged or 0) <= verb.seen
