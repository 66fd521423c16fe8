"""Requests that come together share one transaction, and so one wait for the disk.

There is no timer and no thread: whoever comes first leads, and carries out what is waiting; those who come
while its transaction is under way form the next batch, and one of them leads that.  A single client never
waits for company, and under load a batch is as large as a commit is slow.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final, Generic, TypeVar

from pymdm.errors import StorageError
from pymdm.stores.sqlite._faults import DatabaseDown

__all__ = ["MAX_BATCH", "MAX_WAITING", "Coalescer"]

V = TypeVar("V")
R = TypeVar("R")

# Beyond a hundred the wait for the disk is a small part of what an item costs, and the first of a batch waits
# for the last: 128 items take about 10 ms.
MAX_BATCH: Final = 128

# Eight full batches, a tenth of a second of work.  Who comes when so many wait has more threads than this
# store can serve in time, and its device does better to come back later (503).
MAX_WAITING: Final = 1024


class _Call(Generic[V, R]):
    """One caller: what it brought, and what it is to get."""

    __slots__ = ("answers", "error", "gate", "items", "leads")

    def __init__(self, items: Sequence[V]) -> None:
        self.items = items
        self.answers: list[R] | None = None
        self.error: BaseException | None = None
        self.leads = False
        self.gate = threading.Lock()
        self.gate.acquire()

    def outcome(self) -> list[R]:
        if self.answers is not None:
            return self.answers
        if isinstance(self.error, StorageError):
            # Each caller gets its own: several threads must not write into one traceback.
            raise type(self.error)(*self.error.args) from self.error
        if self.error is not None:
            raise self.error
        raise StorageError("the transaction was broken off")


class Coalescer(Generic[V, R]):
    """Calls ``run`` with the items of all who wait, never twice at a time.

    ``run`` gives one answer for each item, and stores nothing if it raises.  If it does, the calls of the
    batch are tried again one by one, so that a bad item harms its own call only; not where the database is
    down, because that would be the same wait for each.  One device may be in a batch twice: items are carried
    out one after the other, on rows and not on a snapshot.
    """

    def __init__(self, run: Callable[[Sequence[V]], list[R]]) -> None:
        self._run = run
        self._lock = threading.Lock()
        self._waiting: deque[_Call[V, R]] = deque()
        self._led = False

    def __call__(self, items: Sequence[V]) -> list[R]:
        """The answers to these items, which share one transaction, in their order."""
        call: _Call[V, R] = _Call(items)
        with self._lock:
            leads = not self._led
            if leads:
                self._led = True
            elif len(self._waiting) >= MAX_WAITING:
                raise DatabaseDown("too many requests wait for the database")
            else:
                self._waiting.append(call)
        if not leads:
            call.gate.acquire()
        if leads or call.leads:
            self._lead(call)
        return call.outcome()

    def _lead(self, call: _Call[V, R]) -> None:
        batch = [call]
        with self._lock:
            size = len(call.items)
            while self._waiting and size < MAX_BATCH:
                batch.append(self._waiting.popleft())
                size += len(batch[-1].items)
        try:
            self._carry_out(batch)
        finally:
            with self._lock:
                heir = self._waiting.popleft() if self._waiting else None
                self._led = heir is not None
            # The heir first: its transaction begins while the others write their answers.
            if heir is not None:
                heir.leads = True
                heir.gate.release()
            for other in batch[1:]:
                other.gate.release()

    def _carry_out(self, batch: list[_Call[V, R]]) -> None:
        try:
            answers = self._run([item for call in batch for item in call.items])
        except DatabaseDown as error:
            for call in batch:
                call.error = error
        except Exception as error:  # noqa: BLE001 - it is raised again, in the thread that it belongs to
            if len(batch) == 1:
                batch[0].error = error
                return
            for call in batch:
                self._carry_out([call])
        else:
            begin = 0
            for call in batch:
                end = begin + len(call.items)
                call.answers = answers[begin:end]
                begin = end
