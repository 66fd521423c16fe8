"""F28: a database that is older than the one used here last keeps its commands until somebody has looked."""

from __future__ import annotations

import logging
import os
import shutil
from pathlib import Path

import pytest

from pymdm.crypto import SealKey
from pymdm.errors import StorageError
from pymdm.service import verbs as vb
from pymdm.service.records import QueueHold
from pymdm.stores.sqlite import SQLiteStore, _mark
from pymdm.testing import failpoints
from pymdm.testing._contract_scene import MAC, Scene

pytestmark = pytest.mark.usefixtures("no_waiting_for_the_disk")


def mark_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.mark")


def held(store: SQLiteStore) -> str | None:
    found = store.look_up([vb.HoldQuery()])[0]
    return found[0].why if found and isinstance(found[0], QueueHold) else None


@pytest.fixture
def backup(path: Path, seal: SealKey, tmp_path: Path) -> Path:
    """A backup with a command that the device has carried out since."""
    copy = tmp_path / "backup"
    with SQLiteStore(path, seal=seal) as store:
        scene = Scene(store)
        scene.enroll()
        scene.enqueue("A")
        scene.enqueue("B")
    shutil.copy(path, copy)
    with SQLiteStore(path, seal=seal) as store:
        scene = Scene(store)
        assert scene.idle() == "A"
        assert scene.acknowledge("A") == "B"
        assert held(store) is None
    return copy


def test_a_restored_backup_sends_nothing_until_it_is_released(
    path: Path, seal: SealKey, backup: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.copy(backup, path)
    with caplog.at_level(logging.WARNING), SQLiteStore(path, seal=seal) as store:
        scene = Scene(store)
        assert "older than the one that was used here last" in str(held(store))
        assert "queues held" in caplog.text
        assert scene.idle() is None
        assert scene.waiting() == ["A", "B"]
    with SQLiteStore(path, seal=seal) as store:
        scene = Scene(store)
        assert scene.idle() is None, "still, after another start"
        scene.cancel(["A"])
        scene.store.cancel([vb.ReleaseQueues(at=scene.now)])
        assert scene.idle() == "B"
    with SQLiteStore(path, seal=seal) as store:
        assert held(store) is None, "once it is released, it is the latest"


def test_no_number_of_a_lost_event_is_given_to_another(path: Path, seal: SealKey, backup: Path) -> None:
    """Who listens tells events apart by their numbers, and has seen those that the backup does not know."""
    with SQLiteStore(path, seal=seal) as store:
        seen = max(event.id for event in Scene(store).events())
    shutil.copy(backup, path)
    for _ in range(2):
        with SQLiteStore(path, seal=seal) as store:
            scene = Scene(store)
            before = max(event.id for event in scene.events())
            scene.token_update(MAC)
            assert scene.events()[-1].id > max(seen, before)


def test_a_death_while_it_is_noticed_does_not_lose_it(path: Path, seal: SealKey, backup: Path) -> None:
    shutil.copy(backup, path)
    for step in ("restored.before-commit", "restored.after-commit"):
        with failpoints.armed():
            failpoints.raise_at(step, OSError("dead"))
            with pytest.raises(OSError, match="dead"):
                SQLiteStore(path, seal=seal)
    with SQLiteStore(path, seal=seal) as store:
        assert held(store)


def test_a_copy_without_its_mark_is_held_too(path: Path, seal: SealKey, backup: Path, tmp_path: Path) -> None:
    """On another machine nothing tells whether it is the latest copy."""
    elsewhere = tmp_path / "elsewhere"
    shutil.copy(path, elsewhere)
    with SQLiteStore(elsewhere, seal=seal) as store:
        assert "no mark beside it" in str(held(store))


def test_a_database_that_moves_with_its_mark_goes_on(
    path: Path, seal: SealKey, backup: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    shutil.copy(path, elsewhere)
    shutil.copy(mark_of(path), mark_of(elsewhere))
    with SQLiteStore(elsewhere, seal=seal) as store:
        assert held(store) is None
        assert Scene(store).idle() == "B"


@pytest.mark.parametrize("text", [b"", b"rubbish", b"1" * 21, b"%020d" % 0])
def test_a_mark_that_says_nothing_or_less_is_like_after_a_crash_or_missing(
    path: Path, seal: SealKey, backup: Path, text: bytes
) -> None:
    """Behind is what a crash leaves, and harmless; what cannot be read might have been ahead."""
    mark_of(path).write_bytes(text)
    with SQLiteStore(path, seal=seal) as store:
        assert (held(store) is None) == (text == b"%020d" % 0)


def test_a_new_database_has_nothing_to_hold(path: Path, seal: SealKey) -> None:
    mark_of(path).write_bytes(b"%020d\n" % 999)
    with SQLiteStore(path, seal=seal) as store:
        assert held(store) is None
        Scene(store).enroll()
    with SQLiteStore(path, seal=seal) as store:
        assert held(store) is None


def test_a_hold_that_somebody_has_ordered_keeps_its_reason(path: Path, seal: SealKey, backup: Path) -> None:
    with SQLiteStore(backup, seal=seal) as store:
        store.cancel([vb.ReleaseQueues(at=Scene(store).now)])
        store.cancel([vb.HoldQueues(at=Scene(store).now, why="my own")])
    shutil.copy(backup, path)
    with SQLiteStore(path, seal=seal) as store:
        assert held(store) == "my own"


def test_the_mark_follows_every_event_also_in_short_cuts(path: Path, seal: SealKey) -> None:
    with SQLiteStore(path, seal=seal) as store:
        scene = Scene(store)
        for call in (scene.enroll, lambda: scene.enqueue("A"), scene.idle, lambda: scene.acknowledge("A")):
            call()
            last = max((event.id for event in scene.events()), default=0)
            assert int(mark_of(path).read_text()) == last
        assert last == 3
        scene.events(acknowledged=last)
    with SQLiteStore(path, seal=seal) as store:
        assert held(store) is None, "the number is known although no event is left"
        Scene(store).token_update(MAC)
        assert [event.id for event in Scene(store).events()] == [4]


def test_a_mark_that_cannot_be_written_harms_no_device(
    path: Path, seal: SealKey, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with SQLiteStore(path, seal=seal) as store:

        def full(*_: object) -> int:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(_mark.os, "write", full)
        scene = Scene(store)
        scene.enroll()
        scene.token_update(MAC)
        monkeypatch.undo()
    assert caplog.text.count("mark beside the database not written") == 1


def test_a_folder_that_cannot_be_written_is_told(path: Path, seal: SealKey) -> None:
    os.mkdir(mark_of(path))  # noqa: PTH102
    with pytest.raises(StorageError, match="mark beside the database"):
        SQLiteStore(path, seal=seal)
