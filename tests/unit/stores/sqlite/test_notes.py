"""How far a consumer of events has come is stored with the next transaction, and not lost by a clean end."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest

from pymdm.crypto import SealKey
from pymdm.errors import NotFound
from pymdm.service import verbs as vb
from pymdm.service.dispatch import EventDispatcher
from pymdm.stores.sqlite import SQLiteStore
from pymdm.testing._contract_scene import Scene

SEAL = SealKey.generate()


def opened(path: Path) -> SQLiteStore:
    return SQLiteStore(path / "notes.sqlite3", seal=SEAL)


def told(store: SQLiteStore) -> list[int]:
    seen: list[int] = []
    EventDispatcher(store, lambda event: seen.append(event.id)).deliver()
    return seen


def test_telling_costs_no_transaction_of_its_own(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        scene = Scene(store)
        scene.enroll()
        dispatcher = EventDispatcher(store, lambda event: None)
        dispatcher.deliver()
        before = store.statistics().commits

        for _ in range(5):
            scene.token_update()
            dispatcher.deliver()
        assert 5 == store.statistics().commits - before


def test_what_was_told_is_not_told_again_after_a_clean_end(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        Scene(store).enroll()
        assert [1, 2] == told(store)
    with opened(tmp_path) as store:
        assert [] == told(store)


def test_another_dispatcher_sees_at_once_what_was_told(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        Scene(store).enroll()
        assert ([1, 2], []) == (told(store), told(store))


def test_it_is_stored_when_nothing_is_new(tmp_path: Path) -> None:
    """So that an idle server does not repeat old events after a crash."""
    with opened(tmp_path) as store:
        Scene(store).enroll()
        told(store)
        told(store)
        with opened(tmp_path) as other:
            assert [] == told(other)


def test_it_rides_along_with_the_next_transaction(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        scene = Scene(store)
        scene.enroll()
        told(store)
        scene.token_update()
        with opened(tmp_path) as other:
            assert [3] == told(other)


def test_a_transaction_that_fails_keeps_it_for_the_next(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        scene = Scene(store)
        scene.enroll()
        told(store)
        nobody = vb.Cancel(enrollment="nobody", at=scene.now)
        with pytest.raises(NotFound):
            store.cancel([nobody])
        assert [] == told(store)
    with opened(tmp_path) as store:
        assert [] == told(store)


def test_who_acknowledges_more_than_was_seen_is_clamped_at_once(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        scene = Scene(store)
        scene.enroll()
        store.events_after([vb.EventsAfter(consumer="on_event", acknowledged=10**6, limit=0)])
        scene.token_update()
        assert [3] == told(store)


FORGETFUL = """
import sys
from pymdm.crypto import SealKey
from pymdm.service.dispatch import EventDispatcher
from pymdm.stores.sqlite import SQLiteStore
from pymdm.testing._contract_scene import Scene
store = SQLiteStore(sys.argv[1], seal=SealKey.parse(sys.argv[2]))
Scene(store).enroll()
print(EventDispatcher(store, lambda event: None).deliver())
"""


def test_a_program_that_ends_without_closing_the_store_does_not_hear_its_events_again(tmp_path: Path) -> None:
    """Most scripts never close anything."""
    arguments = [str(tmp_path / "notes.sqlite3"), SEAL.to_text()]
    done = subprocess.run(
        [sys.executable, "-c", FORGETFUL, *arguments], capture_output=True, text=True, check=True
    )

    assert ("2\n", "") == (done.stdout, done.stderr)
    with opened(tmp_path) as store:
        assert [] == told(store)


def test_a_store_that_nobody_has_any_more_is_closed(tmp_path: Path) -> None:
    store = opened(tmp_path)
    Scene(store).enroll()
    told(store)
    del store
    gc.collect()
    with opened(tmp_path) as other:
        assert [] == told(other)
