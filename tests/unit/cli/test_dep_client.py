"""``pymdm dep account``, ``devices``, ``disown`` and ``profile`` against a fake of Apple's service."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner, Result

from pymdm.cli.app import app
from pymdm.crypto import CertificateAuthority
from pymdm.errors import DEPError, LocalProtocolError, TermsNotAccepted
from pymdm.testing.fake_dep import FakeDEP
from tests.unit.dep.calling import NOW

STAFF = {"profile_name": "Staff", "url": "https://mdm.example.com/dep", "is_supervised": True}


class World:
    """A service with ten devices, and a folder with its token and a profile."""

    def __init__(self, fake: FakeDEP) -> None:
        self.fake = fake
        Path("dep-token.json").write_bytes(fake.token_file())
        Path("dep-token.json").chmod(0o600)
        self.profile(**STAFF)

    def profile(self, **keys: object) -> None:
        Path("staff.json").write_text(json.dumps(keys))

    def run(self, *words: str, typed: str = "") -> Result:
        """What a command says, in which no secret may ever be (T65)."""
        done = CliRunner().invoke(app, ["dep", *words, "--base-url", self.fake.base_url], input=typed)
        said = done.output + repr(done.exception)
        token = self.fake.token
        assert not any(s in said for s in (token.consumer_secret, token.access_token, token.access_secret)), (
            said
        )
        return done

    def ok(self, *words: str, typed: str = "") -> str:
        done = self.run(*words, typed=typed)
        assert 0 == done.exit_code, (done.output, done.exception)
        return done.output


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.chdir(tmp_path)
    with FakeDEP(devices=10, chaos=None) as fake:
        yield World(fake)


def test_the_account_is_shown(world: World) -> None:
    said = world.ok("account")

    assert "IT Department Server" in said
    assert "Sample Inc" in said
    assert "Sample Inc" == json.loads(world.ok("account", "--json"))["org_name"]


def test_what_apple_refuses_is_one_line(world: World) -> None:
    world.fake.accept_terms("unsigned")
    done = world.run("account")

    assert 1 == done.exit_code
    assert isinstance(done.exception, TermsNotAccepted)


def test_devices_are_shown_one_by_one_or_all(world: World) -> None:
    one = world.fake.serials[3]

    assert world.ok("devices", one).startswith(one)
    assert world.fake.serials == [line.split()[0] for line in world.ok("devices").splitlines()]
    rows = [json.loads(line) for line in world.ok("devices", "--json").splitlines()]
    assert world.fake.serials == [row["serial_number"] for row in rows]


def test_a_device_of_somebody_else_is_named_as_such(world: World) -> None:
    Path("list.txt").write_text(f"\n{world.fake.serials[0]}\n NONE1234 \n")
    done = world.run("devices", "--serials", "list.txt")

    assert 1 == done.exit_code
    assert "NONE1234       not a device of this server" in done.output


def test_a_profile_goes_from_a_file_to_devices_and_is_verified(world: World) -> None:
    one, other = world.fake.serials[:2]
    uuid = world.ok("profile", "define", "staff.json").strip()

    assert f"{one}  SUCCESS\n" == world.ok("profile", "assign", uuid, one)
    assert uuid == world.fake.truth()[one]["profile_uuid"]
    assert STAFF.items() <= json.loads(world.ok("profile", "fetch", uuid)).items()
    assert "Apple keeps the same profile\n" == world.ok("profile", "verify", uuid, "staff.json")
    assert {one: "SUCCESS"} == json.loads(world.ok("profile", "remove", one, "--json"))["devices"]
    assert "profile_uuid" not in {k for k, v in world.fake.truth()[one].items() if v}
    assert other in world.fake.truth()


def test_a_profile_that_apple_keeps_otherwise_is_told_key_by_key(world: World) -> None:
    uuid = world.ok("profile", "define", "staff.json").strip()
    ca = CertificateAuthority.create("Example", now=NOW)
    Path("ca.pem").write_bytes(ca.certificate_pem)
    world.profile(**STAFF, department="IT")
    done = world.run("profile", "verify", uuid, "staff.json", "--anchor-cert", "ca.pem")

    assert 1 == done.exit_code
    assert 'department: expected "IT", Apple keeps null' in done.output
    assert 'anchor_certs: expected ["certificate with SHA-256 ' in done.output
    keys = json.loads(world.run("profile", "verify", uuid, "staff.json", "--json").output)
    assert [{"key": "department", "wanted": "IT", "kept": None}] == keys


def test_devices_of_a_profile_are_assigned_at_once(world: World) -> None:
    """Exit code 1 where one of them is not; the UUID is told all the same."""
    one = world.fake.serials[0]
    world.profile(**STAFF, devices=[one, "NONE1234"])
    done = world.run("profile", "define", "staff.json")
    (uuid,) = world.fake.profiles

    assert 1 == done.exit_code
    assert [uuid, f"{one}  SUCCESS", "NONE1234  NOT_ACCESSIBLE"] == done.output.splitlines()


def test_throttled_devices_say_when_to_come_back(world: World) -> None:
    one = world.fake.serials[0]
    uuid = world.ok("profile", "define", "staff.json").strip()
    world.fake.answer_device(one, "THROTTLED")
    done = world.run("profile", "assign", uuid, one)

    assert 1 == done.exit_code
    assert f"{one}  THROTTLED" in done.output
    assert "tried again in" in done.output


def test_certificates_come_from_files_and_a_profile_from_standard_input(world: World) -> None:
    ca = CertificateAuthority.create("Example", now=NOW)
    Path("ca.pem").write_bytes(ca.certificate_pem)
    said = world.ok(
        "profile", "define", "-", "--anchor-cert", "ca.pem", "--supervising-host-cert", "ca.pem", "--json",
        typed=json.dumps(STAFF),
    )  # fmt: skip
    kept = world.fake.profiles[json.loads(said)["profile_uuid"]]

    assert kept["anchor_certs"] == kept["supervising_host_certs"]
    assert 1 == len(kept["anchor_certs"])


def test_a_pane_that_is_not_known_is_refused_unless_told(world: World) -> None:
    world.profile(**STAFF, skip_setup_items=["Hologram"])
    done = world.run("profile", "define", "staff.json")

    assert isinstance(done.exception, LocalProtocolError)
    assert "skip_setup_items[0]: Hologram" in str(done.exception)
    assert {} == world.fake.profiles
    world.ok("profile", "define", "staff.json", "--unknown-panes")


@pytest.mark.parametrize("text", ["", "[]", "{", '{"profile_name": "x"}'])
def test_what_is_no_profile_names_its_file(world: World, text: str) -> None:
    Path("staff.json").write_text(text)
    done = world.run("profile", "define", "staff.json")

    assert str(done.exception).startswith("staff.json: ")


def test_devices_are_disowned_when_it_was_typed(world: World) -> None:
    one, two, three = world.fake.serials[:3]

    assert f"{one}  SUCCESS" in world.ok("disown", one, typed=f"disown {one}\n")
    assert "SUCCESS" in world.ok("disown", two, three, "--confirm", "disown 2 devices")
    assert not {one, two, three} & set(world.fake.truth())


@pytest.mark.parametrize("typed", ["", "\n", "yes\n", "y\n", "disown 2 devices\n", "disown\n"])
def test_nothing_is_disowned_by_a_yes(world: World, typed: str) -> None:
    one = world.fake.serials[0]
    done = world.run("disown", one, typed=typed)

    assert 1 == done.exit_code
    assert one in world.fake.truth()
    assert () == world.fake.requests


@pytest.mark.parametrize("words", [("profile", "assign", "uuid"), ("profile", "remove"), ("disown",)])
def test_a_command_about_devices_wants_devices(world: World, words: tuple[str, ...]) -> None:
    assert "which devices?" in str(world.run(*words).exception)


def test_a_list_that_is_none_is_refused(world: World) -> None:
    Path("list.txt").write_bytes(b"\xff\xfeA\x00")

    assert "list.txt: " in str(world.run("devices", "--serials", "list.txt").exception)


def test_an_unknown_profile_is_told(world: World) -> None:
    done = world.run("profile", "fetch", "FFFF")

    assert isinstance(done.exception, DEPError)
    assert "PROFILE_NOT_FOUND" in str(done.exception)


def test_another_service_needs_its_authorities(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("pymdm.dep.client.time", SimpleNamespace(sleep=lambda seconds: None))
    with FakeDEP(devices=1, chaos=None, tls="own") as fake:
        world = World(fake)
        Path("ca.pem").write_bytes(fake.ca_pem)

        assert 1 == world.run("account").exit_code
        assert "Sample Inc" in world.ok("account", "--ca", "ca.pem")
