"""``pymdm serve`` wakes devices by itself: a real process, a fake of Apple's service, a simulated Mac."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pymdm.apns.certificate import PushCertificate
from pymdm.cli.demo_stage import Admin, ServerProcess
from pymdm.crypto import SealKey
from pymdm.testing import FakeAPNs, SimulatedDevice, download_profile
from pymdm.testing.fake_apns import Storm
from pymdm.testing.push_certificates import fake_push_certificate

CODE, TOKEN = "enrollment-code-canary-7d1f", "admin-token-canary-93ab0c"
TOPIC = "com.apple.mgmt.External.11111111-2222-3333-4444-555555555555"
PATIENCE = 60.0


class House:
    """A folder with a database, a key, a push certificate, and the push service that takes it."""

    def __init__(self, folder: Path, apns: FakeAPNs) -> None:
        self.folder, self.apns = folder, apns
        self.database = folder / "pymdm.db"
        self.key = folder / "pymdm.key"
        self.key.write_text(SealKey.generate().to_text())
        self.key.chmod(0o600)
        self.ca = folder / "ca.pem"
        self.ca.write_bytes(apns.ca_pem)
        self.port = 0

    def write(self, name: str, certificate: PushCertificate) -> str:
        (self.folder / name).write_bytes(certificate.to_pem())
        return str(self.folder / name)

    @property
    def service(self) -> tuple[str, ...]:
        host, port = self.apns.endpoint
        return "--apns-endpoint", f"{host}:{port}", "--apns-ca", str(self.ca)

    def start(self, *options: str) -> ServerProcess:
        server = ServerProcess(
            url="https://mdm.example.com",
            topic="",
            stub_apns="",
            code=CODE,
            token=TOKEN,
            database=self.database,
            port=self.port,
            options=(*self.service, *options),
        )
        self.port = int(server.devices_url.rpartition(":")[2])
        return server

    def enroll(self, server: ServerProcess) -> SimulatedDevice:
        profile = download_profile(f"{server.devices_url}/enroll", code=CODE)
        mac = SimulatedDevice.from_profile(profile, platform="macOS", via=server.devices_url, seed="woken")
        mac.enroll()
        self.apns.register(mac)
        return mac

    def pymdm(self, *words: str) -> subprocess.CompletedProcess[str]:
        where = ("--database", str(self.database), "--seal-key", str(self.key))
        return subprocess.run(
            [sys.executable, "-m", "pymdm", *words, *where], capture_output=True, text=True, timeout=60
        )


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with FakeAPNs() as apns:
        yield House(tmp_path, apns)


def order(server: ServerProcess, mac: SimulatedDevice, uuid: str) -> None:
    desk = Admin(server.admin_url, TOKEN)
    place = f"/v1/enrollments/{mac.enrollment.id}/commands"
    desk.post(place, {"request_type": "ProfileList", "options": {"uuid": uuid}})
    desk.close()


def woken(house: House, pushes: int) -> list[str | None]:
    """Wait for so many pushes in all; gives what the woken device then fetches."""
    assert house.apns.wait_for(lambda apns: apns.accepted_count >= pushes, timeout=PATIENCE)
    return [step.command_uuid for _, steps in house.apns.deliver() for step in steps]


def test_a_command_wakes_its_device_also_after_a_restart_without_any_option_for_it(house: House) -> None:
    """F2, T66: the certificate is kept, and gives the topic; the service is strict about what a push says."""
    certificate = house.write("push.pem", house.apns.certificate_for(TOPIC))
    with house.start("--push-certificate", certificate) as server:
        mac = house.enroll(server)
        order(server, mac, "one")
        assert ["one"] == woken(house, 1)
        desk = Admin(server.admin_url, TOKEN)
        record = desk.get(f"/v1/enrollments/{mac.enrollment.id}")
        command = desk.get(f"/v1/enrollments/{mac.enrollment.id}/commands/one")
        desk.close()
    assert record["pushed_at"] is not None
    assert (TOPIC, None) == (record["topic"], record["push_failure"])
    assert "acknowledged" == command["state"]

    with house.start() as server:
        order(server, mac, "two")
        assert ["two"] == woken(house, 2)
    assert () == house.apns.violations


def test_a_refused_certificate_is_an_alarm_and_costs_no_command(house: House) -> None:
    """F35: and the next start, when Apple takes it again, sends what is due."""
    certificate = house.write("push.pem", house.apns.certificate_for(TOPIC))
    house.apns.storm(Storm(status=403, reason="BadCertificate"))
    with house.start("--push-certificate", certificate) as server:
        mac = house.enroll(server)
        order(server, mac, "one")
        assert house.apns.wait_for(lambda apns: bool(apns.answers), timeout=PATIENCE)
        order(server, mac, "two")
    assert 0 == house.apns.accepted_count
    house.apns.calm()
    with house.start() as server:
        assert ["one", "two"] == woken(house, 1)


def test_another_topic_is_refused_and_a_renewal_is_not(house: House) -> None:
    """F35: with another topic no device could be woken."""
    certificate = house.write("push.pem", house.apns.certificate_for(TOPIC))
    with house.start("--push-certificate", certificate) as server:
        house.enroll(server)
    other = house.write("other.pem", fake_push_certificate(TOPIC + "0", now=datetime.now(UTC)))
    words = ("--push-certificate", other, "--port", "0", "--admin-port", "0", "--stub-apns", "")
    refused = house.pymdm("serve", *words)
    assert 1 == refused.returncode
    assert "expected" in refused.stderr
    assert "Traceback" not in refused.stderr

    later = fake_push_certificate(TOPIC, now=datetime.now(UTC) + timedelta(minutes=1), ca=house.apns.push_ca)
    kept = house.pymdm("push-certificate", house.write("renewed.pem", later))
    assert (0, True) == (kept.returncode, "kept; a running server" in kept.stdout), kept.stderr


def test_devices_are_woken_from_the_command_line_while_the_server_runs(house: House) -> None:
    certificate = house.write("push.pem", house.apns.certificate_for(TOPIC))
    with house.start("--push-certificate", certificate) as server:
        mac = house.enroll(server)
        done = house.pymdm("push", mac.enrollment.id, *house.service)
        assert (0, "delivered") == (done.returncode, done.stdout.split()[0]), done.stderr
        assert [] == woken(house, 1)
    assert "canary" not in done.stdout + done.stderr
