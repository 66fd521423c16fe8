"""What an ordinary report costs the disk, how much is kept, and many devices at once."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pymdm.crypto import SealKey
from pymdm.protocol import EnrollmentID, EnrollmentKind, Status
from pymdm.service import CommandFinished, CommandState
from pymdm.service import verbs as vb
from pymdm.stores.sqlite import SQLiteStore
from pymdm.testing._contract_scene import MAC, SAM, Scene

pytestmark = pytest.mark.usefixtures("no_waiting_for_the_disk")


@pytest.fixture
def store(path: Path, seal: SealKey) -> Iterator[SQLiteStore]:
    with SQLiteStore(path, seal=seal) as opened:
        yield opened


def test_a_poll_that_finds_nothing_to_do_writes_nothing(store: SQLiteStore, path: Path) -> None:
    scene = Scene(store)
    scene.enroll()
    scene.idle()
    log = path.with_name(f"{path.name}-wal")
    before = log.read_bytes(), store.statistics().commits
    for _ in range(3):
        scene.pass_time(seconds=19)
        assert scene.idle() is None
    assert (log.read_bytes(), store.statistics().commits) == before
    scene.pass_time(seconds=3)
    scene.idle()
    assert scene.record().last_seen_at == scene.now, "a minute has gone by"


def test_reports_of_one_batch_are_one_commit(store: SQLiteStore) -> None:
    scene = Scene(store)
    scene.enroll()
    scene.enqueue("A")
    scene.enqueue("B")
    before = store.statistics()
    reports = [
        vb.Report(sender=scene.sender(MAC), status=status, command_uuid=uuid, raw=b"raw")
        for status, uuid in ((Status.IDLE, None), (Status.ACKNOWLEDGED, "A"), (Status.ACKNOWLEDGED, "B"))
    ]
    answers = store.report_and_next(reports)
    assert [answer.next and answer.next.uuid for answer in answers if isinstance(answer, vb.Answer)] == [
        "A",
        "B",
        None,
    ]
    after = store.statistics()
    assert after.commits - before.commits == 1
    assert after.reports - before.reports == 3
    assert after.report_batches - before.report_batches == 1
    assert after.unusual_reports == before.unusual_reports
    assert store.report_and_next([]) == []


@pytest.mark.parametrize("short_cut", [True, False])
def test_the_oldest_finished_commands_are_forgotten(
    store: SQLiteStore, path: Path, monkeypatch: pytest.MonkeyPatch, short_cut: bool
) -> None:
    """T79: with their bodies; no sequence is given twice although the highest may be among them."""
    monkeypatch.setattr("pymdm.stores.rows.MAX_FINISHED", 2)
    if not short_cut:
        monkeypatch.setattr("pymdm.stores.sqlite._hot.ReportBatch._ordinary", lambda *_: None)
    scene = Scene(store)
    scene.enroll()
    for uuid in "ABCD":
        scene.enqueue(uuid)
    for uuid in "DCBA":
        scene.acknowledge(uuid)
    assert store.look_up([vb.CommandQuery(enrollment="MAC", uuid="D")]) == [()]
    assert store.look_up([vb.CommandQuery(enrollment="MAC", uuid="C")]) == [()]
    assert [scene.command(uuid).state for uuid in "AB"] == [CommandState.ACKNOWLEDGED] * 2
    scene.enqueue("E")
    assert scene.command("E").sequence == 5
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT count(*) FROM command_body").fetchone() == (3,)
        assert database.execute("SELECT count(*) FROM command_result").fetchone() == (2,)


@pytest.mark.parametrize("short_cut", [True, False])
def test_the_oldest_events_go_if_nobody_ever_reads_them(
    store: SQLiteStore, monkeypatch: pytest.MonkeyPatch, short_cut: bool
) -> None:
    """T79."""
    monkeypatch.setattr("pymdm.stores.rows.MAX_EVENTS", 3)
    if not short_cut:
        monkeypatch.setattr("pymdm.stores.sqlite._hot.ReportBatch._ordinary", lambda *_: None)
    scene = Scene(store)
    scene.enroll()
    for uuid in "ABCD":
        scene.enqueue(uuid)
        scene.acknowledge(uuid)
    assert [event.id for event in scene.events()] == [4, 5, 6]


def test_the_next_command_is_found_without_looking_at_the_history(store: SQLiteStore, path: Path) -> None:
    """T79: by the index of what is pending, whatever has piled up behind it."""
    from pymdm.stores.sqlite import _hot

    with closing(sqlite3.connect(path)) as database:
        for statement in (_hot._NEXT, _hot._DUE):
            plan = database.execute(f"EXPLAIN QUERY PLAN {statement}", ("MAC", 0)).fetchall()
            assert all("SEARCH" in row[3] for row in plan), plan
            assert any("command_pending" in row[3] or "command_due" in row[3] for row in plan), plan
        for statement in (_hot._LOOK, _hot._LOOK_IDLE):
            values = {"pin": b"", "uuid": "", "id": "MAC", "device": "MAC"}
            plan = database.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
            assert not any(row[3].startswith("SCAN") and "SUBQUERY" not in row[3] for row in plan), plan


def device(number: int) -> EnrollmentID:
    return EnrollmentID(kind=EnrollmentKind.DEVICE, id=f"DEVICE-{number}")


def test_many_threads_share_commits_and_every_result_is_stored_once(store: SQLiteStore) -> None:
    """F24: 32 devices, each in a thread of its own, each command finished once, and far fewer commits."""
    scene = Scene(store)
    devices, rounds = [device(number) for number in range(32)], 6
    for who in devices:
        scene.enroll(who)
        for number in range(rounds):
            scene.enqueue(f"{number}", who)
    before = store.statistics()
    start = threading.Barrier(len(devices))
    _hold_the_first_until_others_wait(store, len(devices) - 1)

    def drain(who: EnrollmentID) -> int:
        start.wait()
        uuid, done = scene.idle(who), 0
        while uuid is not None:
            uuid, done = scene.acknowledge(uuid, who), done + 1
        return done

    with ThreadPoolExecutor(len(devices)) as pool:
        assert list(pool.map(drain, devices)) == [rounds] * len(devices)
    finished = [(event.enrollment.id, event.command_uuid) for event in scene.told(CommandFinished)]
    assert len(finished) == len(set(finished)) == rounds * len(devices)
    after = store.statistics()
    assert after.reports - before.reports == (rounds + 1) * len(devices)
    assert after.report_batches - before.report_batches <= (rounds + 1) * len(devices) - (len(devices) - 2)


def _hold_the_first_until_others_wait(store: SQLiteStore, others: int) -> None:
    """Threads of a slow machine would come one after the other, and need not share anything."""
    carry_out, come = store._reports._run, threading.Event()

    def held(reports: Sequence[vb.Report]) -> list[Any]:
        for _ in range(60_000):
            if come.is_set() or len(store._reports._waiting) == others:
                break
            come.wait(0.001)
        come.set()
        return carry_out(reports)

    store._reports._run = held


PROCESS = """
import sys
from pymdm.crypto import SealKey
from pymdm.stores.sqlite import SQLiteStore
from pymdm.testing._contract_scene import MAC, Scene
key = SealKey.parse(sys.stdin.readline())
with SQLiteStore(sys.argv[1], seal=key) as store:
    scene = Scene(store)
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(40):
        scene.enqueue(f"{sys.argv[2]}-{number}")
        scene.idle()
        scene.acknowledge(f"{sys.argv[2]}-{number}")
