"""``pymdm queue``, ``pymdm ca`` and ``pymdm migrate`` on a real database."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pymdm.cli.app import app
from pymdm.commands import ProfileList
from pymdm.crypto import SealKey
from pymdm.errors import Conflict, StorageError
from pymdm.stores.sqlite import SQLiteStore
from pymdm.testing import wsgi_sender

from .databases import Database


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database.make(tmp_path)


def printed(database: Database, *words: str) -> str:
    result = database.run(*words)
    assert result.exception is None, result.output
    return str(result.output)


def test_queues_are_held_while_a_server_runs_and_released_again(database: Database) -> None:
    """F28: another process orders it, and the server obeys at once."""
    with database.store() as store:
        server = database.server(store)
        mac = database.device(server, seed="a Mac")
        assert "released: commands leave\n" == printed(database, "queue", "status")
        printed(database, "queue", "hold", "restored Monday\x1b[2J")
        server.service.enqueue(mac.enrollment, ProfileList(), uuid="waits")

        assert [] == mac.connect()
        status = printed(database, "queue", "status")
        assert "UTC: restored Monday\\x1b[2J" in status
        assert status.startswith("held since ")

        assert "released: commands leave\n" == printed(database, "queue", "release")
        assert ["waits"] == [step.command_uuid for step in mac.connect()]


def test_the_ca_is_shown_and_handed_over_without_its_key(database: Database) -> None:
    """T86"""
    first = printed(database, "ca", "status")
    assert first.startswith("issues ")
    prepared = printed(database, "ca", "prepare")
    assert "next " in prepared
    assert isinstance(database.run("ca", "prepare").exception, Conflict)
    switched = printed(database, "ca", "switch")
    assert isinstance(database.run("ca", "switch").exception, Conflict)

    assert prepared.splitlines()[1].split()[1] == switched.splitlines()[0].split()[1]
    assert first.splitlines()[0].split()[1] == switched.splitlines()[1].split()[1]
    assert "former " in printed(database, "ca", "status")
    assert "PRIVATE" not in first + prepared + switched


def test_a_new_key_takes_over_a_database(database: Database) -> None:
    """T70: rotate, rewrap while a server runs with both keys, and the old key opens nothing any more."""
    with database.store() as store:
        mac = database.device(database.server(store), seed="a Mac")
        mac.set_bootstrap_token(b"a bootstrap token")
    old = SealKey.from_file(database.key)
    assert 0 == CliRunner().invoke(app, ["keys", "rotate", str(database.key)]).exit_code

    with database.store() as store:
        server = database.server(store)
        changed = int(printed(database, "keys", "rewrap").split()[0])
        assert "0 secrets" in printed(database, "keys", "rewrap")
        mac._link.send = wsgi_sender(server.device)
        assert b"a bootstrap token" == mac.get_bootstrap_token()

    assert changed > 3
    with pytest.raises(StorageError):
        SQLiteStore(database.path, seal=old)
    database.key.write_text("\n".join(database.key.read_text().splitlines()[:-1]) + "\n")
    assert old.current_id not in SealKey.from_file(database.key).key_ids
    with database.store() as store:
        mac._link.send = wsgi_sender(database.server(store).device)
        assert b"a bootstrap token" == mac.get_bootstrap_token()


def test_a_database_of_this_version_needs_no_migration_and_no_key(database: Database) -> None:
    result = CliRunner().invoke(app, ["migrate", "--database", str(database.path)])

    assert (0, "nothing to do: the database is of this version\n") == (result.exit_code, result.output)


def test_an_empty_database_is_brought_to_this_version(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    result = CliRunner().invoke(app, ["migrate", "--database", str(path)])

    assert 0 == result.exit_code
    assert result.output.startswith("migrated to ")


def test_what_is_no_database_of_ours_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Ada, this is no database. " * 99)
    result = CliRunner().invoke(app, ["migrate", "--database", str(path)])

    assert isinstance(result.exception, StorageError)
    assert path.read_text().startswith("Dear Ada")


def test_a_key_file_that_is_missing_is_told_with_what_to_do(database: Database, tmp_path: Path) -> None:
    result = CliRunner().invoke(
        app, ["queue", "status", "--database", str(database.path), "--seal-key", str(tmp_path / "gone.key")]
    )

    assert "gone.key: expected the file with the seal key; bring it back" in str(result.exception)


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"cannot create the database in .*nowhere: No such file"):
        SQLiteStore(tmp_path / "nowhere" / "pymdm.db", seal=SealKey.generate())
