"""A client of Apps and Books that knows nothing of pymdm's: json and bytes."""

from __future__ import annotations

import json
from typing import Any

from pymdm._flow import HttpRequest, HttpResponse
from pymdm.testing.fake_vpp import FakeVPP

PAGES = "361309726"
BOOK = "435160039"


class Talk:
    """Requests with one token; `call` sends whatever it is told to."""

    def __init__(self, fake: FakeVPP, token: str | None = None) -> None:
        self.fake = fake
        self.token = fake.token if token is None else token

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        raw: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> HttpResponse:
        sent = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        typed = {"Content-Type": "application/json"} if sent else {}
        found = {"Authorization": f"Bearer {self.token}", **typed, **(headers or {})}
        request = HttpRequest(method=method, url=f"{self.fake.base_url}{path}", headers=found, body=sent)
        return self.fake.send(request)

    def get(self, path: str) -> Any:
        response = self.call("GET", path)
        assert 200 == response.status, response.body
        return json.loads(response.body)

    def post(self, path: str, body: object) -> Any:
        response = self.call("POST", path, body)
        assert 200 == response.status, response.body
        return json.loads(response.body)

    def refused(self, method: str, path: str, body: object = None) -> tuple[int, int]:
        response = self.call(method, path, body)
        found = json.loads(response.body)
        assert found["errorMessage"]
        return response.status, found["errorNumber"]

    def done(self, event: dict[str, Any]) -> Any:
        """The status of an event that is asked for until it is over."""
        for _ in range(10):
            found = self.get(f"/status?eventId={event['eventId']}")
            if found["eventStatus"] != "PENDING":
                return found
        raise AssertionError("expected an event that ends")

    def associate(
        self, *serials: str, assets: tuple[str, ...] = (PAGES,), users: tuple[str, ...] = ()
    ) -> Any:
        body = {
            "assets": [{"adamId": adam_id, "pricingParam": "STDQ"} for adam_id in assets],
            "serialNumbers": list(serials),
            "clientUserIds": list(users),
        }
        return self.done(self.post("/assets/associate", body))

    def create(self, *users: str) -> Any:
        rows = [{"clientUserId": name, "email": f"{name}@example.com"} for name in users]
        return self.done(self.post("/users/create", {"users": rows}))


def calm(**settings: Any) -> tuple[FakeVPP, Talk]:
    """A fake that does nothing wrong, and somebody who talks to it."""
    fake = FakeVPP(**{"apps": 2, "licenses": 5, "chaos": None, **settings})
    return fake, Talk(fake)
