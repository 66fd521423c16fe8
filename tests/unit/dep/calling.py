"""Flows of the enrollment service driven by hand: scripted answers in, requests and waits out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

from pymdm._flow import Emit, HttpRequest, HttpResponse, Sleep
from pymdm._retry import RetryRules
from pymdm.crypto import Secret
from pymdm.dep import Account, DEPProfile, MemorySessionStore, ServerToken, ServiceURL, Session
from pymdm.errors import PymdmError, TransportError

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
RULES = RetryRules(now=lambda: NOW, dice=lambda: 0.5, attempts=4, first_wait=2.0, longest_wait=60.0)
KEY = "CK_1234"
STAFF = DEPProfile(profile_name="Staff", url="https://mdm.example.com/dep")

#: Words that may be in no error, repr or log.
SECRETS = ("consumer-canary", "access-canary", "signing-canary", "session-canary")


def token(**changes: Any) -> ServerToken:
    values: dict[str, Any] = {
        "consumer_key": KEY,
        "consumer_secret": Secret("CS_consumer-canary"),
        "access_token": Secret("AT_access-canary"),
        "access_secret": Secret("AS_signing-canary"),
        "access_token_expiry": datetime(2027, 6, 1, tzinfo=UTC),
    }
    return ServerToken(**{**values, **changes})


def session(kept: str | None = "session-canary-0", **options: Any) -> Session:
    """A session that is open already, with `kept` as its token, or one that has to log in."""
    known = {} if kept is None else {KEY: Secret(kept)}
    nonces = (f"nonce{number}" for number in count())
    values: dict[str, Any] = {
        "token": token(),
        "rules": RULES,
        "nonce": lambda: next(nonces),
        "store": MemorySessionStore(known),
    }
    return Session(**{**values, **options})


def answer(status: int = 200, body: object = b"", **headers: str) -> HttpResponse:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return HttpResponse(
        status=status, headers={k.replace("_", "-"): v for k, v in headers.items()}, body=data
    )


def logged_in(name: str = "session-canary-1") -> HttpResponse:
    return answer(body={"auth_session_token": name})


def outcomes(words: dict[str, str], **keys: Any) -> HttpResponse:
    return answer(body={"devices": words, **keys})


def limited(uri: str, maximum: int, *methods: str) -> Account:
    return Account(server_uuid="u", urls=(ServiceURL(uri=uri, maximum=maximum, methods=methods),))


class Peer:
    """What a flow asks of a service that gives these answers in turn, and what comes of it."""

    def __init__(self, flow: Any, *answers: HttpResponse | TransportError) -> None:
        self.requests: list[HttpRequest] = []
        self.waited: list[float] = []
        self.items: list[Any] = []
        self.value: Any = None
        self.error: BaseException | None = None
        self._rest = iter(answers)
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
        return [f"{each.method} {each.path}" for each in self.requests]

    @property
    def sessions(self) -> list[str | None]:
        """The session token of each request; None for logins."""
        return [each.headers.get("X-ADM-Auth-Session") for each in self.requests]

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(each.body) for each in self.requests if each.body]

    def shown(self) -> Iterator[str]:
        """All that somebody may get to see of it."""
        yield repr(self.requests)
        yield repr(self.value)
        error = self.error
        while error is not None:
            yield from (str(error), repr(error), *getattr(error, "__notes__", ()), repr(vars(error)))
            error = error.__cause__ or error.__context__
