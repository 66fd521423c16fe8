"""``pymdm dep sync`` against a fake of Apple's service: a database, a file, a summary, a signal."""

from __future__ import annotations

import csv
import json
import os
import signal
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pymdm._flow import HttpRequest, HttpResponse
from pymdm.cli import _dep_sync_output, dep_sync
from pymdm.cli.app import app
from pymdm.crypto import SealKey
from pymdm.dep.sync import DEPStore, SyncStep
from pymdm.errors import Conflict, DEPError
from pymdm.service.machine import utc_now
from pymdm.stores.sqlite import SQLiteStore
from pymdm.testing.fake_dep import DEPStorm, FakeDEP


class World:
    """A service with some devices, and a folder with its token and a seal key."""

    def __init__(self, fake: FakeDEP) -> None:
        self.fake = fake
        Path("dep-token.json").write_bytes(fake.token_file())
        Path("dep-token.json").chmod(0o600)
        Path("mdm.key").write_text(SealKey.generate().to_text())
        Path("mdm.key").chmod(0o600)

    def run(self, *words: str) -> Result:
        """What the command says, in which no secret may ever be (T65)."""
        fixed = ("--seal-key", "mdm.key", "--base-url", self.fake.base_url)
        done = CliRunner().invoke(app, ["dep", "sync", *words, *fixed])
        said = done.output + repr(done.exception)
        token = self.fake.token
        assert not any(s in said for s in (token.consumer_secret, token.access_token, token.access_secret))
        return done

    def ok(self, *words: str) -> str:
        done = self.run(*words)
        assert 0 == done.exit_code, (done.output, done.exception)
        return done.output

    def profile(self) -> str:
        Path("staff.json").write_text('{"profile_name": "Staff", "url": "https://mdm.example.com/dep"}')
        words = ["dep", "profile", "define", "staff.json", "--base-url", self.fake.base_url]
        done = CliRunner().invoke(app, words)
        assert 0 == done.exit_code, (done.output, done.exception)
        [uuid] = self.fake.profiles
        return uuid

    def store(self) -> SQLiteStore:
        return SQLiteStore("pymdm.db", seal=SealKey.from_file("mdm.key"))


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.chdir(tmp_path)
    with FakeDEP(devices=12, chaos=None) as fake:
        yield World(fake)


def test_a_new_database_gets_all_devices_and_keeps_the_token(world: World) -> None:
    assert "12 new, 0 changed, 0 gone" in world.ok()
    Path("dep-token.json").unlink()
    world.fake.remove(world.fake.serials[0])

    said = world.ok()
    assert "0 new, 0 changed, 1 gone" in said
    assert "11 devices, 11 without a profile, 1 gone" in said
    assert "all devices were listed" in world.ok("--full")


def test_devices_get_profiles_by_what_they_are(world: World) -> None:
    uuid = world.profile()

    assert "profiles assigned: 3 SUCCESS" in world.ok("--family", f"Mac={uuid}")
    assert "profiles assigned: 9 SUCCESS" in world.ok("--profile", uuid)
    assert "assigned" not in world.ok("--profile", uuid, "--model", f"IPAD={uuid}")


def test_a_profile_that_apple_does_not_know_is_told(world: World) -> None:
    done = world.run("--prefix", f"FK={'0' * 32}")

    assert (1, True) == (done.exit_code, "PROFILE_NOT_FOUND" in done.output)


