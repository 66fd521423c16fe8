"""What is asked of a database before it is used: is it ours, of this version, sealed under this key."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from pymdm.crypto import SealKey
from pymdm.errors import StorageError
from pymdm.service.pushing import PushFate
from pymdm.stores.sql import metadata, migrating
from pymdm.stores.sqlite import SQLiteStore, _engine, migrate
from pymdm.testing import failpoints
from pymdm.testing._contract_scene import MAC, Scene


def sql(path: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as database, database:
        return database.execute(statement).fetchall()


def test_a_new_database_is_for_its_owner_alone(path: Path, seal: SealKey) -> None:
    with SQLiteStore(path, seal=seal):
        for file in path.parent.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name


def test_the_file_is_as_durable_as_sqlite_can_make_it(path: Path, seal: SealKey) -> None:
    """F19: what was answered is on the disk; the other tests of this folder switch that off to be quick."""
    SQLiteStore(path, seal=seal).close()
    engine = _engine.make_engine(path)
    with engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "fullfsync", "foreign_keys", "trusted_schema")
        }
    engine.dispose()
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "fullfsync": 1,
        "foreign_keys": 1,
        "trusted_schema": 0,
    }


def test_an_existing_database_is_opened_with_what_is_in_it(path: Path, seal: SealKey) -> None:
    with SQLiteStore(path, seal=seal) as store:
        Scene(store).enroll(MAC)
    with SQLiteStore(path, seal=seal) as store:
        assert Scene(store).known(MAC)


def test_a_store_that_is_closed_says_so_and_touches_no_file(path: Path, seal: SealKey) -> None:
    store = SQLiteStore(path, seal=seal)
    scene = Scene(store)
    scene.enroll(MAC)
    store.close()
    store.close()
    for call in (scene.idle, scene.token_update, scene.waiting, scene.events, store.rewrap):
        with pytest.raises(StorageError, match="closed"):
            call()


@pytest.mark.parametrize("name", ["", ":memory:"])
def test_a_database_in_memory_is_another_store(name: str, seal: SealKey) -> None:
    with pytest.raises(ValueError, match="MemoryStore"):
        SQLiteStore(name, seal=seal)


def test_a_folder_that_is_not_there_is_told(path: Path, seal: SealKey) -> None:
    with pytest.raises(StorageError, match="cannot create"):
        SQLiteStore(path / "deeper", seal=seal)


def test_a_newer_schema_refuses_this_program(path: Path, seal: SealKey) -> None:
    """F27."""
    SQLiteStore(path, seal=seal).close()
    sql(path, "UPDATE alembic_version SET version_num = '9999'")
    for call in (lambda: SQLiteStore(path, seal=seal), lambda: migrate(path)):
        with pytest.raises(StorageError, match=r"9999.*newer"):
            call()
    assert sql(path, "SELECT version_num FROM alembic_version") == [("9999",)]


def test_an_older_schema_waits_for_somebody_to_decide(
    path: Path, seal: SealKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F27: after a backup, not by a restart."""
    SQLiteStore(path, seal=seal).close()
    monkeypatch.setattr(migrating, "REVISIONS", (*migrating.REVISIONS, "9999"))
    with pytest.raises(StorageError, match="pymdm migrate"):
        SQLiteStore(path, seal=seal)


#: In an order in which they can be dropped.
VPP_TABLES = ("vpp_note", "vpp_event", "vpp_job", "vpp_entry", "vpp_listing", "vpp_location")


def test_a_database_of_the_first_schema_keeps_its_devices(path: Path, seal: SealKey) -> None:
    with SQLiteStore(path, seal=seal) as store:
        scene = Scene(store)
        scene.enroll(MAC)
        scene.enqueue("A")
    for column in ("push_updated_at", "pushed_at", "push_failure", "push_retry_at", "push_failures"):
        sql(path, f"ALTER TABLE enrollment DROP COLUMN {column}")
    for table in ("dep_device", "dep_server", *VPP_TABLES):
        sql(path, f"DROP TABLE {table}")
    sql(path, "UPDATE alembic_version SET version_num = '0001'")

    with pytest.raises(StorageError, match="pymdm migrate"):
        SQLiteStore(path, seal=seal)
    assert migrate(path) == ("0002", "0003", "0004")
    with SQLiteStore(path, seal=seal) as store:
        scene = Scene(store)
        assert scene.record().push_updated_at is None
        [push] = scene.pending_pushes()
        scene.pending_pushes(scene.receipt(push, fate=PushFate.TRY_LATER))
        assert scene.pushes() == []


