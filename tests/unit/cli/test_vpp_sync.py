"""``pymdm vpp add`` and ``sync``, and changes by jobs of a database; nothing secret is shown (T65)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest
from typer.testing import CliRunner, Result

from pymdm.cli.app import app
from pymdm.crypto import SealKey
from pymdm.errors import WrongLocation
from pymdm.stores.sqlite import SQLiteStore
from pymdm.testing.fake_vpp import FakeVPP
from pymdm.vpp.sync import JobState

APP = "361309726"


@attrs.define
class Place:
    """A folder with a token, a key and a database, and the service."""

    folder: Path
    fake: FakeVPP

    def run(self, *words: str, service: bool = True) -> Result:
        database = ["--database", str(self.folder / "db.sqlite"), "--seal-key", str(self.folder / "key")]
        url = ["--base-url", self.fake.base_url] if service else []
        found = CliRunner().invoke(app, ["vpp", *words, *database, *url])
        assert self.fake.token not in found.output
        return found

    def add(self) -> Result:
        return self.run("add", str(self.folder / "vpptoken"))

    @property
    def store(self) -> SQLiteStore:
        return SQLiteStore(self.folder / "db.sqlite", seal=SealKey.from_file(self.folder / "key"))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setattr("pymdm.vpp.sync.jobs._FIRST", 0.01)
    (tmp_path / "key").write_text(SealKey.generate().to_text())
    with FakeVPP(apps=2, licenses=3, chaos=None, now=lambda: datetime.now(UTC), polls=0, page=2) as fake:
        (tmp_path / "vpptoken").write_bytes(fake.token_file())
        for name in ("key", "vpptoken"):
            (tmp_path / name).chmod(0o600)
        yield Place(tmp_path, fake)


def test_a_token_becomes_a_location_that_is_synchronized_and_assigned_from(place: Place) -> None:
    added = place.add()
    assert (added.exit_code, added.output.split()[0]) == (0, place.fake.uid)
    (place.folder / "vpptoken").unlink()
    assigned = place.run("assign", APP, "--serial", "A", "--serial", "B")
    assert (assigned.exit_code, "1 jobs ended, 0 are still open; 2 done" in assigned.output) == (0, True)
    synced = place.run("sync")
    assert synced.exit_code == 0, synced.output
    assert [line.split()[2:] for line in synced.output.splitlines()[1:]] == [
        ["3", "1", "2", "0", "2"],
        ["3", "3", "0", "0", "0"],
    ]
    assert place.run("unassign", APP, "--serial", "A").exit_code == 0
    assert place.run("revoke", "--serial", "B", "--confirm", "revoke all of B").exit_code == 0
    with place.store as store:
        assert store.vpp.assignments(place.fake.uid) == ()
    assert place.run("sync").exit_code == 0


def test_who_gets_nothing_is_named_and_the_exit_code_tells(place: Place) -> None:
    place.add()
    few = place.run("assign", APP, *(f"--serial={name}" for name in "ABCD"), "--json")
    said: dict[str, Any] = json.loads(few.stdout)
    assert (few.exit_code, said["completed"], [each["code"] for each in said["failures"]]) == (1, 3, ["9709"])
    plain = place.run("assign", APP, "--serial", "X")
    assert (plain.exit_code, f"X {APP}/STDQ: 9709" in plain.output) == (1, True)
    unknown = place.run("assign", "999", "--serial", "X")
    assert (unknown.exit_code, "1 jobs: refused" in unknown.output) == (1, True)


def test_what_apple_is_not_done_with_is_gone_on_with_by_the_next_run(place: Place) -> None:
    place.add()
    place.fake.misbehave(attrs.evolve(place.fake.chaos, stuck=1))
    assert "1 are still open" in place.run("assign", APP, "--serial", "A", "--timeout", "0").output
    place.fake.misbehave(attrs.evolve(place.fake.chaos, stuck=0))
    place.fake.release()
    assert "2 jobs ended" in place.run("assign", APP, "--serial", "B").output
    with place.store as store:
        assert [job.state for job in store.vpp.jobs(place.fake.uid)] == [JobState.DONE] * 2
    assert len([write for write in place.fake.writes if write.kind == "ASSOCIATE"]) == 2


def test_what_is_too_much_to_be_gone_is_held_back(place: Place) -> None:
    place.fake.buy(APP, 20)
    place.add()
    place.run("assign", APP, *(f"--serial={number}" for number in range(20)))
    place.run("sync")
    token = str(place.folder / "vpptoken")
    url = ["--base-url", place.fake.base_url, "--token", token, "--timeout", "0"]
    serials = [f"--serial={number}" for number in range(15)]
    CliRunner().invoke(app, ["vpp", "unassign", APP, *serials, *url])
    place.fake.release()
    held = place.run("sync")
    assert (held.exit_code, "15 assignments are missing" in held.output) == (1, True)
    assert "does not add up" in held.output
    assert place.run("sync", "--accept-removals").exit_code == 0


def test_without_a_location_or_with_two_it_is_said_what_to_do(place: Place) -> None:
    place.add()
    with place.store as store:
        other = store.vpp.token(place.fake.uid)
        assert other is not None
        store.vpp.add_location("another", other, at=datetime.now(UTC))
    assert "give --location" in str(place.run("sync").exception)
    assert place.run("sync", "--location", place.fake.uid).exit_code == 0
    assert "pymdm vpp add" in str(place.run("sync", "--location", "none").exception)
    assert isinstance(place.run("sync", "--location", "another").exception, WrongLocation)
