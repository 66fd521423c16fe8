"""The chaos of the fake enrollment service destroys nothing: a careful client ends with the truth."""

from __future__ import annotations

import json
import random
from typing import Any

import attrs
import pytest

from pymdm._flow import HttpResponse
from pymdm.errors import TransportError
from pymdm.testing.fake_dep import DEPChaos, FakeDEP
from tests.unit.testing.dep_talk import Talk

FRESH = random.SystemRandom().getrandbits(32)


class Careful:
    """As simple as a client can be that loses nothing; slow, and without any of our code."""

    def __init__(self, fake: FakeDEP) -> None:
        self.talk = Talk(fake)
        self.devices: dict[str, dict[str, Any]] = {}
        self.dates: dict[str, str] = {}
        self.cursor: str | None = None

    def call(self, path: str, body: object) -> HttpResponse:
        for _ in range(1000):
            try:
                if "X-ADM-Auth-Session" not in self.talk.headers:
                    answer = self.talk.ask_session()
                    if answer.status == 200:
                        self.talk.headers["X-ADM-Auth-Session"] = json.loads(answer.body)[
                            "auth_session_token"
                        ]
                    continue
                answer = self.talk.call("POST", path, body)
            except TransportError:
                continue
            token = answer.headers.get("x-adm-auth-session")
            if answer.status in (401, 403):
                del self.talk.headers["X-ADM-Auth-Session"]
            elif answer.status < 429:
                self.talk.headers["X-ADM-Auth-Session"] = token or self.talk.headers["X-ADM-Auth-Session"]
                return answer
        raise AssertionError("no answer for a thousand times")

    def pages(self, path: str, limit: int) -> bool:
        """All pages; whether they came to their end."""
        more = True
        while more:
            body = {"limit": limit, **({"cursor": self.cursor} if self.cursor else {})}
            answer = self.call(path, body)
            if answer.status == 400:
                self.cursor = None
                return False
            page = json.loads(answer.body)
            for device in page["devices"]:
                self.take(device)
            self.cursor, more = page["cursor"], page["more_to_follow"] is True
        return True

    def take(self, device: dict[str, Any]) -> None:
        serial, op, date = device["serial_number"], device.pop("op_type", ""), device.pop("op_date", "")
        if op and self.dates.get(serial, "") > date:
            return
        if op:
            self.dates[serial] = date
        if op == "deleted":
            self.devices.pop(serial, None)
        else:
            self.devices[serial] = device

    def sync(self, limit: int) -> None:
        while self.cursor is None or not self.pages("/devices/sync", limit):
            while self.cursor is None:
                self.devices, self.dates = {}, {}
                self.pages("/server/devices", limit)


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5, FRESH])
def test_a_careful_client_ends_with_the_truth(seed: int) -> None:
    chaos = attrs.evolve(DEPChaos.wild(seed), changes=0.7, changes_until=400)
    fake = FakeDEP(devices=200, chaos=chaos)
    client = Careful(fake)

    for limit in (7, 50, 1000, 20, 100):
        client.sync(limit)
    while fake.chaos.changes_until > len(fake.fleet.events):
        client.sync(30)
    client.sync(1000)

    assert fake.truth() == client.devices
    assert len({request.ending for request in fake.requests}) > 1


class Careless(Careful):
    """Believes whatever comes last."""

    def take(self, device: dict[str, Any]) -> None:
        self.dates = {}
        super().take(device)


def test_a_client_that_does_not_look_at_dates_ends_with_something_else() -> None:
    """So the chaos is worth its name (F42)."""
    fake = FakeDEP(devices=20, chaos=attrs.evolve(DEPChaos.wild(1), repeat=0.3, changes=3, changes_until=400))
    client = Careless(fake)
    while fake.chaos.changes_until > len(fake.fleet.events):
        client.sync(30)
    client.sync(1000)

    assert fake.truth() != client.devices