def test_migrating_what_is_up_to_date_changes_nothing(path: Path, seal: SealKey) -> None:
    SQLiteStore(path, seal=seal).close()
    assert migrate(path) == ()


def test_a_migration_that_would_leave_rows_without_owners_changes_nothing(path: Path, seal: SealKey) -> None:
    SQLiteStore(path, seal=seal).close()
    sql(path, "INSERT INTO command_body (sequence, body) VALUES (7, x'00')")
    with pytest.raises(StorageError, match="without owners"):
        migrate(path)


def test_a_file_system_without_wal_is_told(
    path: Path, seal: SealKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What SQLite answers there; no such file system is at hand."""
    monkeypatch.setattr(_engine, "_WAL", "PRAGMA journal_mode = DELETE")
    with pytest.raises(StorageError, match="no network share"):
        SQLiteStore(path, seal=seal)


def test_there_has_to_be_something_to_migrate(path: Path) -> None:
    with pytest.raises(StorageError, match="no such file"):
        migrate(path)
    assert not path.exists()


def test_another_programs_database_is_left_alone(path: Path, seal: SealKey) -> None:
    sql(path, "CREATE TABLE notes (text)")
    for call in (lambda: SQLiteStore(path, seal=seal), lambda: migrate(path)):
        with pytest.raises(StorageError, match="another program"):
            call()
    assert sql(path, "SELECT name FROM sqlite_master") == [("notes",)]


def test_a_file_that_is_no_database_is_left_alone(path: Path, seal: SealKey) -> None:
    path.write_bytes(b"a letter to somebody" * 100)
    with pytest.raises(StorageError, match="something else"):
        SQLiteStore(path, seal=seal)
    assert path.read_bytes() == b"a letter to somebody" * 100


def test_a_wrong_key_is_told_at_once_and_named(path: Path, seal: SealKey) -> None:
    """T70."""
    SQLiteStore(path, seal=seal).close()
    with pytest.raises(StorageError, match=seal.current_id):
        SQLiteStore(path, seal=SealKey.generate())
    with SQLiteStore(path, seal=seal.rotated()) as store:
        Scene(store).enroll(MAC)


def test_a_database_without_a_check_of_its_key_is_refused(path: Path, seal: SealKey) -> None:
    SQLiteStore(path, seal=seal).close()
    sql(path, "DELETE FROM setting WHERE name = 'seal_check'")
    with pytest.raises(StorageError, match="never completely made"):
        SQLiteStore(path, seal=seal)


def test_a_death_at_any_step_leaves_a_database_that_can_be_made_again(path: Path, seal: SealKey) -> None:
    """F27: every statement of the migrations is a step."""
    with failpoints.armed():
        SQLiteStore(path.with_name("whole"), seal=seal).close()
        steps = failpoints.reached()["migrate.step"]
    assert steps > 20
    for step in range(1, steps + 1):
        with failpoints.armed():
            failpoints.raise_at("migrate.step", OSError("dead"), step)
            with pytest.raises(OSError, match="dead"):
                SQLiteStore(path, seal=seal)
        assert sql(path, "SELECT name FROM sqlite_master") == []
    SQLiteStore(path, seal=seal).close()


def test_the_migrations_make_the_tables_that_the_program_works_with(path: Path, seal: SealKey) -> None:
    SQLiteStore(path, seal=seal).close()
    engine = _engine.make_engine(path)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        found = sql(path, "SELECT name, sql FROM sqlite_master WHERE sql LIKE '%WHERE%'")
    engine.dispose()
    # What the comparison does not look at: the conditions of partial indexes.
    wanted = {
        index.name: str(index.dialect_options["sqlite"]["where"])
        for table in metadata.tables.values()
        for index in table.indexes
    }
    assert {name: str(text).split(" WHERE ")[1] for name, text in found} == wanted


def test_the_list_of_schemas_is_that_of_the_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrating._MIGRATIONS))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    assert (
        tuple(script.revision for script in reversed(list(scripts.walk_revisions()))) == migrating.REVISIONS
    )
