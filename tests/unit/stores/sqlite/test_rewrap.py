"""A new seal key for a database that is there: broken off and begun again, and no value lost (T70)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pymdm.crypto import SealKey
from pymdm.errors import StorageError
from pymdm.service import CommandFinished
from pymdm.service import verbs as vb
from pymdm.stores.sqlite import SQLiteStore, _rewrap
from pymdm.testing import failpoints
from pymdm.testing._contract_scene import MAC, NOW, PHONE, SAM, Scene


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch, no_waiting_for_the_disk: None) -> None:
    monkeypatch.setattr(_rewrap, "_ROWS", 2)


def fill(store: SQLiteStore) -> Scene:
    scene = Scene(store)
    scene.events()
    for who in (MAC, PHONE):
        scene.authenticate(who)
        scene.token_update(who, unlock_token=b"unlock")
        scene.set_bootstrap(b"bootstrap", who)
    scene.enroll(SAM)
    scene.recognise(SAM, user_auth=vb.TokenIssued(token_hash=b"hash"))
    for uuid in "ABC":
        scene.enqueue(uuid)
    scene.idle()
    scene.acknowledge("A")
    for kind, name in (("a", "2"), ("a", "3"), ("b", "1")):
        store.identities([vb.KeepSecret(kind=kind, name=name, value=name.encode(), at=NOW)])
    return scene


def read(store: SQLiteStore) -> list[object]:
    queues = [vb.QueueQuery(enrollment=who.id) for who in (MAC, PHONE, SAM)]
    found: list[object] = store.look_up([vb.EnrollmentsQuery(), vb.SecretQuery(kind="a"), *queues])
    return [*found, store.look_up([vb.SecretQuery(kind="b")]), Scene(store).told(CommandFinished)]


def test_afterwards_the_old_key_is_not_needed_any_more(path: Path) -> None:
    old = SealKey.generate()
    with SQLiteStore(path, seal=old) as store:
        fill(store)
        before = read(store)
    both = old.rotated()
    told: list[int] = []
    with SQLiteStore(path, seal=both) as store:
        changed = store.rewrap(progress=told.append)
        assert changed > 20
        assert store.rewrap() == 0
    assert told == sorted(told)
    assert told[-1] > 10
    with SQLiteStore(path, seal=SealKey.parse(_only_newest(both))) as store:
        assert read(store) == before
    with pytest.raises(StorageError, match=both.current_id):
        SQLiteStore(path, seal=old)


def _only_newest(ring: SealKey) -> str:
    lines = [line for line in ring.to_text().splitlines() if line and not line.startswith("#")]
    newest = next(line for line in lines if SealKey.parse(line).current_id == ring.current_id)
    return newest + "\n"


def test_it_may_end_anywhere_and_be_run_again(path: Path) -> None:
    """T70: by an error at every single value; a kill differs only in that nobody closes the file."""
    old = SealKey.generate()
    with SQLiteStore(path, seal=old) as store:
        fill(store)
        before = read(store)
    ring = old.rotated()
    broken_off = 0
    with SQLiteStore(path, seal=ring) as store:
        while True:
            with failpoints.armed():
                failpoints.raise_at("rewrap.row", OSError("dead"), 3)
                try:
                    store.rewrap()
                except OSError:
                    broken_off += 1
                    assert read(store) == before
                else:
                    break
    assert broken_off > 3
    with SQLiteStore(path, seal=SealKey.parse(_only_newest(ring))) as store:
        assert read(store) == before


def test_a_program_with_the_old_key_is_let_in_until_the_end(path: Path) -> None:
    old = SealKey.generate()
    with SQLiteStore(path, seal=old) as store:
        fill(store)
    with SQLiteStore(path, seal=old.rotated()) as store, failpoints.armed():
        failpoints.raise_at("rewrap.row", OSError("dead"), 5)
        with pytest.raises(OSError, match="dead"):
            store.rewrap()
    SQLiteStore(path, seal=old).close()


def test_what_does_not_open_stops_it_and_is_not_passed_over(path: Path) -> None:
    old = SealKey.generate()
    with SQLiteStore(path, seal=old) as store:
        fill(store)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE command_body SET body = zeroblob(100) WHERE sequence = 2")
    with SQLiteStore(path, seal=old.rotated()) as store, pytest.raises(StorageError, match="not open"):
        store.rewrap()
