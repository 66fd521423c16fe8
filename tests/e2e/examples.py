"""What the tests of the examples share: environment, devices, and servers in processes of their own."""

from __future__ import annotations

import contextlib
import functools
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs

from pymdm.crypto import CertificateAuthority, SealKey
from pymdm.testing import EnrollmentSettings, SimulatedDevice, SimulatedIdentity
from tests.support import ROOT

from .running import NOW, TOPIC

URL = "https://mdm.example.com/mdm"


@functools.cache
def authority() -> CertificateAuthority:
    return CertificateAuthority.create("Example device CA", now=NOW)


def environment(folder: Path) -> dict[str, str]:
    """What every example is told by variables, with the files that they name."""
    (folder / "ca.pem").write_bytes(authority().certificate_pem)
    key = folder / "mdm.key"
    key.touch(mode=0o600)
    key.write_text(SealKey.generate().to_text())
    return {
        "MDM_CA": str(folder / "ca.pem"),
        "MDM_KEY": str(key),
        "MDM_DATABASE": str(folder / "mdm.sqlite3"),
    }


def device(**options: Any) -> SimulatedDevice:
    issued = authority().issue_identity(common_name="a device", now=datetime.now(UTC))
    assert issued.key is not None
    return SimulatedDevice(
        EnrollmentSettings(server_url=URL, topic=TOPIC),
        identity=SimulatedIdentity(certificate=issued.certificate, key=issued.key),
        **options,
    )


def enrolls_and_answers(device: SimulatedDevice) -> None:
    """The example greets a device with one command."""
    assert 200 == device.enroll().status
    [step] = device.connect()
    assert ("DeviceInformation", "Acknowledged") == (step.request_type, step.status)


def is_told(device: SimulatedDevice, line: str) -> bool:
    """Whether a line is what the examples print of the device's answer."""
    return "ACKNOWLEDGED" in line.upper() and device.machine.serial_number in line


@attrs.frozen(kw_only=True)
class Process:
    """A program that runs beside the test."""

    process: subprocess.Popen[str]
    port: int

    def line_with(self, text: str) -> str:
        """The next line that it prints with this text; waits for it, and fails when the program ends."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if text in line:
                return line
        raise AssertionError(f"the program has ended with {self.process.wait()} and not said {text!r}")


@contextlib.contextmanager
def process(
    *command: str, environ: Mapping[str, str], listener: socket.socket | None = None
) -> Iterator[Process]:
    """Run a program of this Python; it inherits the socket that it is to listen at, if there is one."""
    started = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, **environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        pass_fds=[listener.fileno()] if listener else [],
    )
    try:
        yield Process(process=started, port=listener.getsockname()[1] if listener else 0)
    finally:
        started.terminate()
        started.communicate(timeout=60)


@contextlib.contextmanager
def uvicorn(app: str, environ: Mapping[str, str]) -> Iterator[Process]:
    """Serve a factory of an ASGI application; the socket listens before the program runs."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        command = ("-m", "uvicorn", "--factory", app, "--fd", str(listener.fileno()))
        with process(*command, environ=environ, listener=listener) as started:
            yield started
