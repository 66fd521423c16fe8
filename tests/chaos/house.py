"""A service on a database file in this process, with devices and an oracle: for faults of conversations.

What has to be killed runs in a process of its own, see ``world``.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from pymdm import commands
from pymdm.adapters.wsgi import device_app
from pymdm.crypto import CertificateAuthority, SealKey
from pymdm.service import MDMService
from pymdm.stores.sqlite import SQLiteStore
from pymdm.testing import (
    Audit,
    Checker,
    EnrollmentSettings,
    Orders,
    Reply,
    SimulatedDevice,
    SimulatedIdentity,
    StubAPNs,
    WireRequest,
    wsgi_sender,
)
from pymdm.testing.channel import SimulatedChannel

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
TOPIC = "com.apple.mgmt.External.11111111-2222-3333-4444-555555555555"
SETTINGS = EnrollmentSettings(server_url="https://mdm.example.com/mdm", topic=TOPIC)
AUTHORITY = CertificateAuthority.create("Identity CA of these tests", now=NOW)


class House:
    """``reopen`` is what a restart does to a store."""

    def __init__(self, folder: Path, *, seed: int, clock: Callable[[], datetime] = lambda: NOW) -> None:
        print(f"seed {seed}")  # noqa: T201 - shown where a test fails
        self.path = folder / "mdm.db"
        self.seal = SealKey.generate()
        self.rng = random.Random(seed)
        self.orders, self.apns = Orders(), StubAPNs()
        self.channels: list[SimulatedChannel] = []
        self._seed, self._clock = seed, clock
        self.open()
        self._checker = Checker(self.orders, self.channels)
        self._checker.watch(self.store)

    def open(self) -> None:
        self.store = SQLiteStore(self.path, seal=self.seal)
        self.mdm = MDMService(
            self.store,
            identity=AUTHORITY.trust_store().mdm_signature(),
            push=self.apns,
            clock=self._clock,
        )
        self._deliver = wsgi_sender(device_app(self.mdm))

    def reopen(self) -> None:
        self.store.close()
        self.open()

    def send(self, request: WireRequest) -> Reply:
        return self._deliver(request)

    def device(self, platform: str = "macOS", **options: Any) -> SimulatedDevice:
        """An enrolled device with an identity of the CA; EC keys, because they are quick to make."""
        key = ec.generate_private_key(ec.SECP256R1())
        issued = AUTHORITY.issue_identity(common_name="Device", now=NOW, public_key=key.public_key())
        device = SimulatedDevice(
            SETTINGS,
            platform=platform,  # type: ignore[arg-type]
            identity=SimulatedIdentity(certificate=issued.certificate, key=key),
            send=self.send,
            seed=f"{self._seed} {len(self.channels)}",
            **options,
        )
        assert 200 == device.enroll().status
        self.know(device)
        return device

    def know(self, channel: SimulatedChannel) -> None:
        self.channels.append(channel)
        self.apns.register(channel)

    def order(self, channel: SimulatedChannel, command: Any = None, **options: Any) -> str:
        """Queue a command, known to the oracle before and after."""
        enrollment = channel.enrollment
        uuid = options.pop("uuid", None) or f"u{len(self.orders) + 1}"
        self.orders.ask(enrollment.id, uuid)
        done = self.mdm.enqueue(enrollment, command or commands.ProfileList(), uuid=uuid, **options)
        self.orders.accept(enrollment.id, done)
        return done

    def state(self, channel: SimulatedChannel, uuid: str) -> str:
        return self.mdm.command(channel.enrollment, uuid).state.value

    def audit(self) -> Audit:
        """What the checker finds in the database as it is on the disk now."""
        self.reopen()
        audit = self._checker.check(self.store)
        assert not audit.differences, str(audit)
        return audit

    def close(self) -> None:
        self.store.close()
