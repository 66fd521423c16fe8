"""``pymdm serve`` on a database: what is there after each way to end, and when it refuses to begin."""

from __future__ import annotations

import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pymdm.cli.demo_stage import Admin, PushListener, ServerProcess
from pymdm.crypto import SealKey
from pymdm.testing import SimulatedDevice, download_profile

CODE, TOKEN = "enrollment-code-canary-7d1f", "admin-token-canary-93ab0c"
TOPIC = "com.apple.mgmt.External.11111111-2222-3333-4444-555555555555"
URL = "https://mdm.example.com"


class House:
    """A folder with a database and a key, and the servers that run on it one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "pymdm.db"
        self.key = folder / "pymdm.key"
        self.key.write_text(SealKey.generate().to_text())
        self.key.chmod(0o600)
        self.pushes = PushListener()
        self.port = 0

    def start(self, *options: str, **changed: Any) -> ServerProcess:
        chosen = {"url": URL, "topic": TOPIC, "code": CODE, "token": TOKEN, **changed}
        server = ServerProcess(
            stub_apns=self.pushes.address, database=self.database, port=self.port, options=options, **chosen
        )
        # Devices come back to where they have been.
        self.port = int(server.devices_url.rpartition(":")[2])
        return server

    def refused(self, *options: str) -> str:
        """What a start that fails says, in its one line (or few, about keys)."""
        words = ("--database", str(self.database), "--port", "0", "--admin-port", "0", *options)
        done = subprocess.run(
            [sys.executable, "-m", "pymdm", "serve", *words], capture_output=True, text=True, timeout=60
        )
        assert (1, "") == (done.returncode, done.stdout), done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr

    def said(self, *options: str) -> list[str]:
        """What a start says on standard error until it serves."""
        words = ("--database", str(self.database), *self.usual, "--port", "0", "--admin-port", "0", *options)
        process = subprocess.Popen(
            [sys.executable, "-m", "pymdm", "serve", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert process.stdout.readline()
        process.terminate()
        return process.communicate(timeout=60)[1].splitlines()

    @property
    def usual(self) -> tuple[str, ...]:
        return ("--seal-key", str(self.key))

    def device(self, server: ServerProcess, platform: Any = "macOS") -> SimulatedDevice:
        profile = download_profile(f"{server.devices_url}/enroll", code=CODE)
        device = SimulatedDevice.from_profile(
            profile, platform=platform, via=server.devices_url, seed=platform
        )
        device.enroll()
        return device


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    found = House(tmp_path)
    yield found
    found.pushes.close()


def admin(server: ServerProcess) -> Admin:
    return Admin(server.admin_url, TOKEN)


def order(server: ServerProcess, device: SimulatedDevice, uuid: str) -> None:
    place = f"/v1/enrollments/{device.enrollment.id}/commands"
    desk = admin(server)
    desk.post(place, {"request_type": "ProfileList", "options": {"uuid": uuid}})
    desk.close()


def asked(server: ServerProcess, path: str) -> dict[str, Any]:
    desk = admin(server)
    found = desk.get(path)
    desk.close()
    return found


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_after_a_restart_everything_goes_on(house: House, ending: signal.Signals) -> None:
    """F4, F17: devices, queue, events and CA are those of before, however the server ended."""
    with house.start() as before:
        mac = house.device(before)
        order(before, mac, "waits-through-the-restart")
        events = [event["id"] for event in asked(before, "/v1/events?limit=500")["events"]]
        before._process.send_signal(ending)
        before._process.wait(timeout=60)

    with house.start() as after:
        assert ["waits-through-the-restart"] == [step.command_uuid for step in mac.connect()]
        [record] = asked(after, "/v1/enrollments")["enrollments"]
        assert (mac.enrollment.id, "enrolled") == (record["id"]["id"], record["state"])
        later = [event["id"] for event in asked(after, "/v1/events?limit=500")["events"]]
        assert events == later[: len(events)]
        assert sorted(set(later)) == later
        assert {"held": None} == asked(after, "/v1/queues")
        assert house.device(after, "iOS").enrolled


def test_codes_tokens_url_and_topic_are_remembered(house: House) -> None:
    """What was given or made at the first start is good at the next one; nothing can be read back."""
    with house.start(code="", token="") as first:
        made = {name: first.ready[name] for name in ("enrollment_code", "admin_token")}
    with house.start(url="", topic="", code="", token="") as second:
        assert not made.keys() & second.ready.keys()
        desk = Admin(second.admin_url, made["admin_token"])
        assert [] == desk.get("/v1/enrollments")["enrollments"]
        desk.close()
        profile = download_profile(f"{second.devices_url}/enroll", code=made["enrollment_code"])
        assert f"{URL}/mdm".encode() in profile
        assert TOPIC.encode() in profile
    pages = b"".join(path.read_bytes() for path in house.folder.iterdir())
    assert not any(secret.encode() in pages for secret in made.values())


def test_a_token_that_is_given_replaces_the_one_before(house: House) -> None:
    newer = "admin-token-canary-the-second"
    with house.start():
        pass
    with house.start(token=newer):
        pass
    with house.start(token="") as third:
        desk = Admin(third.admin_url, newer)
        assert [] == desk.get("/v1/enrollments")["enrollments"]
        desk.close()


def test_without_a_key_nothing_begins_and_the_command_that_makes_one_is_shown(house: House) -> None:
    said = house.refused("--url", URL, "--topic", TOPIC)

    assert said.startswith("pymdm: a database needs a seal key")
    assert "    pymdm keys create mdm.key\n" in said
    assert not house.database.exists()


def test_another_key_is_refused_by_name(house: House) -> None:
    """T70"""
    with house.start():
        pass
    other = house.folder / "other.key"
    other.write_text(SealKey.generate().to_text())

    assert SealKey.from_file(house.key).current_id in house.refused("--seal-key", str(other))
    with house.start() as again:
        assert again.ready


def test_the_first_start_needs_to_be_told_where_it_is(house: House) -> None:
    assert "the first start needs --url" in house.refused(*house.usual)
    assert "the first start needs --topic" in house.refused(*house.usual, "--url", URL)


def test_a_change_that_would_lose_devices_is_refused(house: House) -> None:
    other = "com.apple.mgmt.External.99999999-2222-3333-4444-555555555555"
    moved = "https://other.example.com"
    with house.start() as first:
        mac = house.device(first)

    assert f"topic: expected {TOPIC}" in house.refused(*house.usual, "--topic", other)
    assert f"url: expected {URL}" in house.refused(*house.usual, "--url", moved)
    with house.start("--url-moved", url=moved) as second:
        assert [] == mac.connect()
        profile = download_profile(f"{second.devices_url}/enroll", code=CODE)
        assert f"{moved}/mdm".encode() in profile


def test_what_profiles_say_is_remembered_and_a_change_of_proof_is_told(house: House) -> None:
    secret = house.folder / "proxy-secret"
    secret.write_text("5e0c3b7a9d1f4862b3c5d7e9f1a2b4c6")
    options = ("--separate-checkin", "--enroll-with", "pkcs12")
    with house.start(*options) as first:
        mac = house.device(first)
    with house.start() as second:
        profile = download_profile(f"{second.devices_url}/enroll", code=CODE)
        assert b"/checkin" in profile
        assert b"com.apple.security.pkcs12" in profile
        assert [] == mac.connect()

    assert "separate-checkin: expected yes" in house.refused(*house.usual, "--no-separate-checkin")
    words = ("--identity", "proxy", "--proxy-secret-file", str(secret))
    lines = house.said(*words)
    assert any("Devices enrolled under --identity signature are refused" in line for line in lines), lines
    assert "--identity proxy needs --proxy-secret-file" in house.refused(*house.usual)


def test_a_database_of_a_newer_version_is_refused(house: House) -> None:
    """F27"""
    with house.start():
        pass
    with sqlite3.connect(house.database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    assert "a newer pymdm has made" in house.refused(*house.usual)


def test_a_restored_backup_holds_its_queues_until_somebody_releases_them(house: House) -> None:
    """F28: what was acknowledged after the backup is not sent a second time without anybody's knowing."""
    with house.start() as first:
        mac = house.device(first)
        order(first, mac, "done-after-the-backup")
    backup = house.folder / "backup.db"
    shutil.copy(house.database, backup)
    with house.start() as second:
        assert ["done-after-the-backup"] == [step.command_uuid for step in mac.connect()]
        second.kill()

    for path in house.folder.glob("pymdm.db-*"):
        path.unlink()
    shutil.copy(backup, house.database)
    with house.start() as restored:
        held = asked(restored, "/v1/queues")["held"]
        assert "restored backup" in held["why"]
        assert [] == mac.connect()
        restored.kill()
    with house.start() as still:
        assert asked(still, "/v1/queues")["held"]
        assert [] == mac.connect()
        words = ("queue", "release", "--database", str(house.database), "--seal-key", str(house.key))
        subprocess.run([sys.executable, "-m", "pymdm", *words], check=True, capture_output=True, timeout=60)
        assert ["done-after-the-backup"] == [step.command_uuid for step in mac.connect()]