"""


def test_four_processes_hammer_one_file_and_none_is_told_that_it_is_busy(
    store: SQLiteStore, path: Path, seal: SealKey
) -> None:
    """F22: the lock is asked for at the beginning of a transaction, where SQLite waits for it."""
    scene = Scene(store)
    scene.enroll()
    key = next(line for line in seal.to_text().splitlines() if line and not line.startswith("#"))
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS, str(path), str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(4)
    ]
    for process in processes:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{key}\n")
        process.stdin.flush()
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, "")
    finished = [event.command_uuid for event in scene.told(CommandFinished)]
    assert len(finished) == len(set(finished)) == 160
    assert [event.id for event in scene.events()] == list(range(1, len(scene.events()) + 1))
    everything = store.look_up([vb.QueueQuery(enrollment="MAC")])[0]
    assert len({command.sequence for command in everything}) == 160  # type: ignore[union-attr]


def test_what_belongs_to_a_user_goes_with_the_user(store: SQLiteStore, path: Path) -> None:
    """Whoever takes a device over gets no user of the one before, and nothing of them is left in the file."""
    scene = Scene(store)
    scene.enroll(MAC)
    scene.enroll(SAM)
    for uuid in "AB":
        scene.enqueue(uuid, SAM)
        scene.enqueue(uuid, MAC)
    scene.acknowledge("A", SAM)
    scene.acknowledge("A", MAC)
    scene.authenticate(MAC, by="another certificate")
    assert not scene.known(SAM)
    with closing(sqlite3.connect(path)) as database:
        for table, rows in (
            ("enrollment", 1),
            ("enrollment_document", 1),
            ("command", 2),
            ("command_body", 2),
            ("command_result", 1),
        ):
            assert database.execute(f"SELECT count(*) FROM {table}").fetchone() == (rows,), table


def test_wishes_for_a_push_are_found_by_their_index(store: SQLiteStore, path: Path) -> None:
    scene = Scene(store)
    scene.enroll()
    scene.enqueue("A", not_before=scene.now + timedelta(hours=1))
    assert scene.pushes() == []
    scene.pass_time(hours=1)
    assert scene.pushes() == ["MAC"]
    with closing(sqlite3.connect(path)) as database:
        wish = "SELECT id FROM enrollment WHERE push_wanted_at IS NOT NULL AND push_wanted_at <= 1"
        [(*_, plan)] = database.execute(f"EXPLAIN QUERY PLAN {wish}").fetchall()
        assert "enrollment_push_wanted" in plan
