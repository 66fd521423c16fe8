"""Flows of Apps and Books driven by hand: scripted answers in, requests and waits out."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from pymdm._flow import Emit, HttpRequest, HttpResponse, Sleep
from pymdm._retry import RetryRules
from pymdm.errors import PymdmError, TransportError
from pymdm.vpp import ContentToken, ServiceConfig, Session

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

#: What may be in no error, repr or log: what is inside of the tokens, and how their files begin.
CANARY = "content-canary"
UID = "2049025000431439"


class Clock:
    """The time, which goes on when a flow waits."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def file_of(expires: str = "2027-06-01T00:00:00+0000", **keys: Any) -> str:
    """The text of a .vpptoken file."""
    found = {"token": CANARY, "expDate": expires, "orgName": "Example", **keys}
    found = {key: value for key, value in found.items() if value is not None}
    return base64.b64encode(json.dumps(found).encode()).decode()


TOKEN = ContentToken.from_text(file_of())
OTHER = ContentToken.from_text(file_of(token=f"{CANARY}-2"))


def config(**limits: int) -> ServiceConfig:
    return ServiceConfig.decode({"urls": {}, "limits": limits})


def session(clock: Clock | None = None, *, fresh: bool = True, **options: Any) -> Session:
    """A session that knows the service already; not with ``fresh=False``."""
    clock = clock or Clock()
    rules = RetryRules(now=clock, dice=lambda: 0.5, attempts=4, first_wait=2.0, longest_wait=60.0)
    kept = {"config": config(), "config_until": NOW + timedelta(days=1)} if fresh else {}
    return Session(**{"token": TOKEN, "rules": rules, **kept, **options})


def answer(status: int = 200, body: object = None, **headers: str) -> HttpResponse:
    data = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(status=status, headers=names, body=data)


def refused(number: int, status: int = 400, **keys: Any) -> HttpResponse:
    return answer(status, {"errorNumber": number, "errorMessage": "of Apple's", **keys})


def event(event_id: str = "e1", **keys: Any) -> HttpResponse:
    return answer(body={"eventId": event_id, "uId": UID, **keys})


class Peer:
    """What a flow asks of a service that gives these answers in turn, and what comes of it."""

    def __init__(
        self, flow: Any, *answers: HttpResponse | TransportError, clock: Clock | None = None
    ) -> None:
        self.requests: list[HttpRequest] = []
        self.waited: list[float] = []
        self.items: list[Any] = []
        self.value: Any = None
        self.error: Any = None
        self._clock, self._rest = clock, iter(answers)
        self._drive(flow)
        assert next(self._rest, None) is None, "an answer was not asked for"

    def _drive(self, flow: Any) -> None:
        try:
            wanted = next(flow)
            while True:
                wanted = self._serve(flow, wanted)
        except StopIteration as end:
            self.value = end.value
        except (PymdmError, ValueError, TypeError) as error:
            self.error = error

    def _serve(self, flow: Any, wanted: object) -> Any:
        if isinstance(wanted, Sleep):
            self.waited.append(wanted.seconds)
            if self._clock is not None:
                self._clock.now += timedelta(seconds=wanted.seconds)
            return flow.send(None)
        if isinstance(wanted, Emit):
            self.items.append(wanted.item)
            return flow.send(None)
        assert isinstance(wanted, HttpRequest)
        self.requests.append(wanted)
        got = next(self._rest, None)
        assert got is not None, f"one request too many: {wanted}"
        return flow.throw(got) if isinstance(got, TransportError) else flow.send(got)

    @property
    def asked(self) -> list[str]:
        """Method, path below the version, and query."""
        found = []
        for request in self.requests:
            parts = urlsplit(request.url)
            query = " ".join(f"{key}={value}" for key, value in parse_qsl(parts.query))
            path = parts.path.rpartition("/mdm/v2")[2]
            found.append(" ".join(filter(None, (request.method, path, query))))
        return found

    @property
    def bearers(self) -> list[str | None]:
        return [request.headers.get("Authorization") for request in self.requests]

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(request.body) for request in self.requests if request.body]

    def shown(self) -> Iterator[str]:
        """All that somebody may get to see of it."""
        yield repr(self.requests)
        yield repr(self.value)
        error = self.error
        while error is not None:
            yield from (str(error), repr(error), *getattr(error, "__notes__", ()), repr(vars(error)))
            error = error.__cause__ or error.__context__
