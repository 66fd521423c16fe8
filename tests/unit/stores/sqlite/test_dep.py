"""The enrollment program in the SQLite store: the contract, what lies in the file, what a death leaves."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.dialects import sqlite

from pymdm.crypto import SealKey, Secret
from pymdm.dep.sync import DEPStore
from pymdm.errors import Conflict, StorageError
from pymdm.stores.sql import _dep
from pymdm.stores.sqlite import SQLiteStore
from pymdm.testing import failpoints
from pymdm.testing._dep_contract_scene import NOW, SERVER, DEPScene, device, server_token
from pymdm.testing.dep_store_contract import DEPStoreContract


class TestSQLiteDEPStore(DEPStoreContract):
    @pytest.fixture(autouse=True)
    def place(
        self, path: Path, seal: SealKey, new_database: bytes, no_waiting_for_the_disk: None
    ) -> Iterator[None]:
        self.path, self.seal, self.new_database = path, seal, new_database
        self.opened: list[SQLiteStore] = []
        yield
        for store in self.opened:
            store.close()

    def make_store(self) -> DEPStore:
        path = self.path.with_name(f"{len(self.opened)}.sqlite")
        path.write_bytes(self.new_database)
        self.opened.append(SQLiteStore(path, seal=self.seal))
        return self.opened[-1].dep


@pytest.fixture
def store(
    path: Path, seal: SealKey, new_database: bytes, no_waiting_for_the_disk: None
) -> Iterator[SQLiteStore]:
    path.write_bytes(new_database)
    with SQLiteStore(path, seal=seal) as made:
        yield made


def test_tokens_and_sessions_cannot_be_read_in_the_files(store: SQLiteStore, path: Path) -> None:
    """T69: whoever steals the disk learns which devices there are, and can not ask Apple for more."""
    store.dep.keep_token(server_token(mark="canary"))
    store.dep.sessions.put(SERVER, Secret("canary-session"), expected=None)
    DEPScene(store.dep).page(device("SERIAL"))

    lying = b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()))
    assert b"canary" not in lying
    assert b"SERIAL" in lying  # the scan does see what is there


@pytest.mark.parametrize("name", ["token", "session"])
def test_a_secret_of_another_server_does_not_open(store: SQLiteStore, path: Path, name: str) -> None:
    """T69: who can write to the database cannot make one server speak with the token of another."""
    dep = store.dep
    for key in (SERVER, "CK_another"):
        dep.keep_token(server_token(key))
        dep.sessions.put(key, Secret(key), expected=None)
    with closing(sqlite3.connect(path)) as thief, thief:
        found = f"(SELECT {name} FROM dep_server WHERE server = '{SERVER}')"
        thief.execute(f"UPDATE dep_server SET {name} = {found} WHERE server = 'CK_another'")

    read = dep.token if name == "token" else dep.sessions.get
    with pytest.raises(StorageError, match="does not open"):
        read("CK_another")
    assert read(SERVER) is not None


def test_a_session_cannot_be_passed_off_as_a_token(store: SQLiteStore, path: Path) -> None:
    """T69."""
    store.dep.keep_token(server_token())
    store.dep.sessions.put(SERVER, Secret("session"), expected=None)
    with closing(sqlite3.connect(path)) as thief, thief:
        thief.execute("UPDATE dep_server SET token = session")

    with pytest.raises(StorageError, match="does not open"):
        store.dep.token(SERVER)


def test_tokens_and_sessions_get_a_new_key_with_everything_else(path: Path) -> None:
    """T70."""
    old = SealKey.generate()
    with SQLiteStore(path, seal=old) as store:
        for key in (SERVER, "CK_another"):
            store.dep.keep_token(server_token(key))
            store.dep.sessions.put(key, Secret(key), expected=None)
    ring = old.rotated()
    with SQLiteStore(path, seal=ring) as store:
        assert 4 == store.rewrap()
    lines = [line for line in ring.to_text().splitlines() if line and not line.startswith("#")]
    newest = next(line for line in lines if SealKey.parse(line).current_id == ring.current_id)
    with SQLiteStore(path, seal=SealKey.parse(f"{newest}\n")) as store:
        assert server_token() == store.dep.token(SERVER)
        assert Secret(SERVER) == store.dep.sessions.get(SERVER)


def test_a_page_that_is_not_committed_leaves_everything_as_it_was(store: SQLiteStore) -> None:
    """F42."""
    scene = DEPScene(store.dep)
    scene.page(device("A"))
    before = (scene.store.devices(SERVER), scene.state())
    with failpoints.armed():
        failpoints.raise_at("dep.page.before-commit", OSError("full"))
        with pytest.raises(OSError, match="full"):
            scene.page(device("A", "modified", 1, color="red"), device("B"))

    assert before == (scene.store.devices(SERVER), scene.state())


def test_a_process_that_was_stopped_writes_nothing_when_it_goes_on(
    path: Path, seal: SealKey, new_database: bytes
) -> None:
    """F26: stopped in the middle of a synchronization, for longer than its lease lasts."""
    path.write_bytes(new_database)
    paused = os.fork()
    if paused == 0:
        refused = 0
        with suppress(BaseException), SQLiteStore(path, seal=seal) as store:
            late = DEPScene(store.dep)
            late.page(device("A"), cursor="early")
            os.kill(os.getpid(), signal.SIGSTOP)
            for write in (lambda: late.page(device("B"), cursor="late"), lambda: late.ask("A")):
                try:
                    write()
                except Conflict:
                    refused += 1
            store.dep.end(late.lease)
        os._exit(refused)
    try:
        assert os.WIFSTOPPED(os.waitpid(paused, os.WUNTRACED)[1])
        with SQLiteStore(path, seal=seal) as store:
            scene = DEPScene.__new__(DEPScene)
            scene.store, scene.server, scene.now = store.dep, SERVER, NOW + timedelta(hours=1)
            scene.lease, state = scene.begin()
            scene.position = state.position
            assert "early" == state.position.cursor
            os.kill(paused, signal.SIGCONT)
            assert 2 == os.waitstatus_to_exitcode(os.waitpid(paused, 0)[1])
            scene.page(device("C"), cursor="new")
            assert ["A", "C"] == [record.serial_number for record in store.dep.devices(SERVER)]
            assert ("new", "me") == (scene.state().position.cursor, scene.state().owner)
    finally:
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(paused, signal.SIGKILL)
            os.waitpid(paused, 0)


def test_the_part_keeps_the_whole_store_open(path: Path, seal: SealKey, new_database: bytes) -> None:
    path.write_bytes(new_database)
    dep = SQLiteStore(path, seal=seal).dep

    assert () == dep.servers()
    del dep


@pytest.mark.parametrize(
    ("name", "index"),
    [("_RECORD", "sqlite_autoindex_dep_device_1"), ("_ASSIGNABLE", "dep_device_unassigned")],
)
def test_devices_are_found_without_looking_at_all(
    store: SQLiteStore, path: Path, name: str, index: str
) -> None:
    compiled: Any = getattr(_dep, name)._statement.compile(dialect=sqlite.dialect())
    with closing(sqlite3.connect(path)) as database:
        found = database.execute(f"EXPLAIN QUERY PLAN {compiled}", [0] * len(compiled.positiontup))
        plan = " ".join(row[3] for row in found)

    assert index in plan
    assert "SCAN" not in plan
    assert "TEMP B-TREE" not in plan
