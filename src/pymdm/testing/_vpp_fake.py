"""`FakeVPP`: Apple's Apps and Books, in memory or on a loopback port, with its rules and with chaos."""

from __future__ import annotations

import random
import sys
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal, Self
from urllib.parse import urlsplit

import attrs

from pymdm._flow import HttpResponse
from pymdm.errors import TransportError
from pymdm.testing._apns_tls import web_context
from pymdm.testing._dep_meddling import after_answer
from pymdm.testing._dep_words import http_date
from pymdm.testing._fake_clock import FakeClock
from pymdm.testing._loopback import BROKEN, Loopback
from pymdm.testing._vpp_chaos import VPP_CALM, VPPChaos
from pymdm.testing._vpp_config import BASE
from pymdm.testing._vpp_meddling import before_answer
from pymdm.testing._vpp_service import VPPService
from pymdm.testing._vpp_state import Location, VPPRequest, VPPWrite, World
from pymdm.testing._vpp_tokens import LIFE, FakeContentToken
from pymdm.testing._vpp_words import Refused, device, user

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from pymdm._flow import HttpRequest
    from pymdm.testing._vpp_books import VPPChange
    from pymdm.testing._vpp_notes import VPPNotification

__all__ = ["FakeVPP"]

#: The first app; those of `apps` follow it.
_FIRST_APP: Final = 361309726


