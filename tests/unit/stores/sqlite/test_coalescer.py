"""Requests that come together share a transaction; none waits for company, none pays for another's fault."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from pymdm.errors import StorageError
from pymdm.stores.sqlite import _coalescer
from pymdm.stores.sqlite._coalescer import MAX_BATCH, Coalescer
from pymdm.stores.sqlite._faults import DatabaseDown
from tests.support import PATIENCE


class Work:
    """Carries batches out; the first of them waits until it is told to go on."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.began = threading.Event()
        self.go_on = threading.Event()
        self.under_way = 0

    def __call__(self, items: Sequence[int]) -> list[str]:
        self.under_way += 1
        assert self.under_way == 1, "never two at a time"
        try:
            self.batches.append(list(items))
            if len(self.batches) == 1:
                self.began.set()
                assert self.go_on.wait(PATIENCE)
            if 13 in items:
                raise ValueError("an unlucky number")
            if 14 in items:
                raise DatabaseDown("the disk of the database is full")
            return [f"<{item}>" for item in items]
        finally:
            self.under_way -= 1


def together(items: Sequence[Sequence[int]]) -> tuple[Work, list[Future[list[str]]]]:
    """One call that is under way, and these that come meanwhile, in this order."""
    work = Work()
    coalescer = Coalescer(work)
    with ThreadPoolExecutor(len(items) + 1) as pool:
        first = pool.submit(coalescer, [0])
        assert work.began.wait(PATIENCE)
        others = []
        for number, each in enumerate(items):
            others.append(pool.submit(coalescer, each))
            while len(coalescer._waiting) <= number:
                threading.Event().wait(0.001)
        work.go_on.set()
    assert first.result() == ["<0>"]
    return work, others


def test_who_comes_alone_does_not_wait() -> None:
    work = Work()
    work.go_on.set()
    assert Coalescer(work)([1, 2]) == ["<1>", "<2>"]
    assert work.batches == [[1, 2]]


def test_who_comes_meanwhile_shares_the_next_transaction() -> None:
    work, others = together([[1], [2, 3], [4]])
    assert work.batches == [[0], [1, 2, 3, 4]]
    assert [other.result() for other in others] == [["<1>"], ["<2>", "<3>"], ["<4>"]]


def test_a_batch_is_bounded_and_the_rest_goes_on() -> None:
    work, others = together([list(range(100, 100 + MAX_BATCH)), [1], [2]])
    assert [len(batch) for batch in work.batches] == [1, MAX_BATCH, 2]
    assert [other.result() for other in others][1:] == [["<1>"], ["<2>"]]


def test_one_bad_item_harms_its_own_call_only() -> None:
    work, others = together([[1], [13], [2]])
    assert others[0].result() == ["<1>"]
    assert others[2].result() == ["<2>"]
    with pytest.raises(ValueError, match="unlucky"):
        others[1].result()
    assert work.batches == [[0], [1, 13, 2], [1], [13], [2]]


def test_while_the_database_is_down_nobody_tries_again_for_each() -> None:
    """F20, F21: the wait for a locked database would come once for every device."""
    work, others = together([[1], [14], [2]])
    assert work.batches == [[0], [1, 14, 2]]
    errors = [other.exception() for other in others]
    assert [str(error) for error in errors] == ["the disk of the database is full"] * 3
    assert len({id(error) for error in errors}) == 3, "each thread writes its own traceback"


def test_after_a_fault_it_goes_on() -> None:
    work = Work()
    work.go_on.set()
    coalescer = Coalescer(work)
    for item in (13, 14):
        with pytest.raises((ValueError, StorageError)):
            coalescer([item])
    assert coalescer([1]) == ["<1>"]


def test_who_is_too_many_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_coalescer, "MAX_WAITING", 2)
    work = Work()
    coalescer = Coalescer(work)
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(coalescer, [0])
        assert work.began.wait(PATIENCE)
        others = [pool.submit(coalescer, [number]) for number in (1, 2)]
        while len(coalescer._waiting) < 2:
            threading.Event().wait(0.001)
        late = pool.submit(coalescer, [3])
        while not late.done() and len(coalescer._waiting) == 2:
            threading.Event().wait(0.001)
        told_at_once = late.done()
        work.go_on.set()
        assert told_at_once
        with pytest.raises(StorageError, match="too many"):
            late.result()
    assert [call.result() for call in (first, *others)] == [["<0>"], ["<1>"], ["<2>"]]


def test_a_leader_that_is_interrupted_leaves_nobody_waiting() -> None:
    """Control-C in the thread that carries out: the others are told, and the next one leads."""

    class Interrupted(Work):
        def __call__(self, items: Sequence[int]) -> list[str]:
            found = super().__call__(items)
            if items[0] == 1:
                raise KeyboardInterrupt
            return found

    work = Interrupted()
    coalescer = Coalescer(work)
    outcomes: list[BaseException | list[str]] = []

    def call(item: int) -> None:
        try:
            outcomes.append(coalescer([item]))
        except BaseException as error:
            outcomes.append(error)

    threads = [threading.Thread(target=call, args=(item,), daemon=True) for item in (0, 1, 2)]
    threads[0].start()
    assert work.began.wait(PATIENCE)
    for number, thread in enumerate(threads[1:], 1):
        thread.start()
        while len(coalescer._waiting) < number:
            threading.Event().wait(0.001)
    work.go_on.set()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()
    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        "KeyboardInterrupt",
        "StorageError",
        "list",
    ]
    assert coalescer([5]) == ["<5>"]
