"""A world to break: one database, a server in a process of its own, a fleet of devices and an oracle.

The server is ``pymdm serve``, run by ``pymdm.testing.failpoints`` where it is to die at a named step.  All
that it writes and answers is kept, to be searched for secrets at the end.
"""

from __future__ import annotations

import random
import shutil
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import attrs
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
from tests.chaos.life import TOPIC, URL, Life
from tests.chaos.nursery import Nursery

SETTINGS = EnrollmentSettings(server_url=f"{URL}/mdm", topic=TOPIC)
PLATFORMS = ("macOS", "iOS", "tvOS", "iPadOS")

#: Identities that a new world has in store; no test enrolls more devices.
MAX_DEVICES = 8


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