class FakeVPP:
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
        tls: Literal["none", "own"] = "none",
    ) -> None:
        self._told = ""
        if chaos == "mild":
            rolled = seed if seed is not None else random.SystemRandom().getrandbits(32)
            self._told = f"FakeVPP(seed={rolled}) repeats what this service did wrong"
            chaos = VPPChaos.mild(rolled)
        elif chaos is None:
            chaos = attrs.evolve(VPP_CALM, seed=seed or 0)
        self.chaos = chaos
        self.clock = FakeClock()
        self._now: Callable[[], datetime] = now if now is not None else self.clock
        self._world = World(chaos=chaos, page=page, polls=polls, delay=delay)
        self._service = VPPService(self._world, self._reach)
        self._lock = threading.RLock()
        self._tls = tls
        self._loopback: Loopback | None = None
        self._leaks: list[str] = []
        self._tokens_made = 0
        self.ca_pem = b""
        self._location = Location(self._world, uid="2049025000431439", name="Sample Inc")
        self._token = self._new_token(self._location)
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
        if self._told:
            sys.stderr.write(f"{self._told}\n")
        return self

    def stop(self) -> None:
        """End all connections and wait for the threads; truth and logs stay.

        Raises:
            AssertionError: the fake's own books do not add up.
        """
        loopback, self._loopback = self._loopback, None
        if loopback is not None:
            loopback.stop()
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
                response = self._service.answer(request, number=number, now=now)
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

    # Tokens.

    @property
    def token(self) -> str:
        """The text of the content token that is good now."""
        return self._token.text

    def token_file(self) -> bytes:
        """What is downloaded: the text of a ``.vpptoken`` file."""
        return f"{self._token.text}\n".encode()

    def renew_token(self, *, life: timedelta = LIFE) -> str:
        """A new token of the same location; the old one stays good until it ends or is refused."""
        with self._lock:
            self._token = self._new_token(self._location, life=life)
            return self._token.text

    def refuse_token(self, number: int = 9622) -> None:
        """The present token is not taken any more: 9621 expired, 9622 not valid, 9625 revoked."""
        self._token.refused_with = number

    def foreign_token(self) -> str:
        """A good token of another location, which has nothing."""
        with self._lock:
            uid = str(2049025000431439 + self._tokens_made)
            return self._new_token(Location(self._world, uid=uid, name="Somebody else")).text

    # What there is, and what happens to it.

    @property
    def uid(self) -> str:
        """The location."""
        return self._location.uid

    @property
    def adam_ids(self) -> tuple[str, ...]:
        """The assets, each once."""
        return tuple(dict.fromkeys(adam_id for adam_id, _ in self._location.books.assets))

    def buy(self, adam_id: str, count: int, *, pricing_param: str = "STDQ", kind: str = "App") -> None:
        """Buy licenses of an asset, perhaps the first ones; a ``kind`` of ``"Book"`` is irrevocable."""
        with self._lock:
            asset = self._location.books.buy(adam_id, count, pricing_param=pricing_param, book=kind == "Book")
            self._location.notes.counted(asset, count)

    def refund(self, adam_id: str, count: int, *, pricing_param: str = "STDQ") -> None:
        """Give licenses back that nobody has.

        Raises:
            ValueError: there are not as many.
        """
        with self._lock:
            asset = self._location.books.assets[adam_id, pricing_param]
            if count > asset.available:
                raise ValueError("expected as many licenses that nobody has")
            asset.refund(count)
            self._location.books.asset_versions.bump(0)
            self._location.notes.counted(asset, -count)

    def accept_invitation(self, client_user_id: str, account: str) -> None:
        """A registered user associates their Apple Account.

        Raises:
            KeyError: there is no such active user.
            ValueError: they are associated already, or another active user has the account.
        """
        with self._lock:
            record = self._location.users.active[client_user_id]
            self._location.users.associate(record, account)
            self._location.notes.associated({**record.wire(), "inviteCode": record.invite_code})

    def take_over(self, mdm_id: str, *, name: str = "Another server", metadata: str = "1") -> None:
        """Another server says that it manages the location."""
        with self._lock:
            self._location.mdm = {"id": mdm_id, "metadata": metadata, "name": name}

    def truth(self) -> dict[str, Any]:
        """The books: ``assets`` by ``adamId/pricingParam`` with total, assigned, available, retired,
        serialNumbers and clientUserIds; and ``users``."""
        with self._lock:
            return {"assets": self._location.books.truth(), "users": self._location.users.truth()}

    def check(self) -> None:
        """Write the books anew from the journal, and compare.

        Raises:
            AssertionError: they differ, or do not add up; that is an error in the fake.
        """
        with self._lock:
            self._location.books.check()

    # What it does wrong, beside its chaos.

    def fail(
        self, *, serial: str = "", client_user_id: str = "", number: int = 9610, times: int | None = None
    ) -> None:
        """Let changes for a device or user fail with this number, so many times, or always."""
        target = device(serial) if serial else user(client_user_id)
        with self._lock:
            self._world.scripted[target] = (number, times)

    def limit(self, name: str, most: int | None) -> None:
        """Change a limit of Service Config, such as maxAssets or maxRequestPerSecond; None: it has none."""
        with self._lock:
            if most is None:
                self._world.limits.pop(name, None)
            else:
                self._world.limits[name] = most

    def lead_away(self, name: str, url: str) -> None:
        """Name another address in Service Config, such as for ``"associateAssets"`` (T65)."""
        self._world.urls[name] = url

    def release(self) -> None:
        """Carry out all events now, also those that are stuck."""
        with self._lock:
            self._location.finish(self._now())

    # Notifications.

    def notifications(self, most: int | None = None) -> tuple[VPPNotification, ...]:
        """Take those that are due, in the order in which they are sent; each is taken once."""
        with self._lock:
            self._location.go_on(self._now())
            return tuple(self._location.notes.take(most))

    @property
    def notification_token(self) -> str:
        """What the server wants notifications to carry; empty before it said so."""
        return self._location.notification_token

    def _reach(self, url: str, token: str, note: VPPNotification) -> bool:
        del url, token, note
        return True

    # What happened.

    @property
    def requests(self) -> tuple[VPPRequest, ...]:
        """All requests, in their order, also those whose connection broke."""
        with self._lock:
            return tuple(self._world.requests)

    @property
    def writes(self) -> tuple[VPPWrite, ...]:
        """All changes that were accepted."""
        with self._lock:
            return tuple(self._world.writes)

    @property
    def journal(self) -> tuple[VPPChange, ...]:
        """All licenses that changed hands; what is there already is not in it."""
        with self._lock:
            return tuple(self._location.books.journal)

    @property
    def events(self) -> dict[str, str]:
        """The state of each event, by its id."""
        with self._lock:
            return {name: event.status for name, event in self._location.events.items()}

    @property
    def leaks(self) -> tuple[str, ...]:
        """Addresses elsewhere that were asked with a content token, in memory (T65)."""
        return tuple(self._leaks)

    def _new_token(self, location: Location, *, life: timedelta = LIFE) -> FakeContentToken:
        self._tokens_made += 1
        salt = f"{self.chaos.seed} {location.uid} {self._tokens_made}"
        token = FakeContentToken.made(salt, now=self._now(), org_name=location.name, life=life)
        self._world.tokens[token.text] = (token, location)
        return token

    def _look_for_leaks(self, request: HttpRequest) -> None:
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(request.url))
        if origin == self._world.origin:
            return
        sent = " ".join(request.headers.values()).encode() + request.body
        if any(text.encode() in sent for text in self._world.tokens):
            self._leaks.append(request.url)
        raise Refused(0, status=404, page="<html><body>Nobody is here</body></html>")
