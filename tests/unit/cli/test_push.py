"""``pymdm push`` against a fake of Apple's service, on a real database and from files."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pymdm.cli import push, push_progress, push_summary, push_targets
from pymdm.cli.app import app
from pymdm.commands import ProfileList
from pymdm.errors import NotFound
from pymdm.protocol import PushTarget
from pymdm.service import PushFate
from pymdm.testing import FakeAPNs, SimulatedDevice
from pymdm.testing.fake_apns import Storm
from pymdm.testing.push_certificates import fake_push_certificate

from .databases import TOPIC, Database

SECRET_MAGIC = "magic-canary-5e1c"
TOKEN = "c0ffee" * 10


class World:
    """A database with a Mac, its user and an iPhone, a push service that knows them, and its certificate."""

    def __init__(self, folder: Path, apns: FakeAPNs) -> None:
        self.apns = apns
        self.database = Database.make(folder)
        with self.database.store() as store:
            server = self.database.server(store)
            self.mac = self.database.device(server, seed="a Mac")
            self.ada = self.mac.user("501", short_name="ada")
            self.ada.enroll()
            self.phone = self.database.device(server, "iOS", seed="a phone")
            server.service.enqueue(self.phone.enrollment, ProfileList())
        apns.register(self.mac, self.ada, self.phone)
        self.certificate = folder / "push.pem"
        self.certificate.write_bytes(apns.certificate_for(TOPIC).to_pem())
        self.ca = folder / "ca.pem"
        self.ca.write_bytes(apns.ca_pem)

    @property
    def service(self) -> tuple[str, ...]:
        host, port = self.apns.endpoint
        return "--apns-endpoint", f"{host}:{port}", "--apns-ca", str(self.ca)

    def keep(self) -> None:
        done = self.database.run("push-certificate", str(self.certificate))
        assert done.exit_code == 0, done.output

    def push(self, *words: str) -> Any:
        return self.database.run("push", *words, *self.service)

    def push_alone(self, *words: str) -> Any:
        given = ("--certificate", str(self.certificate), *self.service)
        return CliRunner().invoke(app, ["push", *words, *given])

    def summary(self, *words: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.push(*words, "--json").stdout)
        return found

    def record(self, device: SimulatedDevice) -> Any:
        with self.database.store() as store:
            return next(push_targets.named(store, [device.enrollment.id]))


@pytest.fixture
def apns() -> Iterator[FakeAPNs]:
    with FakeAPNs() as service:
        yield service


@pytest.fixture
def world(tmp_path: Path, apns: FakeAPNs) -> World:
    return World(tmp_path, apns)


def test_all_devices_and_users_are_woken(world: World) -> None:
    world.keep()
    done = world.push("--all")

    assert (0, "delivered") == (done.exit_code, done.stdout.split()[0])
    assert 3 == world.apns.accepted_count
    assert {channel.enrollment for channel, _ in world.apns.deliver()} == {
        world.mac.enrollment,
        world.ada.enrollment,
        world.phone.enrollment,
    }
    assert world.record(world.mac).pushed_at is not None


def test_those_are_woken_for_whom_a_command_waits(world: World) -> None:
    world.keep()
    assert {"delivered": 1} == world.summary("--pending")["outcomes"]
    assert [world.phone.enrollment] == [channel.enrollment for channel, _ in world.apns.deliver()]


def test_somebody_is_woken_by_name(world: World) -> None:
    world.keep()
    world.push(world.mac.enrollment.id, world.ada.enrollment.id)

    assert 2 == len(world.apns.deliver())
    assert isinstance(world.push("nobody").exception, NotFound)


def test_a_dead_token_is_told_and_kept(world: World) -> None:
    """F32: and no token is ever printed (T65)."""
    world.keep()
    token = world.record(world.phone).push.token
    world.apns.kill(token, since=datetime.now(UTC) + timedelta(hours=1))
    done = world.push("--all")

    assert 1 == done.exit_code
    assert f"{world.phone.enrollment.id:36} dead token, Unregistered" in done.stdout
    assert "delivered                    2" in done.stdout
    assert token.hex() not in done.output.lower()
    assert "Unregistered" == world.record(world.phone).push_failure
    with world.database.store() as store:
        assert "PushTokenDead" in [type(event).__name__ for event in _events(store)]


def test_a_refused_certificate_is_one_line(world: World) -> None:
    """F35."""
    world.keep()
    world.apns.storm(Storm(status=403, reason="BadCertificate"))
    found = world.summary("--all")

    assert {"certificate refused": 3} == found["outcomes"]
    assert {"BadCertificate": 3} == found["reasons"]
    assert 3 == len(found["failed"])


def test_nobody_to_wake_is_no_failure(world: World) -> None:
    with world.database.store() as store:
        world.database.server(store).service.cancel(world.phone.enrollment)
    done = world.push("--pending")

    assert (0, "nobody to wake\n") == (done.exit_code, done.stdout)


def test_who_has_left_cannot_be_woken(world: World) -> None:
    with world.database.store() as store:
        server = world.database.server(store)
        gone = world.database.device(server, "iOS", seed="gone")
        gone.check_out()
    done = world.push(gone.enrollment.id)

    assert 1 == done.exit_code
    assert "cannot be pushed to" in done.stdout


def test_without_a_certificate_it_says_where_it_belongs(world: World) -> None:
    assert "pymdm push-certificate FILE" in str(world.push("--all").exception)
    assert 0 == world.push("--all", "--certificate", str(world.certificate)).exit_code


@pytest.mark.parametrize("words", [(), ("--all", "--pending"), ("--all", "X"), ("--token", TOKEN, "X")])
def test_it_has_to_be_told_whom(world: World, words: tuple[str, ...]) -> None:
    assert "whom?" in str(world.push(*words).exception)


def test_one_target_needs_no_database(world: World) -> None:
    target = world.record(world.mac).push
    done = world.push_alone("--token", target.token.hex(), "--magic", target.push_magic)

    assert 0 == done.exit_code, done.output
    assert 1 == world.apns.accepted_count
    alone = CliRunner().invoke(app, ["push", "--token", TOKEN, "--magic", SECRET_MAGIC])
    assert "--certificate" in str(alone.exception)


@pytest.mark.parametrize("name", ["targets.csv", "targets.jsonl"])
def test_targets_come_from_a_file(world: World, tmp_path: Path, name: str) -> None:
    targets = [world.record(device).push for device in (world.mac, world.phone)]
    rows = [{"id": "x", "token": each.token.hex(), "magic": each.push_magic} for each in targets]
    rows.append({"id": "y", "token": TOKEN, "magic": SECRET_MAGIC, "topic": TOPIC + ".other"})
    if name.endswith("csv"):
        lines = ["id,token,magic,topic", *(",".join([*row.values(), ""][:4]) for row in rows)]
    else:
        lines = [json.dumps(row) for row in rows] + [""]
    (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")

    found = json.loads(world.push_alone("--targets", str(tmp_path / name), "--json").stdout)
    assert (3, {"delivered": 2, "not sent": 1}) == (found["pushes"], found["outcomes"])


def read(*lines: str, file: str = "t.jsonl") -> list[PushTarget]:
    return [target for _, target in push_targets.from_file([f"{line}\n" for line in lines], file, TOPIC)]


@pytest.mark.parametrize(
    ("lines", "file", "text"),
    [
        (("id,key", "1,2"), "t.csv", "line 1: expected the names of the columns"),
        ((), "t.csv", "line 1"),
        (("token,magic", f"{TOKEN}x,{SECRET_MAGIC}"), "t.csv", "line 2: expected a token in hexadecimal"),
        (("token,magic", f"c0ffee,{SECRET_MAGIC}"), "t.csv", "line 2: Token: expected 8 to 128 bytes"),
        (("token,magic", TOKEN), "t.csv", "line 2: expected a token"),
        (("token,magic", "x" * 200_000), "t.csv", "line 2: expected comma-separated values"),
        ((f'{{"token": "{TOKEN}"}}',), "t.jsonl", "line 1: expected a token"),
        ((f'["{TOKEN}"]',), "t.jsonl", "line 1: expected an object"),
        (("", f"{{{TOKEN}"), "t.jsonl", "line 2: expected an object"),
        ((f'{{"token": "{TOKEN}", "magic": "m", "topic": "com.example.app"}}',), "t.jsonl", "Topic"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_by_its_line(lines: Any, file: str, text: str) -> None:
    """T65: never what stands in it."""
    with pytest.raises(ValueError, match=text) as failed:
        read(*lines, file=file)
    assert TOKEN not in str(failed.value)
    assert SECRET_MAGIC not in str(failed.value)


def test_a_file_of_a_spreadsheet_is_read_and_one_in_another_encoding_told(
    world: World, tmp_path: Path
) -> None:
    target = world.record(world.mac).push
    text = f"token,magic\r\n{target.token.hex()},{target.push_magic}\r\n"
    file = tmp_path / "t.csv"
    file.write_bytes(text.encode("utf-8-sig"))
    assert 0 == world.push_alone("--targets", str(file)).exit_code

    for encoding in ("utf-16", "latin-1"):
        file.write_bytes((text + "ü").encode(encoding))
        done = world.push_alone("--targets", str(file))
        assert f"{file}: expected text in UTF-8; save or export it as such" == str(done.exception)


def test_who_was_woken_before_a_bad_line_is_told(world: World, tmp_path: Path) -> None:
    target = world.record(world.mac).push
    file = tmp_path / "t.csv"
    file.write_text(f"token,magic\n{target.token.hex()},{target.push_magic}\nxyz,m\n")
    done = world.push_alone("--targets", str(file))

    assert "line 3: expected a token" in str(done.exception)
    assert "delivered                    1" in done.stdout
    assert "stopped before the end" in done.stdout
    told = json.loads(world.push_alone("--targets", str(file), "--json").stdout)
    assert (False, {"delivered": 1}) == (told["complete"], told["outcomes"])


def test_ctrl_c_tells_and_keeps_what_was_done(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    world.keep()

    def pressed(outcomes: Any, **_: Any) -> Iterator[Any]:
        yield next(outcomes)
        raise KeyboardInterrupt

    monkeypatch.setattr(push, "counted", pressed)
    done = world.push("--all")

    assert 130 == done.exit_code
    assert "delivered                    1" in done.stdout
    assert "stopped before the end" in done.stdout
    devices = (world.mac, world.ada, world.phone)
    assert 1 == sum(world.record(each).pushed_at is not None for each in devices)


def test_failures_of_a_file_are_named_by_their_lines(world: World, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    row = f"{TOKEN},m,{TOPIC}.other"
    file.write_text(f"token,magic,topic\n{row}\n\n{row}\n")
    done = world.push_alone("--targets", str(file))

    assert ["line 2", "line 4"] == [" ".join(line.split()[:2]) for line in done.stdout.splitlines()[1:3]]
    assert f"NotSent: enrolled under another topic than that of the certificate, {TOPIC}" in done.stdout


def test_an_unknown_id_is_told_by_its_place(world: World) -> None:
    failed = world.push(world.mac.enrollment.id, "nobody").exception
    assert "id 2 of 2: no enrollment has it" in str(failed)


def test_a_service_that_cannot_be_reached_is_told_once_with_what_to_do(world: World, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: refused
        there = f"127.0.0.1:{taken.getsockname()[1]}"
        target = world.record(world.mac).push
        words = ("--token", target.token.hex(), "--magic", target.push_magic)
        given = (
            "--certificate",
            str(world.certificate),
            "--apns-endpoint",
            there,
            "--apns-ca",
            str(world.ca),
        )
        done = CliRunner().invoke(app, ["push", *words, *given])

    assert 1 == done.exit_code
    assert 1 == done.stderr.count("push connection failed")
    assert "NoConnection: Connection refused; see to the network, --apns-port" in done.stdout


def test_a_certificate_that_the_service_does_not_accept_is_told() -> None:
    summary = push_summary.Summary(last_error="TLS: TLSV1_ALERT_UNKNOWN_CA")
    summary.reasons[PushFate.UNSENT, "NoConnection"] = 1

    assert "does not accept this push certificate" in list(summary.lines())[-1]


def test_a_key_in_clear_that_others_can_read_is_warned_of(world: World) -> None:
    for mode, warned in ((0o644, True), (0o600, False)):
        world.certificate.chmod(mode)
        done = world.push("--all", "--certificate", str(world.certificate))
        assert (0, warned) == (done.exit_code, "others can read it: chmod 600" in done.stderr)


def test_authorities_that_are_none_are_told_with_their_file(world: World, tmp_path: Path) -> None:
    (tmp_path / "ca.der").write_bytes(b"0\x82")
    done = world.database.run("push", "--all", "--apns-ca", str(tmp_path / "ca.der"))
    assert "ca.der: expected certificates of authorities in PEM" in str(done.exception)


def test_many_failures_are_named_in_part(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    monkeypatch.setattr(push_summary, "_NAMED", 1)
    monkeypatch.setattr(push, "_RECEIPTS", 1)
    world.keep()
    world.apns.storm(Storm(status=400, reason="BadTopic"))

    assert "and 2 more; --json names them" in world.push("--all").stdout
    assert "BadTopic" == world.record(world.mac).push_failure


def test_a_bar_is_drawn_where_somebody_looks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert [1, 2, 3] == list(push_progress.counted([1, 2, 3], total=3, shown=True))
    drawn = capsys.readouterr()
    assert ("", True) == (drawn.out, "3/3" in drawn.err)
    assert [1] == list(push_progress.counted([1], total=None, shown=False))
    assert "" == capsys.readouterr().err


def test_the_certificate_of_a_database_is_shown_and_replaced(world: World) -> None:
    nothing = world.database.run("push-certificate")
    assert (1, True) == (nothing.exit_code, "there is none" in nothing.stdout)
    world.keep()
    again = world.database.run("push-certificate", str(world.certificate))
    assert "it was kept before" in again.stdout
    shown = world.database.run("push-certificate").stdout
    assert f"topic        {TOPIC}" in shown
    assert "PRIVATE" not in shown


def test_its_password_comes_from_a_file(world: World, tmp_path: Path) -> None:
    locked = fake_push_certificate(TOPIC, now=datetime.now(UTC)).to_pem(password="a long password")
    (tmp_path / "locked.pem").write_bytes(locked)
    (tmp_path / "password").write_text("a long password\n")
    words = (str(tmp_path / "locked.pem"), "--push-password-file", str(tmp_path / "password"))

    assert 0 == world.database.run("push-certificate", *words).exit_code


@pytest.mark.parametrize("endpoint", ["example.com", ":1", "a:b", "a:0", "a:99999"])
def test_another_service_is_a_host_and_a_port(world: World, endpoint: str) -> None:
    done = world.database.run("push", "--all", "--apns-endpoint", endpoint)
    assert "HOST:PORT" in str(done.exception)


def test_apple_has_two_ports(world: World) -> None:
    assert "443 and 2197" in str(world.database.run("push", "--all", "--apns-port", "80").exception)


def _events(store: Any) -> Any:
    from pymdm.service.verbs import EventsAfter

    return store.events_after([EventsAfter(consumer="test", limit=1000)])[0]