def test_devices_are_written_as_csv_and_as_json(world: World) -> None:
    world.fake.modify(world.fake.serials[3], asset_tag="=HYPERLINK(1)", color="Türkis")
    gone = world.fake.add()
    world.fake.remove(gone)
    world.ok("--csv", "devices.csv", "--json", "devices.json")

    with Path("devices.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = [json.loads(line) for line in Path("devices.json").read_text(encoding="utf-8").splitlines()]
    assert sorted(world.fake.serials) == [row["serial_number"] for row in rows]
    assert world.fake.truth() == {row["serial_number"]: row for row in found}
    assert ("'=HYPERLINK(1)", "Türkis") == (rows[3]["asset_tag"], rows[3]["color"])
    assert not list(Path().glob("*.new"))


def test_with_output_on_the_terminal_the_summary_is_beside_it(world: World) -> None:
    done = world.run("--json", "-")

    assert 12 == len([json.loads(line) for line in done.stdout.splitlines()])
    assert "12 new" in done.stderr


def test_devices_that_are_missing_in_masses_are_held(world: World) -> None:
    world.ok()
    for serial in world.fake.serials[:11]:
        world.fake.hide(serial)
        world.fake.remove(serial)

    done = world.run("--full")
    assert (1, True) == (done.exit_code, "11 devices are missing" in done.output)
    assert "11 gone" in world.ok("--accept-deletions")


def lease_of(store: DEPStore, owner: str, key: str) -> None:
    store.begin(key, owner=owner, at=utc_now(), lasts=timedelta(minutes=15))


def test_it_waits_for_a_process_that_lives_and_not_for_a_dead_one(world: World) -> None:
    world.ok()
    key = world.fake.token.consumer_key
    with world.store() as store:
        lease_of(store.dep, f"{socket.gethostname()} {os.getppid()}", key)
    done = world.run()
    assert (1, True) == (done.exit_code, isinstance(done.exception, Conflict))
    assert "12 devices" in world.ok("--take-over")
    dead = os.fork()
    if dead == 0:
        os._exit(0)
    os.waitpid(dead, 0)
    with world.store() as store:
        lease_of(store.dep, f"{socket.gethostname()} {dead}", key)
    assert "12 devices" in world.ok()
    with world.store() as store:  # in a container that was killed the next process has the same number
        lease_of(store.dep, f"{socket.gethostname()} {os.getpid()}", key)
    assert "12 devices" in world.ok()
    with world.store() as store:
        lease_of(store.dep, f"another-host {dead}", key)
    assert 1 == world.run().exit_code


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_after_the_page_and_it_goes_on_later(
    world: World, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    page = dep_sync._Sync._send
    asked = []

    def send(self: dep_sync._Sync, request: object) -> object:
        asked.append(request)
        if len(asked) == 3:
            os.kill(os.getpid(), number)
        return page(self, request)  # type: ignore[arg-type]

    monkeypatch.setattr(dep_sync._Sync, "_send", send)
    done = world.run()
    assert (1, True, 2) == (done.exit_code, "stopped" in done.output, len(world.fake.requests))
    with world.store() as store:
        state = store.dep.state(world.fake.token.consumer_key)
    assert state is not None
    assert (12, None) == (len(world.fake.serials), state.leased_until)

    assert "12 devices" in world.ok()
    assert signal.getsignal(number) in (signal.default_int_handler, signal.SIG_DFL)


def test_in_a_loop_errors_are_told_and_it_goes_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.ok()
    world.fake.storm(DEPStorm(status=403, word="ACCESS_DENIED"))
    assert isinstance(world.run().exception, DEPError)
    waited = []

    def wait(self: object, seconds: float) -> bool:
        waited.append(seconds)
        world.fake.calm()
        return len(waited) == 2

    monkeypatch.setattr(dep_sync._Sync, "pause", wait)
    done = world.run("--every", "30")
    assert [1800, 1800] == waited
    assert "ACCESS_DENIED: " in done.output
    assert "12 devices" in done.output


def test_in_a_loop_an_answer_of_somebody_else_ends_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page of a hotel's network in Apple's place; and another process that is at it."""
    world.ok()
    answers: list[bytes] = []
    real = dep_sync._Sync._send

    def send(self: dep_sync._Sync, request: HttpRequest) -> HttpResponse:
        if not answers:
            answers.append(b"<html>")
            return HttpResponse(status=200, body=answers[0])
        return real(self, request)

    def wait(self: dep_sync._Sync, seconds: float) -> bool:
        answers.append(b"")
        if len(answers) == 2:
            lease_of(self.store, "another-host 7", self.server)
        return len(answers) == 3

    monkeypatch.setattr(dep_sync._Sync, "_send", send)
    monkeypatch.setattr(dep_sync._Sync, "pause", wait)
    done = world.run("--every", "30")
    assert "expected a JSON object" in done.output
    assert "synchronized by another process" in done.output
    assert 1 == done.exit_code


def test_two_servers_in_one_database_have_to_be_named(world: World) -> None:
    world.ok()
    with FakeDEP(devices=3, chaos=None, seed=5) as other:
        Path("other.json").write_bytes(other.token_file())
        Path("other.json").chmod(0o600)
        fixed = ("--seal-key", "mdm.key", "--base-url", other.base_url)
        done = CliRunner().invoke(app, ["dep", "sync", "--token", "other.json", *fixed])
        assert "3 devices" in done.output
    done = world.run()
    assert "which server?" in str(done.exception)
    assert "12 devices" in world.ok("--token", "dep-token.json")


def test_a_rule_without_a_profile_is_refused(world: World) -> None:
    assert "--family: expected NAME=UUID" in str(world.run("--family", "Mac").exception)


def test_a_person_sees_a_bar(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.ok()
    shown: list[tuple[str, int]] = []
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setattr(
        "rich.progress.Progress.update", lambda _, task, completed: shown.append((str(task), completed))
    )
    with world.store() as store, _dep_sync_output.progress(store.dep, world.fake.token.consumer_key) as show:
        for kind in ("listing", "listing", "assigned"):
            show(SyncStep(kind=kind, devices=5, done=5))

    assert [("0", 5), ("0", 5), ("1", 5)] == shown
