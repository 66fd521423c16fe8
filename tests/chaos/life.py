"""One run of the server's process: how it is started, asked, killed and told to end."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpx

from pymdm.testing import SimulatedDevice
from pymdm.testing.channel import SimulatedChannel
from pymdm.testing.failpoints import Pause
from tests.chaos.nursery import Child

if TYPE_CHECKING:
    from tests.chaos.world import World

__all__ = ["PATIENCE_SECONDS", "TOPIC", "URL", "Life", "Stillborn"]

URL = "https://mdm.example.com"
TOPIC = "com.apple.mgmt.External.11111111-2222-3333-4444-555555555555"

# Everything happens on one machine within milliseconds; a minute forgives a busy one.
PATIENCE_SECONDS = 60.0


class Stillborn(Exception):
    """The server has ended before it listened."""


class Life:
    """One run of the server's process."""

    def __init__(
        self, world: World, failpoints: list[str], options: list[str], *, pause: Pause | None, fresh: bool
    ) -> None:
        self.world = world
        self._log = world.folder / f"log {len(world.lives)}"
        arguments = [*failpoints, "--", "serve", "--json", "--port", "0", "--admin-port", "0"]
        arguments += ["--url", URL, "--topic", TOPIC, "--database", str(world.database)]
        arguments += ["--seal-key", str(world.key_file), "--stub-apns", world.pushes.address, *options]
        secrets = {"PYMDM_ENROLLMENT_CODE": world.code, "PYMDM_ADMIN_TOKEN": world.token}
        pipes = (pause.told, pause.go) if pause else ()
        if pause:
            arguments = ["--pause-pipes", "{0}", "{1}", *arguments]
        reading, writing = os.pipe()
        self._output = os.fdopen(reading, "rb")
        with self._log.open("wb") as log, os.fdopen(writing, "wb") as output:
            given = output.fileno(), log.fileno()
            spawn: Callable[..., Child | subprocess.Popen[bytes]] = _interpreter
            if world.nursery is not None and not fresh:
                spawn = world.nursery.spawn
            self.process = spawn(arguments, secrets, *given, *pipes)
        if pause:
            pause.hand_over()
        self._lines: queue.Queue[bytes] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.ready: dict[str, str] = {}
        self._client: httpx.Client | None = None

    def _read(self) -> None:
        with self._output:
            for line in self._output:
                self._lines.put(line)
        self._lines.put(b"")

    def wait_ready(self) -> Life:
        if self.ready:
            return self
        line = self._lines.get(timeout=PATIENCE_SECONDS)
        if not line:
            raise Stillborn(f"the server has ended with {self.wait()}: {self.log().decode()[-2000:]}")
        self.ready = json.loads(line)
        return self

    @property
    def devices_url(self) -> str:
        return self.wait_ready().ready["devices"]

    def log(self) -> bytes:
        return self._log.read_bytes()

    # ── its end ──────────────────────────────────────────────────────────────────────────────────

    def wait(self) -> int:
        """The exit status, once it has ended by itself."""
        return self.process.wait(PATIENCE_SECONDS)

    def kill(self) -> None:
        """SIGKILL: no handler, no farewell."""
        self.process.send_signal(signal.SIGKILL)
        assert -signal.SIGKILL == self.wait()

    def end(self) -> int:
        """SIGTERM, if it still runs; gives the exit status."""
        if self._client is not None:
            self._client.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.wait()

    # ── the admin's side ─────────────────────────────────────────────────────────────────────────

    def admin(self, method: str, path: str, body: object = None) -> httpx.Response:
        if self._client is None:
            self._client = httpx.Client(
                base_url=self.wait_ready().ready["admin"],
                headers={"Authorization": f"Bearer {self.world.token}"},
                timeout=PATIENCE_SECONDS,
                trust_env=False,
            )
        answer = self._client.request(method, path, json=body)
        self.world.answers.append(answer.content)
        return answer

    def order(
        self, device: SimulatedChannel, uuid: str, request_type: str = "ProfileList", **keys: Any
    ) -> int:
        """Ask for a command; the oracle knows of it before, and after it was accepted.

        Gives the status; 0 if there was no answer.
        """
        enrollment = device.enrollment.id
        self.world.orders.ask(enrollment, uuid)
        body = {"request_type": request_type, "keys": keys, "options": {"uuid": uuid}}
        try:
            answer = self.admin("POST", f"/v1/enrollments/{enrollment}/commands", body)
        except httpx.TransportError:
            return 0
        if answer.status_code in (200, 201):
            assert uuid == answer.json()["command_uuid"]
            self.world.orders.accept(enrollment, uuid)
        return answer.status_code

    def command(self, device: SimulatedDevice, uuid: str) -> dict[str, Any]:
        answer = self.admin("GET", f"/v1/enrollments/{device.enrollment.id}/commands/{uuid}")
        assert 200 == answer.status_code, answer.text
        return dict(answer.json())


def _interpreter(
    arguments: list[str], environment: dict[str, str], stdout: int, stderr: int, *others: int
) -> subprocess.Popen[bytes]:
    """What the nursery does, with an interpreter of its own."""
    command = [sys.executable, "-b", "-m", "pymdm.testing.failpoints"]
    return subprocess.Popen(
        [*command, *(text.format(*others) for text in arguments)],
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        pass_fds=others,
        env={**os.environ, **environment},
    )
