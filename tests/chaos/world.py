"""A world to break: one database, a server in a process of its own, a fleet of devices and an oracle.

The server is ``pymdm serve``, run by ``pymdm.testing.failpoints`` where it is to die at a named step.  All
that it writes and answers is kept, to be searched for secrets at the end.
"""

from __future__ import annotations

import json
import os
import queue
import random
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import attrs
import httpx
from cryptography.hazmat.primitives.asymmetric import ec

from pymdm.cli.demo_stage import PushListener
from pymdm.crypto import SealKey
from pymdm.errors import TransportError
from pymdm.server.authorities import keep_authorities
from pymdm.server.kept import KeptState
from pymdm.service import EnrollmentSession
from pymdm.service.verbs import IssueIdentity
from pymdm.stores.sqlite import SQLiteStore
from pymdm.testing import (
    Audit,
    Canaries,
    Checker,
    Ending,
    EnrollmentSettings,
    Orders,
    Reply,
    SimulatedDevice,
    SimulatedIdentity,
    WireRequest,
)
from pymdm.testing.canaries import database_files
from pymdm.testing.channel import SimulatedChannel
from pymdm.testing.failpoints import Pause
from pymdm.testing.wire import Send
from tests.chaos.nursery import Child, Nursery

URL = "https://mdm.example.com"
TOPIC = "com.apple.mgmt.External.11111111-2222-3333-4444-555555555555"
SETTINGS = EnrollmentSettings(server_url=f"{URL}/mdm", topic=TOPIC)
PLATFORMS = ("macOS", "iOS", "tvOS", "iPadOS")

#: Identities that a new world has in store; no test enrolls more devices.
MAX_DEVICES = 8

# Everything happens on one machine within milliseconds; a minute forgives a busy one.
PATIENCE_SECONDS = 60.0


@attrs.frozen
class Template:
    """A database with a CA and identities, made once: to make keys takes longer than to copy a file."""

    database: Path
    seal: SealKey
    identities: tuple[SimulatedIdentity, ...]
    authority_key: bytes = attrs.field(repr=False)

    @classmethod
    def make(cls, folder: Path) -> Template:
        database, seal, now = folder / "mdm.db", SealKey.generate(), datetime.now(UTC)
        with SQLiteStore(database, seal=seal) as store:
            authority = keep_authorities(KeptState(store, clock=lambda: now), now=now).current
            identities = []
            for number in range(MAX_DEVICES):
                key = ec.generate_private_key(ec.SECP256R1())
                issued = authority.issue_identity(common_name="Device", now=now, public_key=key.public_key())
                session = EnrollmentSession(
                    id=f"session {number}", created_at=now, expires_at=now + timedelta(days=1)
                )
                verb = IssueIdentity(
                    session=session, fingerprint=issued.fingerprint, not_after=issued.not_after, at=now
                )
                store.identities([verb])
                identities.append(SimulatedIdentity(certificate=issued.certificate, key=key))
            Checker(Orders(), []).watch(store)
        return cls(database, seal, tuple(identities), authority.to_pem())


