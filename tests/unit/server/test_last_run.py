"""Whether a database is the one that ran here last (F28)."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from pymdm.server.kept import KeptState
from pymdm.server.last_run import KIND, NAME, RunMark
from pymdm.stores import MemoryStore

from .scene import NOW

_ids = (f"{number:032x}" for number in itertools.count(1))


class Database:
    """One store and the file beside it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.kept = KeptState(MemoryStore(), clock=lambda: NOW)
        self.mark = RunMark(self.kept, path, new_id=lambda: next(_ids))

    def run(self, beats: int = 3) -> None:
        for _ in range(beats):
            self.mark.beat()

    def backup(self) -> bytes:
        record = self.kept.get(KIND, NAME)
        assert record is not None
        return record.value

    def restore(self, value: bytes) -> None:
        self.kept.put(KIND, {NAME: value})


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "pymdm.db.mark")


def test_a_database_that_never_ran_is_not_held(database: Database) -> None:
    last = database.mark.look()

    assert (None, None) == (last.hold, last.alive_at)


def test_one_that_ran_here_last_is_not_held_either(database: Database) -> None:
    database.run()

    last = database.mark.look()
    assert (None, NOW) == (last.hold, last.alive_at)
    assert None is database.mark.look().hold


def test_a_backup_that_was_restored_is_noticed(database: Database) -> None:
    """F28"""
    database.run()
    backup = database.backup()
    database.run(1)
    database.restore(backup)

    hold = database.mark.look().hold
    assert hold is not None
    assert "a backup has been restored" in hold


def test_it_is_noticed_until_the_server_has_run_with_it(database: Database) -> None:
    """F28: looking changes nothing, so that a hold which could not be stored is found necessary again."""
    database.run()
    backup = database.backup()
    database.run()
    database.restore(backup)

    assert database.mark.look() == database.mark.look()
    database.run(1)
    assert None is database.mark.look().hold
    # and the same backup, restored once more, is older still
    database.restore(backup)
    assert database.mark.look().hold is not None


def test_a_database_from_elsewhere_is_noticed(database: Database) -> None:
    """F28: on a new machine, or without the file that went with it."""
    database.run()
    database.path.unlink()

    hold = database.mark.look().hold
    assert hold is not None
    assert "missing" in hold


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"x", b"a b", b"a -1", b"one two three", b"a " + b"9" * 500]
)
def test_a_file_that_cannot_be_read_holds(database: Database, content: bytes) -> None:
    """F28: where nothing is known, nothing is sent."""
    database.run()
    database.path.write_bytes(content)

    assert database.mark.look().hold is not None


def test_another_database_in_its_place_is_noticed(database: Database) -> None:
    """F28"""
    other = Database(database.path)
    database.run()
    other.run(9)

    hold = database.mark.look().hold
    assert hold is not None
    assert "another database" in hold


def test_an_end_between_the_two_writes_is_no_restored_backup(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.run()

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(database.mark, "_write", end)
        with pytest.raises(KeyboardInterrupt):
            database.mark.beat()

    assert None is database.mark.look().hold


def test_the_file_is_replaced_whole(database: Database) -> None:
    database.run()

    assert [database.path] == list(database.path.parent.iterdir())
    assert database.backup() == database.path.read_bytes()
