"""`FakeDEP`: Apple's enrollment service, in memory or on a loopback port, with its rules and with chaos."""

from __future__ import annotations

import random
import sys
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal, Self

import attrs

from pymdm._flow import HttpResponse
from pymdm.errors import TransportError
from pymdm.testing._apns_tls import web_context
from pymdm.testing._dep_chaos import DEP_CALM, DEPChaos, DEPStorm
from pymdm.testing._dep_login import IDLE, FakeToken, Gate
from pymdm.testing._dep_meddling import after_answer, before_answer, change_fleet
from pymdm.testing._dep_service import Answered, Service
from pymdm.testing._dep_state import DEPRequest, DEPWrite, State
from pymdm.testing._dep_tokens import token_json, token_p7m
from pymdm.testing._dep_words import Refused, error_response, http_date, stamp
from pymdm.testing._fake_clock import FakeClock
from pymdm.testing._loopback import BROKEN, Loopback

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import TracebackType

    from pymdm._flow import HttpRequest
    from pymdm.testing._dep_fleet import Fleet

__all__ = ["FakeDEP"]

_ACCOUNT: Final = {
    "server_name": "IT Department Server",
    "server_uuid": "677CAB70FE1811E2B7780800200C9A66",
    "facilitator_id": "facilitator1@example.com",
    "admin_id": "facilitator1@example.com",
    "org_name": "Sample Inc",
    "org_phone": "111-222-3333",
    "org_email": "orgadmin@example.com",
    "org_address": "12 Infinite Loop, Cupertino, California 95014",
    "org_id": "34567",
    "org_id_hash": "8f1a9d7b0c3e5f2a4b6d8e0f1a3c5e7f9b1d3f5a7c9e1b3d5f7a9c1e3b5d7f9a",
    "org_type": "org",
    "org_version": "v2",
}


