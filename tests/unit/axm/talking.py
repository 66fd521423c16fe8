"""An API account for tests, and what drives its flows by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from cryptography.hazmat.primitives.asymmetric import ec

from pymdm._flow import Emit, HttpRequest, HttpResponse, Sleep
from pymdm._retry import RetryRules
from pymdm.axm import AXMCredentials, AXMSession
from pymdm.crypto.jws import ES256Key
from pymdm.errors import TransportError

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
KEY = ec.derive_private_key(0xC0FFEE, ec.SECP256R1())
CREDENTIALS = AXMCredentials(client_id="BUSINESSAPI.me", key_id="key-1", key=ES256Key(KEY))
BASE = "https://api-business.apple.com"


class Talk:
    """A session whose clock stands still unless a flow sleeps, and the answers of its peer in turn.

    Logins are answered by themselves, with ``token-1``, ``token-2`` and so on.
    """

    def __init__(self, *answers: HttpResponse | TransportError, **session: Any) -> None:
        self.now = NOW
        self.requests: list[HttpRequest] = []
        self.logins: list[dict[str, str]] = []
        self.waits: list[float] = []
        self.emitted: list[Any] = []
        self._answers = list(answers)
        numbers = iter(range(1, 1000))
        rules = RetryRules(now=lambda: self.now, dice=lambda: 0.0)
        self.session = AXMSession(
            **{
                "credentials": CREDENTIALS,
                "rules": rules,
                "nonce": lambda: f"jti-{next(numbers)}",
                **session,
            }
        )

    def run(self, flow: Any) -> Any:
        """What the flow ends with."""
        received: Any = None
        try:
            while True:
                throw = isinstance(received, TransportError)
                received = self._serve(flow.throw(received) if throw else flow.send(received))
        except StopIteration as end:
            return end.value

    def all(self, flow: Any) -> list[Any]:
        """What the flow emits."""
        self.run(flow)
        return self.emitted

    def tokens(self) -> list[str]:
        return [request.headers["Authorization"].removeprefix("Bearer ") for request in self.requests]

    def asked(self) -> list[str]:
        return [f"{request.method} {request.url.removeprefix(BASE)}" for request in self.requests]

    def _serve(self, wanted: Any) -> Any:
        if isinstance(wanted, Sleep):
            self.waits.append(wanted.seconds)
            self.now += timedelta(seconds=wanted.seconds)
            return None
        if isinstance(wanted, Emit):
            self.emitted.append(wanted.item)
            return None
        if wanted.url == self.session.token_url and not self.session.token_url.startswith(
            self.session.base_url
        ):
            self.logins.append(dict(parse_qsl(wanted.body.decode())))
            return token(f"token-{len(self.logins)}")
        self.requests.append(wanted)
        return self._answers.pop(0)


def document(status: int = 200, **members: Any) -> HttpResponse:
    return HttpResponse(status=status, body=json.dumps(members).encode())


def token(value: str, seconds: Any = 3600, kind: str = "Bearer") -> HttpResponse:
    return document(access_token=value, token_type=kind, expires_in=seconds, scope="business.api")


def refused(status: int, code: str = "", **headers: str) -> HttpResponse:
    error = {"status": str(status), "code": code, "title": "No", "detail": "canary-4711"}
    body = json.dumps({"errors": [error]}).encode()
    return HttpResponse(
        status=status, headers={k.replace("_", "-"): v for k, v in headers.items()}, body=body
    )


def resource(kind: str, name: str, **attributes: Any) -> dict[str, Any]:
    return {"type": kind, "id": name, "attributes": attributes}


def page(kind: str, names: Iterable[str], following: object = None) -> HttpResponse:
    links = {"self": f"{BASE}/v1/{kind}", **({} if following is None else {"next": following})}
    return document(data=[resource(kind, name) for name in names], links=links)
