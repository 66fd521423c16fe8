"""``pymdm devices`` on a real database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pymdm.cli import devices
from pymdm.cli.app import app
from pymdm.commands import DeviceLock, ProfileList
from pymdm.crypto import SealKey
from pymdm.errors import NotFound, StorageError
from pymdm.service import MDMService
from pymdm.service.verbs import EventsAfter
from pymdm.testing import SimulatedDevice

from .databases import Database


class World:
    """A database with a Mac, its user and an iPhone in it; the server has ended."""

    def __init__(self, folder: Path) -> None:
        self.database = Database.make(folder)
        with self.database.store() as store:
            server = self.database.server(store)
            self.mac = self.database.device(server, seed="a Mac")
            self.mac.set_bootstrap_token(b"bootstrap canary")
            self.ada = self.mac.user("501", short_name="ada")
            self.ada.enroll()
            self.phone = self.database.device(server, "iOS", seed="a phone")
            mdm: MDMService = server.service
            mdm.enqueue(self.mac.enrollment, ProfileList(), uuid="done")
            self.mac.connect()
            mdm.enqueue(self.mac.enrollment, DeviceLock(pin="480215"), uuid="waits")
            mdm.enqueue(self.ada.enrollment, ProfileList(), uuid="for ada")

    def run(self, *words: str, **options: object) -> str:
        result = self.database.run("devices", *words, **options)
        assert result.exception is None, result.output
        return str(result.output)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("devices"))


@pytest.fixture
def own(tmp_path: Path) -> World:
    return World(tmp_path)


def test_devices_are_listed_and_their_users_where_wanted(world: World) -> None:
    lines = world.run("list").splitlines()
    with_users = world.run("list", "--users").splitlines()

    assert 2 == len(lines)
    assert all("enrolled" in line for line in lines)
    assert any(line.startswith(world.mac.enrollment.id) and "macOS 15.5" in line for line in lines)
    assert 3 == len(with_users)
    assert any(line.startswith(world.ada.enrollment.id) and line.endswith("ada") for line in with_users)


def test_a_long_list_is_read_in_pages(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "_PAGE", 1)

    assert 3 == len(world.run("list", "--users").splitlines())


def test_tools_get_json(world: World) -> None:
    listed = [json.loads(line) for line in world.run("list", "--json").splitlines()]
    shown = json.loads(world.run("show", world.mac.enrollment.id, "--json"))
    queue = [
        json.loads(line) for line in world.run("commands", world.mac.enrollment.id, "--json").splitlines()
    ]

    assert {"Device"} == {record["id"]["kind"] for record in listed}
    assert (True, 1) == (shown["has_bootstrap_token"], shown["pending_commands"])
    assert ["done", "waits"] == [record["uuid"] for record in queue]


def test_one_is_shown_with_what_is_there_of_it(world: World) -> None:
    shown = world.run("show", world.phone.enrollment.id)
    user = world.run("show", world.ada.enrollment.id)

    assert "has_unlock_token       true" in shown
    assert "has_bootstrap_token" not in shown
    assert "user_short_name        ada" in user
    assert "pending_commands       1" in user


def test_a_queue_is_shown_in_its_order(world: World) -> None:
    lines = world.run("commands", world.mac.enrollment.id).splitlines()
    pending = world.run("commands", world.mac.enrollment.id, "--pending").splitlines()

    assert ["done", "waits"] == [line.split()[0] for line in lines]
    assert "acknowledged" in lines[0]
    assert ["waits"] == [line.split()[0] for line in pending]
    assert ["for ada"] == [line[:7] for line in world.run("commands", world.ada.enrollment.id).splitlines()]


def test_no_secret_is_printed(world: World) -> None:
    """T65"""
    everything = "".join(
        world.run(*words, *more)
        for more in ((), ("--json",))
        for words in (
            ("list", "--users"),
            ("show", world.mac.enrollment.id),
            ("show", world.phone.enrollment.id),
            ("commands", world.mac.enrollment.id),
        )
    )
    targets = [device.push_target for device in (world.mac, world.ada, world.phone)]
    secrets = ["480215", "bootstrap canary", b"bootstrap canary".hex()]
    secrets += [form for target in targets for form in (target.push_magic, target.token.hex())]

    assert [] == [secret for secret in secrets if secret in everything]


def test_a_device_is_unenrolled_by_name_reason_and_its_id(own: World) -> None:
    mac: SimulatedDevice = own.mac
    told = own.run(
        "unenroll", mac.enrollment.id, "--by", "ada", "--why", "sold", input=f"{mac.enrollment.id}\n"
    )
    again = own.run(
        "unenroll", mac.enrollment.id, "--by", "ada", "--why", "sold", "--confirm", mac.enrollment.id
    )

    assert "ordered: it is told with its next message" in told
    assert "it was ordered before" in again
    assert "enrolled, unenroll ordered" in own.run("list")
    with own.database.store() as store:
        [events] = store.events_after([EventsAfter(consumer="a test", limit=500)])
        [ordered] = [event for event in events if type(event).__name__ == "UnenrollOrdered"]
        assert ("ada", "sold") == (ordered.by, ordered.why)  # type: ignore[attr-defined]


@pytest.mark.parametrize("typed", ["yes", "", "08AFA9A5"])
def test_anything_but_its_id_orders_nothing(own: World, typed: str) -> None:
    """T62"""
    result = own.database.run(
        *("devices", "unenroll", own.mac.enrollment.id, "--by", "x", "--why", "y"), input=f"{typed}\n"
    )

    assert 0 != result.exit_code
    assert "unenroll ordered" not in own.run("list")


def test_an_unknown_device_is_told_apart_from_an_empty_queue(world: World) -> None:
    for words in (
        ("show", "nobody"),
        ("commands", "nobody"),
        ("unenroll", "nobody", "--by", "x", "--why", "y"),
    ):
        result = world.database.run("devices", *words)
        assert isinstance(result.exception, NotFound)


def test_no_database_is_made_by_looking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYMDM_DATABASE", raising=False)
    result = CliRunner().invoke(app, ["devices", "list"])

    assert (1, []) == (result.exit_code, list(tmp_path.iterdir()))
    assert "expected a database" in result.stderr
    assert "Give --database" in CliRunner().invoke(app, ["devices", "list", "--database", ""]).stderr


def test_the_key_comes_from_a_file_or_the_environment(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["devices", "list", "--database", str(world.database.path)]
    monkeypatch.delenv("PYMDM_SEAL_KEY", raising=False)
    monkeypatch.delenv("PYMDM_SEAL_KEY_FILE", raising=False)
    without = CliRunner().invoke(app, words)
    assert (1, True) == (without.exit_code, "pymdm keys create mdm.key" in without.stderr)

    text = world.database.key.read_text()
    for environment in ({"PYMDM_SEAL_KEY": text}, {"PYMDM_SEAL_KEY_FILE": str(world.database.key)}):
        assert 0 == CliRunner().invoke(app, words, env=environment).exit_code

    broken = CliRunner().invoke(app, words, env={"PYMDM_SEAL_KEY": "canary of a key"})
    assert isinstance(broken.exception, ValueError)
    assert "PYMDM_SEAL_KEY: " in str(broken.exception)
    assert "canary" not in str(broken.exception)


def test_the_wrong_key_opens_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """T70"""
    other = SealKey.generate()
    words = ["devices", "list", "--database", str(world.database.path)]
    result = CliRunner().invoke(
        app, words, env={"PYMDM_SEAL_KEY": other.to_text(), "PYMDM_SEAL_KEY_FILE": ""}
    )

    assert isinstance(result.exception, StorageError)