class FakeDEP:
    """An enrollment service for tests: in memory with `send`, or on a loopback port in a ``with``.

        fake = FakeDEP(devices=200_000)
        fake.send(HttpRequest(method="GET", url=f"{fake.base_url}/session", headers=…))

        with FakeDEP(devices=10, chaos=None) as fake:
            ...  # talk HTTP to fake.base_url

    Args:
        devices: How many there are at the start.
        chaos: What goes wrong.  By default `DEPChaos.mild` with a seed that is rolled anew each time and told
            on stderr; None: nothing goes wrong.
        seed: The seed of the default chaos, to repeat a run; also of tokens and cursors.
        now: The clock; by default a `FakeClock` that begins with the machine's time, and is `clock`.
        session_idle: Seconds of rest after which a session is over.
        tls: ``"own"``: HTTPS with an authority of its own, which is `ca_pem`.

    Everything is logged in `requests` and `writes` before the answer leaves.
    """

    def __init__(
        self,
        *,
        devices: int = 0,
        chaos: DEPChaos | Literal["mild"] | None = "mild",
        seed: int | None = None,
        now: Callable[[], datetime] | None = None,
        session_idle: float = IDLE,
        tls: Literal["none", "own"] = "none",
    ) -> None:
        self._told = ""
        if chaos == "mild":
            rolled = seed if seed is not None else random.SystemRandom().getrandbits(32)
            self._told = f"FakeDEP(seed={rolled}) repeats what this enrollment service did wrong"
            chaos = DEPChaos.mild(rolled)
        elif chaos is None:
            chaos = attrs.evolve(DEP_CALM, seed=seed or 0)
        self.chaos = chaos
        self.clock = FakeClock()
        self._now: Callable[[], datetime] = now if now is not None else self.clock
        expiry = stamp(self._now() + timedelta(days=365))
        self.token = FakeToken.made(chaos.seed, expiry=expiry)
        self._state = State(chaos=chaos, account=_ACCOUNT, idle=session_idle)
        self._gate = Gate(self.token)
        self._service = Service(self._state, self._gate)
        self._lock = threading.RLock()
        self._tls = tls
        self._loopback: Loopback | None = None
        self._base_url = "https://mdmenrollment.example"
        self.ca_pem = b""
        self._state.fleet.grow(devices, now=self._now())

    # As a service.

    def start(self) -> Self:
        """Listen; ``with`` does it."""
        if self._loopback is not None:
            raise RuntimeError("expected a service that does not run yet; make another one")
        context = None
        if self._tls == "own":
            context, self.ca_pem = web_context(now=datetime.now(UTC))
        self._loopback = Loopback(self.exchange, tls=context, latency=self.chaos.latency_ms / 1000)
        self._base_url = self._loopback.base_url
        self._loopback.start()
        if self._told:
            sys.stderr.write(f"{self._told}\n")
        return self

    def stop(self) -> None:
        """End all connections and wait for the threads; truth and log stay."""
        loopback, self._loopback = self._loopback, None
        if loopback is not None:
            loopback.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if error is not None:
            error.add_note(self._told or f"the enrollment service did this on purpose: {self.chaos}")

    @property
    def base_url(self) -> str:
        """Where requests go, also of one that has been stopped; in memory any host is the right one."""
        return self._base_url

    def send(self, request: HttpRequest) -> HttpResponse:
        """Answer one request in the caller's thread: an `HttpSender`.

        Raises:
            TransportError: the chaos wanted that no answer comes, or the answer is above the request's limit.
        """
        response, ending = self.exchange(request)
        if ending != "whole":
            raise TransportError(BROKEN[ending])
        if len(response.body) > request.limit:
            raise TransportError(BROKEN["endless"])
        return response

    async def asend(self, request: HttpRequest) -> HttpResponse:
        """The same as an `AsyncHttpSender`."""
        return self.send(request)

    def exchange(self, request: HttpRequest) -> tuple[HttpResponse, str]:
        """The answer, and what is to become of it on its way: ``"whole"``, ``"drop"``, ``"half"``, …"""
        with self._lock:
            now, number = self._now(), len(self._state.requests) + 1
            word = ""
            try:
                before_answer(self._state, request, now=now)
                answered = self._service.answer(request, number=number, now=now)
            except Refused as refused:
                word = refused.word
                style = refused.style or self.chaos.error_style
                response = error_response(refused, style, self._state.rng)
                headers = {**response.headers, "Date": http_date(now)}
                answered = Answered(response=attrs.evolve(response, headers=headers))
            status = answered.response.status
            ending = "drop" if status == 0 else after_answer(self._state)
            record = DEPRequest(
                number=number,
                at=now,
                method=request.method,
                path=request.path,
                status=status,
                word=word,
                ending=ending,
                devices=answered.devices,
            )
            self._state.requests.append(record)
            change_fleet(self._state, now=now)
            return answered.response, ending

    # What there is, and what happens to it.

    def truth(self) -> dict[str, dict[str, Any]]:
        """Each device that is assigned to the server, by serial number, with Apple's names."""
        with self._lock:
            return self._state.fleet.truth()

    @property
    def fleet(self) -> Fleet:
        """The devices and their changes themselves; not safe while requests are answered."""
        return self._state.fleet

    @property
    def serials(self) -> list[str]:
        """The serial numbers, in the order of assignment."""
        with self._lock:
            return list(self._state.fleet.devices)

    def add(self, serial_number: str | None = None, **fields: Any) -> str:
        """Assign a device to the server; returns its serial number."""
        with self._lock:
            return self._state.fleet.add(serial_number, now=self._now(), **fields)

    def modify(self, serial_number: str, **fields: Any) -> None:
        """Change something about a device, such as ``asset_tag="304214"``."""
        with self._lock:
            self._state.fleet.modify(serial_number, now=self._now(), **fields)

    def remove(self, serial_number: str) -> None:
        """Take a device away from the server."""
        with self._lock:
            self._state.fleet.remove(serial_number, now=self._now())

    def pushed(self, serial_number: str) -> None:
        """The device has fetched its profile."""
        with self._lock:
            now = self._now()
            self._state.fleet.modify(
                serial_number, now=now, profile_status="pushed", profile_push_time=stamp(now)
            )

    def hide(self, serial_number: str) -> None:
        """Leave the changes of a device out of sync for a day, as happens to throttled ones."""
        with self._lock:
            self._state.fleet.hide(serial_number, now=self._now())

    def answer_device(self, serial_number: str, outcome: str, *, times: int | None = None) -> None:
        """Answer writes to a device with this outcome, such as FAILED or THROTTLED, so many times.

        Raises:
            ValueError: SUCCESS, which only a write itself can bring about.
        """
        if outcome == "SUCCESS":
            raise ValueError("expected an outcome other than SUCCESS")
        with self._lock:
            self._state.scripted[serial_number] = (outcome, times)

    @property
    def profiles(self) -> dict[str, dict[str, Any]]:
        """The profiles that were defined, by UUID."""
        with self._lock:
            return {name: dict(profile) for name, profile in self._state.profiles.items()}

    # What it does wrong, beside its chaos.

    def accept_terms(self, accepted: Literal["accepted", "unsigned"]) -> None:
        """``"unsigned"``: T_C_NOT_SIGNED for everything, until somebody accepts the terms."""
        self._state.terms_accepted = accepted == "accepted"

    def deny(self, *paths: str) -> None:
        """Answer ACCESS_DENIED to requests for these paths, and for no others."""
        self._state.access_denied = set(paths)

    def seed_program(self, tokens: Iterable[dict[str, str]] | None) -> None:
        """The beta tokens, each with title, os and token; None: AppleSeed for IT is turned off."""
        self._state.beta_tokens = None if tokens is None else [dict(token) for token in tokens]

    def storm(self, storm: DEPStorm) -> None:
        """Begin a storm; with ``count`` it ends by itself."""
        with self._lock:
            self._state.storms.append(storm)

    def calm(self) -> None:
        """End all storms."""
        with self._lock:
            self._state.storms.clear()

    def end_sessions(self) -> None:
        """Let all sessions expire now."""
        with self._lock:
            self._state.sessions.end_all()

    def token_file(self, certificate: bytes | None = None) -> bytes:
        """The server token as it is downloaded.

        Args:
            certificate: PEM or DER, with an RSA key: the token is encrypted to it, a ``.p7m`` file.
                Without, it is the JSON that is inside.
        """
        return token_json(self.token) if certificate is None else token_p7m(self.token, certificate)

    # What happened.

    @property
    def requests(self) -> tuple[DEPRequest, ...]:
        """All requests, in their order, also those whose connection broke."""
        with self._lock:
            return tuple(self._state.requests)

    @property
    def writes(self) -> tuple[DEPWrite, ...]:
        """All requests that were carried out and could change something."""
        with self._lock:
            return tuple(self._state.writes)

    @property
    def logins(self) -> int:
        """How many sessions were opened, rotations included."""
        return self._state.sessions.made
