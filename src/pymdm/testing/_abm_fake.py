"""`FakeABM`: Apple's Business and School Manager API, in memory or on a loopback port, with its rules."""

from __future__ import annotations

import random
import sys
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal, Self
from urllib.parse import urlsplit

import attrs

from pymdm._flow import HttpResponse
from pymdm.errors import TransportError
from pymdm.testing._abm_chaos import ABM_CALM, ABMChaos
from pymdm.testing._abm_service import ABMService
from pymdm.testing._abm_state import ABMRequest, ABMWrite, Organization
from pymdm.testing._abm_tokens import APIAccount, Bearers
from pymdm.testing._abm_words import Denied
from pymdm.testing._apns_tls import web_context
from pymdm.testing._dep_meddling import PAGE, after_answer
from pymdm.testing._dep_words import http_date
from pymdm.testing._fake_clock import FakeClock
from pymdm.testing._loopback import BROKEN, Loopback

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

    from pymdm._flow import HttpRequest

__all__ = ["FakeABM"]

#: Seconds that a bearer is good for, as Apple's.
_LIFE: Final = 3600


class FakeABM:
    """The API of Apple Business Manager (or School Manager) for tests, with its token endpoint.

    Args:
        devices: How many the organization has at the start; none of them is assigned.
        servers: The names of its device management services.
        kind: Of the account.
        chaos: What goes wrong.  By default `ABMChaos.mild` with a seed that is rolled anew each time and told
            on stderr; None: nothing goes wrong.
        seed: The seed of the default chaos, to repeat a run; also of account, key and ids.
        now: The clock; by default a `FakeClock` that begins with the machine's time, and is `clock`.
        polls: How often an activity is still in progress when it is asked about.
        page: Resources of a page at most, whatever was asked for.
        life: Seconds that a bearer is good for.
        tls: ``"own"``: HTTPS with an authority of its own, which is `ca_pem`.
    """

    def __init__(
        self,
        *,
        devices: int = 0,
        servers: tuple[str, ...] = ("First", "Second"),
        kind: Literal["business", "school"] = "business",
        chaos: ABMChaos | Literal["mild"] | None = "mild",
        seed: int | None = None,
        now: Callable[[], datetime] | None = None,
        polls: int = 2,
        page: int = 1000,
        life: int = _LIFE,
        tls: Literal["none", "own"] = "none",
    ) -> None:
        self._told = ""
        if chaos == "mild":
            rolled = seed if seed is not None else random.SystemRandom().getrandbits(32)
            self._told = f"FakeABM(seed={rolled}) repeats what this API did wrong"
            chaos = ABMChaos.mild(rolled)
        elif chaos is None:
            chaos = attrs.evolve(ABM_CALM, seed=seed or 0)
        self.chaos = chaos
        self.clock = FakeClock()
        self._now: Callable[[], datetime] = now if now is not None else self.clock
        self.account = APIAccount.made(chaos.seed, kind)
        self.ca_pem = b""
        self._of = Organization(chaos=chaos, polls=polls, page=page)
        self._bearers = Bearers(self.account, seed=chaos.seed, life=life)
        self._service = ABMService(self._of, self._bearers)
        self._lock = threading.RLock()
        self._tls = tls
        self._loopback: Loopback | None = None
        self._base_url = f"https://api-{kind}.example"
        self._leaks: list[str] = []
        self._of.grow(devices, now=self._now())
        self._ids = {name: self._of.add_server(name, now=self._now()) for name in servers}

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
            error.add_note(self._told or f"the API did this on purpose: {self.chaos}")

    @property
    def base_url(self) -> str:
        """Where requests go, also of one that has been stopped."""
        return self._base_url

    @property
    def token_url(self) -> str:
        """Where assertions go.  Their ``aud`` stays Apple's address, wherever the fake is."""
        return f"{self._base_url}/auth/oauth2/v2/token"

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
            now, number, code = self._now(), len(self._of.requests) + 1, ""
            self._look_for_leaks(request)
            try:
                self._meddle(request, now)
                response = self._service.answer(request, number=number, now=now)
            except Denied as denied:
                code = denied.code
                response = denied.response(number)
            response = attrs.evolve(response, headers={"Date": http_date(now), **response.headers})
            if code == PAGE:
                headers = {**response.headers, "Content-Type": "text/html"}
                response, code = attrs.evolve(response, headers=headers, body=PAGE.encode()), ""
            ending = "drop" if response.status == 0 else after_answer(self._of)
            record = ABMRequest(
                number=number,
                at=now,
                method=request.method,
                path=request.path,
                status=response.status,
                code=code,
                ending=ending,
            )
            self._of.requests.append(record)
            return response, ending

    # What there is, and what happens to it.

    @property
    def servers(self) -> Mapping[str, str]:
        """The id of each server, by its name."""
        return dict(self._ids)

    @property
    def serials(self) -> list[str]:
        """The serial numbers of all devices."""
        with self._lock:
            return list(self._of.devices)

    def truth(self) -> Mapping[str, str | None]:
        """The id of the server of each device, by serial number; None: it is not assigned."""
        with self._lock:
            return self._of.truth()

    def assign(self, serial_number: str, server: str | None) -> None:
        """Assign a device to the server of this id, or to none, as by hand in the portal."""
        with self._lock:
            self._of.assign(serial_number, server, now=self._now())

    def fail(self, *serial_numbers: str) -> None:
        """Let activities fail for these devices, and for no others."""
        with self._lock:
            self._of.failing = set(serial_numbers)

    def revoke_bearers(self) -> None:
        """Answer 401 to all bearers that were given until now."""
        with self._lock:
            self._bearers.revoke_all()

    # What happened.

    @property
    def requests(self) -> tuple[ABMRequest, ...]:
        """All requests, in their order, also those whose connection broke."""
        with self._lock:
            return tuple(self._of.requests)

    @property
    def writes(self) -> tuple[ABMWrite, ...]:
        """All activities that were accepted."""
        with self._lock:
            return tuple(self._of.writes)

    @property
    def bearers_given(self) -> int:
        """How many bearers the token endpoint has given."""
        return self._bearers.made

    @property
    def leaks(self) -> tuple[str, ...]:
        """Where a bearer went that must not have it: other hosts in memory, and downloads (T65)."""
        with self._lock:
            return tuple(self._leaks)

    def _look_for_leaks(self, request: HttpRequest) -> None:
        found = urlsplit(request.url)
        carried = any(name.lower() == "authorization" for name in request.headers)
        foreign = f"{found.scheme}://{found.netloc}" != self._base_url
        if carried and (foreign or found.path.startswith("/download/")):
            self._leaks.append(f"{found.scheme}://{found.netloc}{found.path}")

    def _meddle(self, request: HttpRequest, now: datetime) -> None:
        chaos, of = self.chaos, self._of
        if of.roll(chaos.drop_before):
            raise Denied(0, "")
        if of.roll(chaos.broken):
            raise Denied(of.rng.choice((500, 502, 504)), PAGE)
        if of.roll(chaos.throttle):
            seconds = chaos.retry_after
            when = of.rng.choice((str(seconds), http_date(now + timedelta(seconds=seconds))))
            raise Denied(429, "RATE_LIMIT_EXCEEDED", "Too many requests", headers={"Retry-After": when})
