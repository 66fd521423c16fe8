"""A client of the enrollment service that knows nothing of pymdm's: oauthlib, json and bytes."""

from __future__ import annotations

import json
from typing import Any

from oauthlib.oauth1 import Client

from pymdm._flow import HttpRequest, HttpResponse
from pymdm.testing.fake_dep import FakeDEP

JSON = "application/json;charset=UTF8"


class Talk:
    """One session; `call` sends whatever it is told to."""

    def __init__(self, fake: FakeDEP, *, version: int = 7) -> None:
        self.fake = fake
        self.headers = {"User-Agent": "Judge/1.0", "X-Server-Protocol-Version": str(version)}

    def authorization(self, *, skew: int = 0, nonce: str | None = None, **changes: str) -> str:
        token = {**self.fake.token.to_json(), **changes}
        client = Client(
            token["consumer_key"],
            token["consumer_secret"],
            token["access_token"],
            token["access_secret"],
            realm=changes.get("realm", "ADM"),
            signature_method=changes.get("method", "HMAC-SHA1"),
            nonce=nonce,
            timestamp=str(int(self.fake.clock().timestamp()) + skew),
        )
        return str(client.sign(f"{self.fake.base_url}/session")[1]["Authorization"])

    def ask_session(self, authorization: str | None = None) -> HttpResponse:
        signed = self.authorization() if authorization is None else authorization
        headers = {**self.headers, "Authorization": signed}
        return self.fake.send(HttpRequest(method="GET", url=f"{self.fake.base_url}/session", headers=headers))

    def login(self) -> Talk:
        response = self.ask_session()
        assert 200 == response.status, response.body
        self.headers["X-ADM-Auth-Session"] = json.loads(response.body)["auth_session_token"]
        return self

    def call(
        self, method: str, path: str, body: object = None, *, raw: bytes | None = None, **headers: str
    ) -> HttpResponse:
        sent = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        typed = {"Content-Type": JSON} if sent else {}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = HttpRequest(
            method=method,
            url=f"{self.fake.base_url}{path}",
            headers={**self.headers, **typed, **named},
            body=sent,
        )
        return self.fake.send(request)

    def get(self, path: str) -> Any:
        return self._object("GET", path, None)

    def post(self, path: str, body: object) -> Any:
        return self._object("POST", path, body)

    def refused(self, method: str, path: str, body: object = None, **options: Any) -> tuple[int, str]:
        response = self.call(method, path, body, **options)
        return response.status, response.body.decode()

    def _object(self, method: str, path: str, body: object) -> Any:
        response = self.call(method, path, body)
        assert 200 == response.status, response.body
        self.headers["X-ADM-Auth-Session"] = response.headers["x-adm-auth-session"]
        return json.loads(response.body)