class World:
    """One run: what was ordered, who was enrolled, and every life of the server."""

    def __init__(self, template: Template, folder: Path, *, seed: int, nursery: Nursery | None) -> None:
        print(f"seed {seed}")  # noqa: T201 - shown where a test fails
        self.seed, self.rng, self.folder = seed, random.Random(seed), folder
        self.database, self.key_file = folder / "mdm.db", folder / "mdm.key"
        self.template, self.nursery = template, nursery
        # With what is beside it: a database that comes alone is held, as a backup would be (F28).
        for name in database_files(template.database):
            shutil.copy(template.database.with_name(name), folder / name)
        self.key_file.touch(mode=0o600)
        self.key_file.write_text(template.seal.to_text())
        self.canaries = Canaries(seed=seed)
        self.code = self.canaries.plant("enrollment code", length=32)
        self.token = self.canaries.plant("admin token", length=32)
        for number, line in enumerate(template.seal.to_text().split()):
            if len(line) > 40:
                self.canaries.add(f"seal key {number}", line)
        self.canaries.add("CA key", template.authority_key.split(b"-----")[2].replace(b"\n", b"")[:64])
        self.orders = Orders()
        self.channels: list[SimulatedChannel] = []
        self.pushes = PushListener()
        # A server that dies in the middle of a push is what these tests are about, and nothing to print.
        self.pushes._server.handle_error = lambda *_: None  # type: ignore[method-assign]
        self.lives: list[Life] = []
        self.answers: list[bytes] = []
        self._checker = Checker(self.orders, self.channels)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for life in self.lives:
            life.end()
        self.pushes.close()

    # ── the server ───────────────────────────────────────────────────────────────────────────────

    def start(
        self, *failpoints: str, options: Iterable[str] = (), pause: Pause | None = None, fresh: bool = False
    ) -> Life:
        """Begin a life of the server, with arguments for ``pymdm.testing.failpoints``; devices follow it.

        ``fresh`` starts an interpreter for it.
        """
        life = Life(self, list(failpoints), list(options), pause=pause, fresh=fresh)
        self.lives.append(life)
        for channel in self.channels:
            if isinstance(channel, SimulatedDevice):
                channel.reroute(life.devices_url)
        return life

    # ── devices ──────────────────────────────────────────────────────────────────────────────────

    def device(self, via: str | None = None) -> SimulatedDevice:
        """A new device, not enrolled yet; its tokens are canaries."""
        number = len(self.channels)
        device = SimulatedDevice(
            SETTINGS,
            platform=PLATFORMS[number % len(PLATFORMS)],  # type: ignore[arg-type]
            identity=self.template.identities[number],
            via=via,
            seed=f"{self.seed} {number}",
        )
        self.know(device)
        return device

    def enroll(self, life: Life, count: int = 1) -> list[SimulatedDevice]:
        """New devices, enrolled."""
        made = [self.device(life.devices_url) for _ in range(count)]
        assert [200] * count == [device.enroll().status for device in made]
        return made

    def know(self, device: SimulatedDevice) -> None:
        number = len(self.channels)
        self.channels.append(device)
        self.canaries.add(f"push token {number}", device.push_target.token)
        self.canaries.add(f"push magic {number}", device.push_target.push_magic)
        if device.machine.unlock_token:
            self.canaries.add(f"unlock token {number}", device.machine.unlock_token)

    def drive(self, devices: Iterable[SimulatedDevice] | None = None) -> bool:
        """Let all devices, and their users, talk until their queues are empty; False if one could not."""
        chosen = [c for c in self.channels if isinstance(c, SimulatedDevice)] if devices is None else devices

        def all_of(device: SimulatedDevice) -> bool:
            return all(until_quiet(channel) for channel in (device, *device.users))

        return all(at_once([lambda device=device: all_of(device) for device in chosen]))  # type: ignore[misc]

    # ── the oracle ───────────────────────────────────────────────────────────────────────────────

    def store(self) -> SQLiteStore:
        """The database, opened in this process: beside a server that runs, or after one that has ended."""
        return SQLiteStore(self.database, seal=self.template.seal)

    def audit(self) -> Audit:
        """Compare everything; then look for the canaries wherever no secret may be."""
        with self.store() as store:
            audit = self._checker.check(store)
        assert not audit.differences, str(audit)
        self.scan()
        return audit

    def scan(self) -> None:
        """T65, T69, T71, F49: no canary in logs, answers, and any byte of the database and its files."""
        found = self.canaries.scan(
            {
                **database_files(self.database),
                **{f"log of life {n}": life.log() for n, life in enumerate(self.lives)},
                **{f"answer {n}": body for n, body in enumerate(self.answers)},
            }
        )
        assert () == found, found


def at_once(calls: Iterable[Callable[[], Any]]) -> list[Any]:
    """All calls in threads of their own; their results in order.  What one raises is raised here."""
    outcomes: list[Any] = []

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            outcomes[place] = call()
        except BaseException as error:
            outcomes[place] = error

    threads = []
    for place, call in enumerate(calls):
        outcomes.append(None)
        threads.append(threading.Thread(target=run, args=(place, call)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    return outcomes


def until_quiet(device: SimulatedChannel) -> bool:
    """Connect until the queue is empty; False when the connection breaks or the server refuses."""
    while device.enrolled:
        try:
            device.connect()
        except TransportError:
            return False
        if device.ending is Ending.EMPTY:
            return True
        if device.ending in {Ending.REFUSED, Ending.CUT}:
            return False
    return True


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


def cutting(after: Callable[[WireRequest], bool]) -> Callable[[Send], Send]:
    """A network that delivers everything and loses the answers to some requests."""

    def meddler(send: Send) -> Send:
        def meddling(request: WireRequest) -> Reply:
            reply = send(request)
            if after(request):
                raise TransportError("lost by the test", request_sent=True)
            return reply

        return meddling

    return meddler
