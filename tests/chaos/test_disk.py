"""Faults of the disk and of those who share it: full, crowded, half migrated, replaced by a backup."""

from __future__ import annotations

import json
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool
from typer.testing import CliRunner

from pymdm import commands
from pymdm.cli.app import app
from pymdm.crypto import SealKey
from pymdm.errors import StorageError
from pymdm.service import events as ev
from pymdm.service import verbs as vb
from pymdm.service.records import CommandState
from pymdm.stores.sql import migrating
from pymdm.stores.sqlite import SQLiteStore
from pymdm.testing import Checker, Ending, failpoints
from pymdm.testing._contract_scene import Scene
from tests.chaos.hammer import SHARED, own
from tests.chaos.house import House
from tests.chaos.nursery import Nursery
from tests.chaos.test_power import contents
from tests.chaos.world import World

WRITERS, ROUNDS = 4, 15


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path, seed=20)
    yield made
    made.close()


# ── full ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def connections() -> Iterator[list[sqlite3.Connection]]:
    """Every connection to a database that is opened from now on."""
    opened: list[sqlite3.Connection] = []

    def note(connection: sqlite3.Connection, _: object) -> None:
        opened.append(connection)

    event.listen(Pool, "connect", note)
    yield opened
    event.remove(Pool, "connect", note)


def test_a_full_database_refuses_whole_messages_and_goes_on_when_there_is_room(
    connections: list[sqlite3.Connection], house: House
) -> None:
    """F20: SQLite is told that it may not take another page, which it meets as it meets a full disk."""
    mac = house.device()
    head = house.order(mac)

    def allow(pages: int) -> None:
        for connection in connections:
            with suppress(sqlite3.ProgrammingError):  # it is closed
                connection.execute(f"PRAGMA max_page_count = {pages}")

    with closing(sqlite3.connect(house.path)) as reader:
        [(pages,)] = reader.execute("PRAGMA page_count").fetchall()
    allow(pages)

    before = contents(house.path)
    with pytest.raises(StorageError, match="full"):
        house.order(mac, commands.Raw("X", {"Filling": "x" * 200_000}), unknown="allow")
    assert before == contents(house.path)
    # A device with a result that does not fit: refused, kept by it, and nothing of it stored.
    mac.machine.device_name = "x" * 500_000
    mac.machine.profiles.clear()
    uuid = house.order(mac, commands.DeviceInformation(queries=["DeviceName"]))
    assert Ending.REFUSED is (mac.connect() and mac.ending)
    assert {503} == {entry.http_status for entry in mac.ledger.received("refusal")}
    assert ("acknowledged", "pending") == (house.state(mac, head), house.state(mac, uuid))

    allow(1_000_000)
    assert mac.enrolled
    mac.connect()
    assert ("acknowledged", Ending.EMPTY) == (house.state(mac, uuid), mac.ending)
    audit = house.audit()
    assert (3, 2, 2) == (audit.ordered, audit.finished, audit.executions)


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux limits another process")
def test_a_server_whose_files_may_not_grow_answers_503_and_recovers_by_itself(world: World) -> None:
    """F20, by the operating system: from some byte on every write to a file of the process fails."""
    life = world.start()
    mac, phone = world.enroll(life, 2)
    assert 201 == life.order(mac, "u1")
    log = world.database.with_name("mdm.db-wal")
    pid = life.process.pid
    soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (log.stat().st_size + 4096, hard))

    assert 503 == life.order(phone, "u2")
    assert not world.drive()
    # The phone has nothing to say that would have to be stored, and is answered.
    assert [Ending.REFUSED, Ending.EMPTY] == [mac.ending, phone.ending]
    assert {503} == {entry.http_status for entry in mac.ledger.received("refusal")}
    assert mac.enrolled
    assert phone.enrolled

    resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))
    assert 201 == life.order(phone, "u2")
    assert world.drive()
    assert 0 == life.end()
    audit = world.audit()
    assert (2, 2, 2) == (audit.ordered, audit.finished, audit.executions)


# ── crowded ──────────────────────────────────────────────────────────────────────────────────────