def test_people_are_told_that_queues_are_held_and_where_everything_is(house: House) -> None:
    with house.start("--hold-queues", "moving house"):
        pass
    lines = house.said()

    assert f"Everything is kept in {house.database}" in lines[0]
    assert "QUEUES ARE HELD, no command leaves: moving house" in lines[1]
    assert f"pymdm queue release --database {house.database} --seal-key {house.key}" in lines[2]


def test_a_request_that_is_under_way_is_answered_before_the_end(house: House) -> None:
    """F18: half of a message is there when SIGTERM comes; the other half is waited for, and answered."""
    with house.start() as server:
        body = f"code={CODE}".encode()
        head = f"POST /enroll HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        with socket.create_connection(("127.0.0.1", house.port), timeout=60) as connection:
            # A first answer, so that the server has this connection.
            connection.sendall(b"HEAD /enroll HTTP/1.1\r\nHost: x\r\n\r\n")
            assert b"200 OK" in connection.recv(65536)
            connection.sendall(head + body[:5])
            server._process.send_signal(signal.SIGTERM)
            with pytest.raises(subprocess.TimeoutExpired):
                server._process.wait(timeout=0.5)
            connection.sendall(body[5:])
            answer = b""
            while part := connection.recv(65536):
                answer += part

        assert answer.startswith(b"HTTP/1.1 200 OK")
        assert b"com.apple.mdm" in answer
        assert 0 == server._process.wait(timeout=60)
        assert "Traceback" not in server.log()


def test_a_stolen_database_tells_no_secret(house: House) -> None:
    """T69, T86: neither the CA's key, nor codes, tokens and challenges, nor what devices escrow."""
    with house.start() as server:
        mac = house.device(server)
        phone = house.device(server, "iOS")
        mac.set_bootstrap_token(b"bootstrap-token-canary")
        desk = admin(server)
        keys = {"request_type": "DeviceLock", "keys": {"PIN": "480215"}}
        desk.post(f"/v1/enrollments/{mac.enrollment.id}/commands", keys)
        desk.close()
        server.kill()
    pages = b"".join(path.read_bytes() for path in house.folder.glob("pymdm.db*"))
    targets = [device.push_target for device in (mac, phone)]
    secrets = [b"bootstrap-token-canary", b"480215", CODE.encode(), TOKEN.encode(), b"PRIVATE KEY"]
    secrets += [form for target in targets for form in (target.push_magic.encode(), target.token)]

    assert [] == [secret for secret in secrets if secret in pages]
    assert mac.machine.udid.encode() in pages
