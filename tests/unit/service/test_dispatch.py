"""Events reach the callback after the commit, in order, at least once."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from pymdm.errors import StorageError
from pymdm.service import Event
from pymdm.service import verbs as vb
from pymdm.service.dispatch import MAX_ATTEMPTS, EventDispatcher
from pymdm.stores import MemoryStore
from pymdm.testing._contract_scene import Scene
from tests.support import PATIENCE


class Listener:
    """Remembers what it was told; raises for the numbers in ``bad``, as often as they say."""

    def __init__(self, **bad: int) -> None:
        self.bad = {int(number[1:]): times for number, times in bad.items()}
        self.seen: list[int] = []

    def __call__(self, event: Event) -> None:
        self.seen.append(event.id)
        if self.bad.get(event.id, 0) > 0:
            self.bad[event.id] -= 1
            raise KeyError("callback")


def store_with(events: int) -> MemoryStore:
    store = MemoryStore()
    scene = Scene(store)
    scene.authenticate()
    for _ in range(events - 1):
        scene.token_update()
    return store


def test_all_events_are_told_once_and_in_order() -> None:
    """More than one page of them."""
    listener = Listener()
    dispatcher = EventDispatcher(store_with(250), listener)

    assert [dispatcher.deliver(), dispatcher.deliver()] == [250, 0]
    assert listener.seen == list(range(1, 251))


def test_an_event_that_the_callback_refuses_comes_again_first() -> None:
    listener = Listener(_3=2)
    dispatcher = EventDispatcher(store_with(5), listener)

    assert [dispatcher.deliver() for _ in range(3)] == [2, 0, 3]
    assert listener.seen == [1, 2, 3, 3, 3, 4, 5]


def test_the_first_event_may_be_the_refused_one() -> None:
    listener = Listener(_1=1)
    dispatcher = EventDispatcher(store_with(2), listener)

    assert [dispatcher.deliver(), dispatcher.deliver()] == [0, 2]


def test_a_hopeless_event_is_passed_over_at_last(caplog: pytest.LogCaptureFixture) -> None:
    """So that it does not silence all later ones."""
    listener = Listener(_2=10_000)
    dispatcher = EventDispatcher(store_with(3), listener)

    for _ in range(MAX_ATTEMPTS):
        dispatcher.deliver()

    assert listener.seen == [1, *[2] * MAX_ATTEMPTS, 3]
    assert "passed over" in caplog.text
    assert dispatcher.deliver() == 0


def test_another_process_goes_on_where_this_one_stopped() -> None:
    """F8: what was told and not yet noted is told again."""
    store = store_with(4)
    assert EventDispatcher(store, Listener(_3=1)).deliver() == 2

    listener = Listener()
    EventDispatcher(store, listener).deliver()

    assert listener.seen == [3, 4]


def test_a_callback_that_dies_leaves_its_event_for_the_next_time() -> None:
    """F8: not even the ones before it are lost; all come again."""
    store = store_with(3)
    told: list[int] = []

    def dying(event: Event) -> None:
        told.append(event.id)
        if event.id == 2:
            raise KeyboardInterrupt

    dispatcher = EventDispatcher(store, dying)
    with pytest.raises(KeyboardInterrupt):
        dispatcher.deliver()
    listener = Listener()
    assert EventDispatcher(store, listener).deliver() == 3
    assert (told, listener.seen) == ([1, 2], [1, 2, 3])


def test_a_failing_store_does_not_block_later_deliveries() -> None:
    store = store_with(2)
    listener = Listener()
    dispatcher = EventDispatcher(store, listener)
    real, calls = store.events_after, []

    def once(batch: Any) -> Any:
        calls.append(1)
        if len(calls) == 1:
            raise StorageError("down")
        return real(batch)

    store.events_after = once  # type: ignore[method-assign]
    with pytest.raises(StorageError):
        dispatcher.deliver()

    assert dispatcher.deliver() == 2


def test_a_callback_that_asks_for_delivery_is_not_called_inside_itself() -> None:
    store = store_with(2)
    inside: list[bool] = [False]
    nested: list[int] = []

    def callback(event: Event) -> None:
        assert not inside[0]
        inside[0] = True
        if event.id == 2:
            Scene(store).token_update()
        nested.append(dispatcher.deliver())
        inside[0] = False

    dispatcher = EventDispatcher(store, callback)

    assert dispatcher.deliver() == 3
    assert nested == [0, 0, 0]


def test_two_threads_never_tell_at_the_same_time_and_leave_nothing_behind() -> None:
    store = store_with(1)
    told: list[int] = []
    entered, go = threading.Event(), threading.Event()

    def callback(event: Event) -> None:
        told.append(event.id)
        if event.id == 1:
            entered.set()
            assert go.wait(PATIENCE)

    dispatcher = EventDispatcher(store, callback)
    first = threading.Thread(target=dispatcher.deliver)
    first.start()
    assert entered.wait(PATIENCE)
    Scene(store).token_update()
    assert dispatcher.deliver() == 0
    go.set()
    first.join()

    assert told == [1, 2]
    assert store.events_after([vb.EventsAfter(consumer="on_event")]) == [()]


class Counting(MemoryStore):
    """Counts how often it is made to note how far the callback has come."""

    def __init__(self) -> None:
        super().__init__()
        self.noted: list[int | None] = []

    def events_after(self, batch: Any, /) -> Any:
        self.noted += [verb.acknowledged for verb in batch if verb.acknowledged]
        return super().events_after(batch)


def test_a_busy_dispatcher_has_the_store_note_every_hundredth_event_only() -> None:
    """One write a request would halve what a store can take; after a crash some events come again."""
    store = Counting()
    scene = Scene(store)
    scene.authenticate()
    rounds = iter(range(249))

    def callback(event: Event) -> None:
        if next(rounds, None) is not None:
            scene.token_update()
            dispatcher.deliver()

    dispatcher = EventDispatcher(store, callback)
    assert 250 == dispatcher.deliver()
    assert [100, 200, 250] == store.noted
    assert 0 == dispatcher.deliver()
    assert [100, 200, 250] == store.noted
