"""A database that does not serve: StorageError, nothing half done, and on it goes afterwards."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy.exc

from pymdm.crypto import SealKey
from pymdm.errors import Conflict, NotFound, StorageError
from pymdm.protocol import Status
from pymdm.service import verbs as vb
from pymdm.stores.sqlite import SQLiteStore, _engine, _transactions
from pymdm.stores.sqlite._faults import DatabaseDown, faults
from pymdm.testing import failpoints
from pymdm.testing._contract_scene import MAC, PHONE, Scene

pytestmark = pytest.mark.usefixtures("no_waiting_for_the_disk")


@pytest.fixture
def scene(path: Path, seal: SealKey) -> Iterator[Scene]:
    with SQLiteStore(path, seal=seal) as store:
        scene = Scene(store)
        scene.enroll(MAC)
        scene.enqueue("A")
        yield scene


def writer_of(scene: Scene) -> sqlite3.Connection:
    """The connection that writes."""
    store = scene.store
    assert isinstance(store, SQLiteStore)
    found = store._own.writer._connected().connection.driver_connection
    assert isinstance(found, sqlite3.Connection)
    return found


def test_a_full_disk_stores_nothing_and_recovers_by_itself(scene: Scene) -> None:
    """F20: SQLite's own limit of pages gives its own SQLITE_FULL; a really full disk is in tests/chaos."""
    driver = writer_of(scene)
    [pages] = driver.execute("PRAGMA page_count").fetchone()
    driver.execute(f"PRAGMA max_page_count = {pages}")
    report = vb.Report(
        sender=scene.sender(MAC), status=Status.ACKNOWLEDGED, command_uuid="A", raw=bytes(100_000)
    )
    scene.idle()
    for call in (
        lambda: scene.store.report_and_next([report]),
        lambda: scene.enqueue("B", body=bytes(100_000)),
    ):
        with pytest.raises(StorageError, match="full: make room"):
            call()
    assert scene.waiting() == ["A"]
    assert scene.events()[-1].id == 2
    driver.execute("PRAGMA max_page_count = 1000000")
    assert scene.store.report_and_next([report]) == [vb.Answer()]
    assert scene.waiting() == []


def test_a_lock_that_lasts_is_told_and_then_forgotten(
    scene: Scene, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F22: the wait for others is bounded, and readers do not wait at all."""
    writer_of(scene).execute("PRAGMA busy_timeout = 20")
    with closing(sqlite3.connect(path, isolation_level=None)) as backup:
        backup.execute("BEGIN IMMEDIATE")
        for call in (scene.idle, lambda: scene.enqueue("B")):
            with pytest.raises(StorageError, match="locked by another program"):
                call()
        assert scene.waiting() == ["A"]
        backup.execute("ROLLBACK")
    assert scene.idle() == "A"


def test_another_transaction_of_this_program_that_takes_too_long_is_told(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_transactions, "BUSY_SECONDS", 0.01)
    store = scene.store
    assert isinstance(store, SQLiteStore)
    with store._own.writer._lock, pytest.raises(StorageError, match="busy"):
        scene.idle()
    assert scene.idle() == "A"


def test_a_damaged_database_is_told(path: Path, seal: SealKey) -> None:
    with SQLiteStore(path, seal=seal) as store:
        scene = Scene(store)
        for who in (MAC, PHONE):
            scene.enroll(who)
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + os.urandom(len(whole) - 4096))
    with pytest.raises(StorageError, match=r"damaged|refused|something else"):
        SQLiteStore(path, seal=seal)


def test_what_fails_in_the_middle_leaves_nothing(scene: Scene) -> None:
    """F1, F7: an error just before the commit: nothing of it is there, and the next one works."""
    for step, call in (
        ("report.before-commit", scene.idle),
        ("report.picked", scene.idle),
        ("enqueue.before-commit", lambda: scene.enqueue("B")),
        ("token_update.before-commit", lambda: scene.token_update(MAC, address="second")),
    ):
        before = scene.record(MAC), scene.command("A"), scene.events()
        with failpoints.armed():
            failpoints.raise_at(step, OSError("dead"))
            with pytest.raises(OSError, match="dead"):
                call()
        assert (scene.record(MAC), scene.command("A"), scene.events()) == before, step
    assert scene.waiting() == ["A"]
    assert scene.idle() == "A"


def test_what_an_item_got_wrong_is_its_own_error_and_stores_nothing_of_its_batch(scene: Scene) -> None:
    with pytest.raises(NotFound):
        scene.store.enqueue([scene.order("B"), vb.Enqueue(**{**_fields(scene), "enrollment": "nobody"})])
    with pytest.raises(Conflict):
        scene.store.enqueue([scene.order("B"), scene.order("A", body=b"another")])
    assert scene.waiting() == ["A"]


def _fields(scene: Scene) -> dict[str, object]:
    return {"uuid": "C", "request_type": "ProfileList", "body": b"", "at": scene.now}


def test_a_connection_that_cannot_even_go_back_is_replaced(scene: Scene) -> None:
    driver = writer_of(scene)
    driver.close()
    with pytest.raises(StorageError):
        scene.idle()
    assert scene.idle() == "A"


@pytest.mark.parametrize(
    ("error", "text", "down"),
    [
        (sqlalchemy.exc.TimeoutError("QueuePool limit"), "too many readers", True),
        (sqlalchemy.exc.ArgumentError("secret"), "the database layer failed: ArgumentError", False),
        (sqlite3.InterfaceError("secret"), "the database refused: InterfaceError", False),
    ],
)
def test_every_fault_is_one_kind_of_error_without_what_was_in_it(
    error: Exception, text: str, down: bool
) -> None:
    with pytest.raises(StorageError) as caught, faults():
        raise error
    assert text in str(caught.value)
    assert "secret" not in str(caught.value)
    assert isinstance(caught.value, DatabaseDown) is down


def test_a_statement_that_fails_shows_no_values(path: Path, seal: SealKey) -> None:
    """T65: the log has the whole chain of errors."""
    SQLiteStore(path, seal=seal).close()
    engine = _engine.make_engine(path)
    with engine.connect() as connection, pytest.raises(sqlalchemy.exc.IntegrityError) as caught:
        connection.exec_driver_sql("INSERT INTO secret (kind, name) VALUES (?, ?)", ("a", "canary"))
    engine.dispose()
    assert "canary" not in str(caught.value)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_store_is_not_used_on_the_other_side_of_a_fork(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite's locks belong to the process; gunicorn --preload would share one connection between all."""
    monkeypatch.setattr(_transactions.os, "getpid", lambda: 1)
    for call in (scene.idle, lambda: scene.enqueue("B"), scene.waiting):
        with pytest.raises(StorageError, match="fork"):
            call()
    monkeypatch.undo()
    assert scene.idle() == "A"
