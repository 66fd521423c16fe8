"""`FakeAPNs`: Apple's push service on a loopback port, with TLS, strict rules and scripted chaos."""

from __future__ import annotations

import random
import sys
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, Self

from pymdm.testing._apns_chaos import CALM, Chaos, Storm
from pymdm.testing._apns_loop import Loop
from pymdm.testing._apns_machine import FakeAPNsConnection
from pymdm.testing._apns_service import AcceptedPush, ConnectionRecord, Service
from pymdm.testing._apns_tls import server_context, topic_of
from pymdm.testing.apns import StubAPNs
from pymdm.testing.push_certificates import FAKE_TOPIC, FakePushCA, fake_push_certificate

if TYPE_CHECKING:
    import ssl
    from collections import Counter
    from collections.abc import Callable, Iterable
    from types import TracebackType

    from pymdm.apns.certificate import PushCertificate
    from pymdm.protocol.push import PushTarget
    from pymdm.testing._session import Step
    from pymdm.testing.channel import SimulatedChannel

__all__ = ["FakeAPNs"]


class FakeAPNs:
    """A push service for tests: HTTP/2 over TLS on a free port of 127.0.0.1, in a thread of its own.

        with FakeAPNs() as apns:
            certificate = apns.certificate_for(topic)
            client = APNsClient(certificate, endpoint=apns.endpoint, ca=apns.ca_pem)
            ...
            assert apns.accepted_count == 20_000

    Args:
        chaos: What goes wrong.  By default `Chaos.mild` with a seed that is rolled anew each time and told on
            stderr, and in a note of the exception that leaves the ``with``; None: nothing goes wrong.
        seed: The seed of the default chaos, to repeat a run.
        strict: The h2 library looks at every byte, too; False takes a tenth of the CPU.
        count_only: Keep no log of accepted pushes, only counts: for a million of them.
        devices: A `StubAPNs` whose devices are woken; `register` makes one by itself.
        push_ca: Who issues the push certificates that are let in; by default a new authority.
        trust: More authorities or single certificates that are let in, DER.

    All tokens are good until one is named by `know` or a device is registered.  Everything that starts with
    "accepted" is counted before the answer leaves.
    """

    def __init__(
        self,
        *,
        chaos: Chaos | Literal["mild"] | None = "mild",
        seed: int | None = None,
        strict: bool = True,
        count_only: bool = False,
        devices: StubAPNs | None = None,
        push_ca: FakePushCA | None = None,
        trust: Iterable[bytes] = (),
    ) -> None:
        self._told = ""
        if chaos == "mild":
            rolled = seed if seed is not None else random.SystemRandom().getrandbits(32)
            self._told = f"FakeAPNs(seed={rolled}) repeats what this push service did wrong"
            chaos = Chaos.mild(rolled)
        self.chaos = chaos if chaos is not None else CALM
        self.push_ca = push_ca if push_ca is not None else FakePushCA.create(now=datetime.now(UTC))
        self.refused_handshakes: list[str] = []
        self.connections: list[ConnectionRecord] = []
        self._strict = strict
        self._trust = (self.push_ca.certificate, *trust)
        self._service = Service(
            count_only=count_only, storms=self.chaos.storms, seed=self.chaos.seed, devices=devices
        )
        self._changed = threading.Condition()
        self._loop: Loop | None = None
        self._ca_pem = b""
        self._port = 0

    # Where it is.

    def start(self) -> Self:
        """Listen; ``with`` does it."""
        if self._loop is not None:
            raise RuntimeError("expected a service that does not run yet; make another one")
        context, self._ca_pem = server_context(now=datetime.now(UTC), client_authorities=self._trust)
        self._loop = Loop(context, _Host(self))
        self._port = self._loop.port
        self._loop.start()
        if self._told:
            sys.stderr.write(f"{self._told}\n")
        return self

    def stop(self) -> None:
        """Close all connections and wait for the thread; the log stays."""
        loop, self._loop = self._loop, None
        if loop is not None:
            loop.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if error is not None:
            error.add_note(self._told or f"the push service did this on purpose: {self.chaos}")

    @property
    def endpoint(self) -> tuple[str, int]:
        """Host and port, also of one that has been stopped."""
        return self.host, self._port

    @property
    def host(self) -> str:
        """The name that the certificate is good for, as are 127.0.0.1 and ::1; it listens on IPv4 only."""
        return "127.0.0.1"

    @property
    def port(self) -> int:
        """As the system chose it."""
        return self._port

    @property
    def ca_pem(self) -> bytes:
        """The root that a client has to trust."""
        return self._ca_pem

    def certificate_for(self, topic: str = FAKE_TOPIC) -> PushCertificate:
        """A push certificate that is let in, with its key."""
        return fake_push_certificate(topic, now=datetime.now(UTC), ca=self.push_ca)

    # What it knows.

    def know(self, *targets: PushTarget) -> None:
        """Only tokens named so are good from now on, each for its topic; others get BadDeviceToken."""
        for target in targets:
            self._service.know(target)

    def kill(self, token: bytes, *, since: datetime | None = None, reason: str = "Unregistered") -> None:
        """Answer pushes to this token with 410, dead ``since`` then, by default now; or with ExpiredToken."""
        self._service.kill(token, since=since, reason=reason)

    def register(self, *channels: SimulatedChannel) -> None:
        """Connect simulated devices and users: their tokens are the good ones, and pushes wake them."""
        if self._service.devices is None:
            self._service.devices = StubAPNs()
        self._service.devices.register(*channels)

    def deliver(self) -> list[tuple[SimulatedChannel, list[Step]]]:
        """Let every pushed device connect once, in the caller's thread; returns what each did."""
        return self._service.devices.deliver() if self._service.devices is not None else []

    # What it does wrong, beside its chaos.

    def storm(self, storm: Storm) -> None:
        """Begin a storm; with ``count`` it ends by itself."""
        self._service.rage(storm)

    def calm(self) -> None:
        """End all storms."""
        self._service.calm()

    def send_goaway(self) -> None:
        """Say GOAWAY on every connection there is; what has come is answered."""
        self._running.each(lambda peer: None if peer.machine is None else peer.machine.shut_down())

    def drop_connections(self) -> None:
        """End every connection there is with a TCP reset."""
        self._running.each(lambda peer: peer.drop())

    # What happened.

    @property
    def accepted(self) -> tuple[AcceptedPush, ...]:
        """All that were answered with 200, in that order; nothing with ``count_only``."""
        return tuple(self._service.accepted)

    @property
    def accepted_count(self) -> int:
        """How many were answered with 200."""
        return self._service.accepted_count

    @property
    def answers(self) -> Counter[tuple[int, str]]:
        """How often each (status, reason) other than 200 was answered."""
        return self._service.answers.copy()

    @property
    def goaways(self) -> int:
        """How many GOAWAY frames were sent."""
        return sum(record.goaways for record in self.connections)

    @property
    def violations(self) -> tuple[str, ...]:
        """What clients did against the protocol: one sentence for each connection that broke for it."""
        return tuple(record.broken for record in self.connections if record.broken is not None)

    def wait_for(self, condition: Callable[[FakeAPNs], bool], *, timeout: float = 60) -> bool:
        """Wait until the condition holds, looking whenever something happened; whether it does."""
        with self._changed:
            return self._changed.wait_for(lambda: condition(self), timeout)

    @property
    def _running(self) -> Loop:
        if self._loop is None:
            raise RuntimeError("expected a running service; use it in a with statement, or call start()")
        return self._loop

    def _welcome(self, sock: ssl.SSLSocket, now: float) -> FakeAPNsConnection | None:
        certificate = sock.getpeercert(binary_form=True)
        topic = topic_of(certificate) if certificate else None
        if sock.selected_alpn_protocol() != "h2":
            self.refused_handshakes.append("no ALPN h2")
        elif topic is None:
            self.refused_handshakes.append("no UID in the subject of the certificate")
        else:
            machine = FakeAPNsConnection(
                topic=topic,
                service=self._service,
                chaos=self.chaos,
                number=len(self.connections),
                strict=self._strict,
                now=now,
            )
            machine.record.tls = sock.version() or ""
            self.connections.append(machine.record)
            return machine
        return None


class _Host:
    """What the loop sees of the service."""

    def __init__(self, fake: FakeAPNs) -> None:
        self._fake = fake

    def welcome(self, sock: ssl.SSLSocket, now: float) -> FakeAPNsConnection | None:
        return self._fake._welcome(sock, now)  # noqa: SLF001 - its other half

    def refused(self, why: str) -> None:
        self._fake.refused_handshakes.append(why)

    def changed(self) -> None:
        with self._fake._changed:  # noqa: SLF001
            self._fake._changed.notify_all()  # noqa: SLF001
