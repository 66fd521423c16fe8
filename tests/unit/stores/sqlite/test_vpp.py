"""Apps and Books in the SQLite store: the contract, what lies in the file, what a death leaves."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pymdm.crypto import SealKey
from pymdm.errors import StorageError
from pymdm.stores.sqlite import SQLiteStore
from pymdm.testing import failpoints
from pymdm.testing._vpp_contract_scene import NOW, UID, VPPScene, assignment, content_token, user
from pymdm.testing.vpp_store_contract import VPPStoreContract
from pymdm.vpp.sync import Kind, VPPStore


class TestSQLiteVPPStore(VPPStoreContract):
    @pytest.fixture(autouse=True)
    def place(
        self, path: Path, seal: SealKey, new_database: bytes, no_waiting_for_the_disk: None
    ) -> Iterator[None]:
        self.path, self.seal, self.new_database = path, seal, new_database
        self.opened: list[SQLiteStore] = []
        yield
        for store in self.opened:
            store.close()

    def make_store(self) -> VPPStore:
        path = self.path.with_name(f"{len(self.opened)}.sqlite")
        path.write_bytes(self.new_database)
        self.opened.append(SQLiteStore(path, seal=self.seal))
        return self.opened[-1].vpp


@pytest.fixture
def store(
    path: Path, seal: SealKey, new_database: bytes, no_waiting_for_the_disk: None
) -> Iterator[SQLiteStore]:
    path.write_bytes(new_database)
    with SQLiteStore(path, seal=seal) as made:
        yield made


def test_neither_tokens_nor_invitations_can_be_read_in_the_files(store: SQLiteStore, path: Path) -> None:
    """T69."""
    scene = VPPScene(store.vpp)
    secret = content_token().raw.reveal().encode()
    scene.page(user("SOMEBODY", inviteCode="canary-code"), kind=Kind.USERS)

    lying = b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()))
    assert secret not in lying
    assert b"canary" not in lying
    assert b"SOMEBODY" in lying  # the scan does see what is there


def test_a_token_of_another_location_does_not_open(store: SQLiteStore, path: Path) -> None:
    """T69: who can write to the database cannot make one location pay for another."""
    for uid in (UID, "another"):
        store.vpp.add_location(uid, content_token(mark=uid), at=NOW)
    with closing(sqlite3.connect(path)) as thief, thief:
        found = f"(SELECT token FROM vpp_location WHERE uid = '{UID}')"
        thief.execute(f"UPDATE vpp_location SET token = {found} WHERE uid = 'another'")

    with pytest.raises(StorageError, match="does not open"):
        store.vpp.token("another")
    assert store.vpp.token(UID) == content_token(mark=UID)


def test_tokens_get_a_new_key_with_everything_else(path: Path) -> None:
    """T70."""
    old = SealKey.generate()
    with SQLiteStore(path, seal=old) as store:
        for uid in (UID, "another"):
            store.vpp.add_location(uid, content_token(mark=uid), at=NOW)
    ring = old.rotated()
    with SQLiteStore(path, seal=ring) as store:
        assert store.rewrap() == 2
    lines = [line for line in ring.to_text().splitlines() if line and not line.startswith("#")]
    newest = next(line for line in lines if SealKey.parse(line).current_id == ring.current_id)
    with SQLiteStore(path, seal=SealKey.parse(f"{newest}\n")) as store:
        assert content_token(mark=UID) == store.vpp.token(UID)


def test_what_is_not_committed_leaves_everything_as_it_was(store: SQLiteStore) -> None:
    scene = VPPScene(store.vpp)
    scene.page(assignment("A"))
    before = scene.position()
    with failpoints.armed():
        failpoints.raise_at("vpp.page.before-commit", OSError("full"))
        with pytest.raises(OSError, match="full"):
            scene.page(assignment("B"))

    assert (before, ["A"]) == (scene.position(), scene.have)


def test_a_notification_is_done_when_it_comes_again_after_a_death_before_the_commit(
    store: SQLiteStore,
) -> None:
    """That it was seen is in the same transaction as what it does."""
    scene = VPPScene(store.vpp)
    scene.accepted("A")
    with failpoints.armed():
        failpoints.raise_at("vpp.note.before-commit", OSError("killed"))
        with pytest.raises(OSError, match="killed"):
            scene.note("A", name="n")
    assert scene.have == []

    assert scene.note("A", name="n")
    assert (scene.have, scene.note("A", name="n")) == (["A"], False)