def test_four_processes_that_write_at_once_do_not_disturb_one_another(house: House, tmp_path: Path) -> None:
    """F22, F24: no one is told that the database is busy, and no command or event comes twice."""
    scene = Scene(house.store)
    scene.events("watching")
    for device in (SHARED, *map(own, range(WRITERS))):
        scene.enroll(device)
    key = tmp_path / "key"
    key.touch(mode=0o600)
    key.write_text(house.seal.to_text())
    command = [sys.executable, "-b", "-m", "tests.chaos.hammer", str(house.path), str(key)]
    writers = [
        subprocess.Popen(
            [*command, str(number), str(ROUNDS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for number in range(WRITERS)
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert "ready\n" == writer.stdout.readline()
    told = []
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        output, _ = writer.communicate(timeout=120)
        told.append(json.loads(output))
        assert 0 == writer.returncode

    for number, found in enumerate(told):
        assert [f"{number}-{turn}" for turn in range(ROUNDS)] == found["offered"]
        assert 2 * ROUNDS == found["repeats"]
    finished = [event for event in scene.events("watching") if isinstance(event, ev.CommandFinished)]
    assert 2 * WRITERS * ROUNDS == len(finished)
    assert len(finished) == len({(event.enrollment.id, event.command_uuid) for event in finished})
    [queue] = house.store.look_up([vb.QueueQuery(enrollment=SHARED.id)])
    assert {CommandState.ACKNOWLEDGED} == {record.state for record in queue}  # type: ignore[union-attr]
    assert WRITERS * ROUNDS == len({record.sequence for record in queue})  # type: ignore[union-attr]


# ── half migrated ────────────────────────────────────────────────────────────────────────────────


def serve_once(world: World, nursery: Nursery, database: Path, *failpoints_: str) -> int:
    """What a first start on this database ends with, when it is to die at a step of making it."""
    before, world.database = world.database, database
    life = world.start(*failpoints_)
    status = life.wait()
    world.database = before
    return status


def test_a_death_at_any_step_of_making_the_tables_leaves_nothing_half_made(
    world: World, nursery: Nursery, tmp_path: Path
) -> None:
    """F27: all or nothing, by real deaths at some of the steps and by errors at all of them."""
    seal = world.template.seal
    with failpoints.armed():
        SQLiteStore(tmp_path / "whole.db", seal=seal).close()
        steps = failpoints.reached()["migrate.step"]
    with closing(sqlite3.connect(tmp_path / "whole.db")) as whole:
        tables = sorted(whole.execute("SELECT sql FROM sqlite_master").fetchall(), key=repr)
    assert 10 < steps

    for step in range(1, steps + 1):
        path = tmp_path / f"error {step}.db"
        with failpoints.armed():
            failpoints.raise_at("migrate.step", StorageError("made to fail"), step)
            with pytest.raises(StorageError):
                SQLiteStore(path, seal=seal)
        _is_empty_and_can_be_made(path, seal, tables)
    for step in (1, steps // 2, steps):
        path = tmp_path / f"death {step}.db"
        assert failpoints.EXIT_STATUS == serve_once(world, nursery, path, "--die-at", f"migrate.step:{step}")
        _is_empty_and_can_be_made(path, seal, tables)


def _is_empty_and_can_be_made(path: Path, seal: SealKey, tables: list[object]) -> None:
    with closing(sqlite3.connect(path)) as left:
        assert [] == left.execute("SELECT * FROM sqlite_master").fetchall()
    SQLiteStore(path, seal=seal).close()
    with closing(sqlite3.connect(path)) as made:
        assert tables == sorted(made.execute("SELECT sql FROM sqlite_master").fetchall(), key=repr)


@pytest.mark.parametrize(("revision", "text"), [("9999", "newer"), ("other", "newer")])
def test_a_database_of_another_schema_is_not_touched(house: House, revision: str, text: str) -> None:
    """F27: a program that is older than its database refuses to start."""
    house.store.close()
    with closing(sqlite3.connect(house.path)) as other, other:
        other.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    before = contents(house.path)
    with pytest.raises(StorageError, match=text):
        SQLiteStore(house.path, seal=house.seal)
    assert before == contents(house.path)
    with closing(sqlite3.connect(house.path)) as other, other:
        other.execute("UPDATE alembic_version SET version_num = ?", (migrating.REVISIONS[-1],))
    house.open()


# ── an old backup ────────────────────────────────────────────────────────────────────────────────


def test_a_restored_backup_holds_all_queues_until_somebody_releases_them(world: World) -> None:
    """F28: what was acknowledged after the backup is pending again in it, and is not sent again."""
    first = world.start()
    [mac] = world.enroll(first)
    for number in range(3):
        assert 201 == first.order(mac, f"u{number}")
    assert 0 == first.end()
    backup = world.folder / "backup.db"
    shutil.copy(world.database, backup)

    second = world.start()
    assert world.drive()
    assert 0 == second.end()
    assert 3 == len(mac.ledger.executed())
    shutil.copy(backup, world.database)

    third = world.start()
    world._checker = Checker(world.orders, world.channels)  # the events since the backup never were
    assert held(world)
    assert 201 == third.order(mac, "u3")
    assert world.drive()
    assert 3 == len(mac.ledger.executed())
    for number in range(3):  # somebody looked, and knows that these are done
        done = third.admin("DELETE", f"/v1/enrollments/{mac.enrollment.id}/commands/u{number}")
        assert 200 == done.status_code
        world.orders.allow(mac.enrollment.id, f"u{number}", CommandState.CANCELLED)
    assert 0 == release(world)
    assert world.drive()
    assert 0 == third.end()

    assert ["u0", "u1", "u2", "u3"] == [entry.command_uuid for entry in mac.ledger.executed()]
    assert 4 == world.audit().finished


def held(world: World) -> bool:
    with world.store() as store:
        return bool(store.look_up([vb.HoldQuery()])[0])


def release(world: World) -> int:
    arguments = ["queue", "release", "--database", str(world.database), "--seal-key", str(world.key_file)]
    return CliRunner().invoke(app, arguments, catch_exceptions=False).exit_code
