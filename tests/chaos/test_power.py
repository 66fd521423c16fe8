"""F19: the power fails in the middle of a write, at every place where it can.

A database is written, commit after commit; then many images of it are made in which the end of the log is
missing, is damaged, or had been copied to the database file only in part.  Each has to open and to be exactly
what it was after the last commit that the image still holds: nothing of a later one, and nothing lost of an
earlier one.  That a disk keeps what it has confirmed is the disk's part.
"""

from __future__ import annotations

import hashlib
import random
import sqlite3
import struct
from pathlib import Path

import attrs
import pytest

from pymdm.stores import _steps
from tests.chaos.house import House

SEED = 19
# Images that are tried, 5 ms each.
IMAGES = 300

WAL_HEADER, FRAME_HEADER = 32, 24


@attrs.frozen
class Written:
    """A database and its log, and what was in it after each commit: (size of the log, digest)."""

    database: bytes
    log: bytes
    commits: tuple[tuple[int, str], ...]
    page: int

    def expected(self, size: int) -> str:
        """What must be there when the first ``size`` bytes of the log are."""
        return [digest for end, digest in self.commits if end <= size][-1]


def contents(path: Path) -> str:
    """A digest of every row of every table; raises if SQLite finds anything wrong with the file."""
    connection = sqlite3.connect(path)
    try:
        found = hashlib.sha256()
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        for (name,) in names.fetchall():
            rows = sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"')))
            found.update(repr((name, rows)).encode())
        return found.hexdigest()
    finally:
        connection.close()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    monkeypatch = pytest.MonkeyPatch()
    folder = tmp_path_factory.mktemp("power")
    house = House(folder, seed=SEED)
    log = house.path.with_name(f"{house.path.name}-wal")
    house.reopen()  # closed once, so that the log begins empty
    database, commits = house.path.read_bytes(), [(0, contents(house.path))]

    def note(step: str) -> None:
        if step.endswith(".after-commit") and log.stat().st_size > commits[-1][0]:
            commits.append((log.stat().st_size, contents(house.path)))

    with sqlite3.connect(house.path) as watching:  # who watches keeps the log from being cleared
        watching.execute("SELECT 1 FROM sqlite_master").fetchall()
        monkeypatch.setattr(_steps, "hook", note)
        devices = [house.device(platform) for platform in ("macOS", "iOS")]
        for number in range(12):
            house.order(devices[number % 2])
            if number % 4 == 3:
                for each in devices:
                    each.connect()
        monkeypatch.undo()
        whole = log.read_bytes()
        assert database == house.path.read_bytes(), "the log was copied into the database meanwhile"
    watching.close()
    house.close()
    [page] = struct.unpack(">I", whole[8:12])
    return Written(database, whole, tuple(commits), page)


def image(folder: Path, database: bytes, log: bytes) -> Path:
    path = folder / "image.db"
    for beside in folder.iterdir():
        beside.unlink()
    path.write_bytes(database)
    path.with_name("image.db-wal").write_bytes(log)
    return path


def boundaries(written: Written) -> list[int]:
    """Where a frame begins, and a little before and behind; and both ends of its header."""
    frame = FRAME_HEADER + written.page
    starts = range(WAL_HEADER, len(written.log) + 1, frame)
    near = {start + delta for start in starts for delta in (-1, 0, 1, FRAME_HEADER)}
    return sorted({0, 1, WAL_HEADER - 1} | {cut for cut in near if cut <= len(written.log)})


def test_the_commits_are_distinct_and_each_made_the_log_grow(written: Written) -> None:
    assert 25 <= len({digest for _, digest in written.commits})
    assert [end for end, _ in written.commits] == sorted(end for end, _ in written.commits)
    assert written.commits[-1][0] == len(written.log)


def test_a_log_that_ends_anywhere_holds_every_commit_before_and_nothing_of_the_next(
    written: Written, tmp_path: Path
) -> None:
    """F19."""
    rng = random.Random(SEED)
    cuts = boundaries(written)
    rng.shuffle(cuts)
    for _ in range(IMAGES):
        cut = cuts.pop() if cuts else rng.randrange(len(written.log))
        path = image(tmp_path, written.database, written.log[:cut])
        assert contents(path) == written.expected(cut), f"seed {SEED}, log cut at byte {cut}"


@pytest.mark.parametrize("damage", ["zeros", "noise", "one bit"])
def test_a_damaged_end_of_the_log_counts_as_its_end(written: Written, tmp_path: Path, damage: str) -> None:
    """F19: a sector that was written in part, or not at all while a later one was."""
    rng = random.Random(f"{SEED} {damage}")
    for _ in range(60):
        cut = rng.randrange(WAL_HEADER, len(written.log))
        size = min(512, len(written.log) - cut)
        spoilt = {
            "zeros": bytes(size),
            "noise": rng.randbytes(size),
            "one bit": bytes([written.log[cut] ^ (1 << rng.randrange(8))]),
        }[damage]
        if spoilt == written.log[cut : cut + len(spoilt)]:
            continue
        log = written.log[:cut] + spoilt + written.log[cut + len(spoilt) :]
        path = image(tmp_path, written.database, log)
        assert contents(path) == written.expected(cut), f"seed {SEED}, {damage} at byte {cut}"


def test_a_database_to_which_the_log_was_copied_in_part_is_whole(written: Written, tmp_path: Path) -> None:
    """F19: the power fails in a checkpoint, with any of its pages on the disk, whole or in part."""
    rng = random.Random(SEED)
    frame = FRAME_HEADER + written.page
    frames = range(WAL_HEADER, len(written.log), frame)
    for _ in range(60):
        database = bytearray(written.database)
        for start in rng.sample(frames, rng.randrange(1, len(frames))):
            [number] = struct.unpack(">I", written.log[start : start + 4])
            size = rng.choice([512, written.page])
            at = (number - 1) * written.page
            database.extend(bytes(max(0, at + written.page - len(database))))
            database[at : at + size] = written.log[start + FRAME_HEADER : start + FRAME_HEADER + size]
        path = image(tmp_path, bytes(database), written.log)
        assert contents(path) == written.commits[-1][1], f"seed {SEED}"


def test_the_store_opens_such_an_image_and_goes_on(tmp_path: Path) -> None:
    """F19, by the store itself: what was confirmed is there, and the device's next visit works."""
    house = House(tmp_path, seed=SEED)
    mac = house.device()
    for _ in range(4):
        house.order(mac)
    mac.connect()
    # The process is gone without closing anything: only its files are left of it.
    log = house.path.with_name(f"{house.path.name}-wal").read_bytes()
    mark = house.path.with_name(f"{house.path.name}.mark").read_bytes()
    (tmp_path / "after").mkdir()
    path = image(tmp_path / "after", house.path.read_bytes(), log + b"\x00" * 100)
    path.with_name("image.db.mark").write_bytes(mark)
    house.close()
    house.path = path
    house.open()

    assert 4 == house.audit().finished
    house.order(mac)
    mac.connect()
    assert 5 == house.audit().finished
    house.close()
