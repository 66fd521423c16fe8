"""`FakeVPP`: Apple's Apps and Books, in memory or on a loopback port, with its rules and with chaos."""

from __future__ import annotations

import functools
import random
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Literal, Self
from urllib.parse import urlsplit

import attrs

from pymdm._flow import HttpResponse
from pymdm.errors import TransportError
from pymdm.testing._apns_tls import web_context
from pymdm.testing._dep_meddling import after_answer
from pymdm.testing._dep_words import http_date
from pymdm.testing._loopback import BROKEN, Loopback
from pymdm.testing._vpp_chaos import VPP_CALM, VPPChaos
from pymdm.testing._vpp_config import BASE
from pymdm.testing._vpp_legacy import LEGACY_BASE, LegacyService
from pymdm.testing._vpp_meddling import before_answer
from pymdm.testing._vpp_portal import Portal
from pymdm.testing._vpp_postman import HttpPost, Postman, posted
from pymdm.testing._vpp_service import VPPService
from pymdm.testing._vpp_state import VPPRequest
from pymdm.testing._vpp_words import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from pymdm._flow import HttpRequest
    from pymdm.testing._vpp_notes import VPPNotification

__all__ = ["FakeVPP"]

#: Notifications that the thread takes at a time, so that it can be stopped.
_AT_ONCE: Final = 50

#: The first app; those of `apps` follow it.
_FIRST_APP: Final = 361309726


class FakeVPP(Portal):
    """Apps and Books for tests: in memory with `send`, or on a loopback port in a ``with``.

        fake = FakeVPP(apps=50, licenses=20_000, chaos=None)
        fake.send(HttpRequest(method="GET", url=f"{fake.base_url}/assets", headers=…))

        with FakeVPP(apps=1, chaos=None) as fake:
            ...  # talk HTTP to fake.base_url

    Args:
        apps: How many apps the location has, from adamId 361309726 on.
        licenses: Of each of them.
        chaos: What goes wrong.  By default `VPPChaos.mild` with a seed that is rolled anew each time and told
            on stderr; None: nothing goes wrong.
        seed: The seed of the default chaos, to repeat a run; also of tokens, events and versions.
        now: The clock; by default a `FakeClock` that begins with the machine's time, and is `clock`.
        page: Rows of a page.
        polls: How often an event is still PENDING when it is asked about.
        delay: Seconds after which an event is done though nobody asks.
        post: What brings notifications to the address that the server told, from a thread of the ``with``;
            ``"http"``: an `HttpPost`.  By default `notifications` and `deliver` take them.
        tls: ``"own"``: HTTPS with an authority of its own, which is `ca_pem`.

    Everything is logged in `requests`, `writes` and `journal` before the answer leaves.
    """

    def __init__(
        self,
        *,
        apps: int = 0,
        licenses: int = 100,
        chaos: VPPChaos | Literal["mild"] | None = "mild",
        seed: int | None = None,
        now: Callable[[], datetime] | None = None,
        page: int = 1000,
        polls: int = 1,
        delay: float = 30,
        post: Callable[[HttpRequest], HttpResponse] | Literal["http"] | None = None,
        tls: Literal["none", "own"] = "none",
    ) -> None:
        self._told = ""
        if chaos == "mild":
            rolled = seed if seed is not None else random.SystemRandom().getrandbits(32)
            self._told = f"FakeVPP(seed={rolled}) repeats what this service did wrong"
            chaos = VPPChaos.mild(rolled)
        elif chaos is None:
            chaos = attrs.evolve(VPP_CALM, seed=seed or 0)
        super().__init__(chaos=chaos, now=now, page=page, polls=polls, delay=delay)
        self._service = VPPService(self._world, self._reach)
        self._legacy = LegacyService(self._world)
        self._post = HttpPost() if post == "http" else post
        self._tls = tls
        self._loopback: Loopback | None = None
        self._postman: Postman | None = None
        self.ca_pem = b""
        for number in range(apps):
            self.buy(str(_FIRST_APP + number), licenses)

    # As a service.

    def start(self) -> Self:
        """Listen; ``with`` does it."""
        if self._loopback is not None:
            raise RuntimeError("expected a service that does not run yet; make another one")
        context = None
        if self._tls == "own":
            context, self.ca_pem = web_context(now=datetime.now(UTC))
        self._loopback = Loopback(self.exchange, tls=context, latency=self.chaos.latency_ms / 1000)
        self._world.origin = self._loopback.base_url
        self._loopback.start()
        if self._post is not None:
            self._postman = Postman(functools.partial(self.deliver, self._post, most=_AT_ONCE))
            self._postman.start()
        if self._told:
            sys.stderr.write(f"{self._told}\n")
        return self

    def stop(self) -> None:
        """End all connections and wait for the threads; truth and logs stay.

        Raises:
            AssertionError: the fake's own books do not add up.
        """
        postman, self._postman = self._postman, None
        if postman is not None:
            postman.stop()
        loopback, self._loopback = self._loopback, None
        if loopback is not None:
            loopback.stop()
        if isinstance(self._post, HttpPost):
            self._post.close()
        self.check()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if error is not None:
            error.add_note(self._told or f"Apps and Books did this on purpose: {self.chaos}")

    @property
    def base_url(self) -> str:
        """Where requests of today's interface go, also of one that has been stopped."""
        return f"{self._world.origin}{BASE}"

    @property
    def legacy_url(self) -> str:
        """Where VPPServiceConfigSrv is, for ever, and the other services of 2014, until they move."""
        return f"{self._world.origin}{LEGACY_BASE}"

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
            now, number, code = self._now(), len(self._world.requests) + 1, 0
            try:
                self._look_for_leaks(request)
                before_answer(self._world, path=request.path, now=now)
                service = self._legacy if request.path.startswith(LEGACY_BASE) else self._service
                response = service.answer(request, number=number, now=now)
            except Refused as refused:
                code = refused.number
                response = refused.response()
            response = attrs.evolve(response, headers={"Date": http_date(now), **response.headers})
            ending = "drop" if response.status == 0 else after_answer(self._world)
            record = VPPRequest(
                number=number,
                at=now,
                method=request.method,
                path=request.path,
                query=urlsplit(request.url).query,
                status=response.status,
                code=code,
                ending=ending,
            )
            self._world.requests.append(record)
            return response, ending

    def deliver(self, post: Callable[[HttpRequest], HttpResponse], *, most: int | None = None) -> int:
        """Bring due notifications to the address that the server told, in the caller's thread.

        Each is tried three times, and then lost.

        Args:
            post: An `HttpSender`, such as the ``send`` of a test client.
            most: So many at most.

        Returns:
            How many were taken, which only 2xx says.
        """
        url, token = self._location.notification_url, self._location.notification_token
        if not url:
            return 0
        return sum(posted(post, url, token, note) for note in self.notifications(most))

    def _reach(self, url: str, token: str, note: VPPNotification) -> bool:
        """The notification that tests an address, before it is believed."""
        if not self._reachable:
            return False
        if isinstance(self._post, HttpPost):
            once = self._post.fresh()  # a connection that stays open would hold a server with one thread
            taken = posted(once, url, token, note)
            once.close()
            return taken
        if self._post is not None:
            return posted(self._post, url, token, note)
        self._location.notes.keep(note)
        return True

    def _look_for_leaks(self, request: HttpRequest) -> None:
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(request.url))
        if origin == self._world.origin:
            return
        sent = " ".join(request.headers.values()).encode() + request.body
        if any(text.encode() in sent for text in self._world.tokens):
            self._leaks.append(request.url)
        raise Refused(0, status=404, page="<html><body>Nobody is here</body></html>")
