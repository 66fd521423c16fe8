"""What the fake of Apps and Books does wrong, by its seed, and that its books add up all the same."""

from __future__ import annotations

import json
import random
from contextlib import suppress
from typing import Any

import attrs
import pytest

from pymdm._flow import HttpRequest
from pymdm.errors import TransportError
from pymdm.testing._vpp_books import Unbalanced
from pymdm.testing.fake_vpp import FakeVPP, VPPChaos
from tests.unit.testing.vpp_talk import BOOK, PAGES, Talk, calm

BODY = {"assets": [{"adamId": PAGES}], "serialNumbers": ["C1", "C2"]}


def test_f45_a_connection_breaks_before_or_after_the_work_is_done() -> None:
    for chaos, writes in (
        (VPPChaos(drop_before=1), 0),
        (VPPChaos(drop_after=1), 1),
        (VPPChaos(half=1), 1),
    ):
        fake = FakeVPP(apps=1, chaos=chaos)
        with pytest.raises(TransportError):
            Talk(fake).call("POST", "/assets/associate", BODY)
        assert writes == len(fake.writes)
        fake.release()
        assert 2 * writes == fake.truth()["assets"][f"{PAGES}/STDQ"]["assigned"]
        assert {"drop", "half"} >= {request.ending for request in fake.requests}


def test_f45_a_batch_can_be_half_done() -> None:
    fake = FakeVPP(apps=1, licenses=2000, chaos=VPPChaos(seed=1, half_done=1), polls=0)
    serials = [f"C{n}" for n in range(1000)]
    found = Talk(fake).associate(*serials)
    failed = [name for each in found["failures"] for name in each["errorInfo"]["serialNumbers"]]
    assert {9603} == {each["errorNumber"] for each in found["failures"]}
    assert ("FAILED", 1000 - len(failed)) == (found["eventStatus"], found["numCompleted"])
    assert 0 < len(failed) < 1000
    has = set(fake.truth()["assets"][f"{PAGES}/STDQ"]["serialNumbers"])
    assert set(serials) - has == set(failed)
    fake.misbehave(VPPChaos())
    assert "COMPLETE" == Talk(fake).associate(*serials)["eventStatus"]
    assert 1000 == fake.truth()["assets"][f"{PAGES}/STDQ"]["assigned"]


def test_f45_throttling_says_when_to_come_back() -> None:
    fake = FakeVPP(chaos=VPPChaos(throttle=1, retry_after=7))
    told = {Talk(fake).call("GET", "/assets").headers["retry-after"] for _ in range(20)}
    assert "7" in told
    assert any(each.endswith("GMT") for each in told)
    assert (429, 9646) == Talk(fake).refused("GET", "/assets")
    fake = FakeVPP(chaos=VPPChaos(unavailable=1))
    assert (503, 9603) == Talk(fake).refused("GET", "/assets")

    fake, talk = calm()
    fake.limit("maxRequestPerSecond", 2)
    assert 2 == talk.get("/service/config")["limits"]["maxRequestPerSecond"]
    assert [200, 200, 429] == [talk.call("GET", "/assets").status for _ in range(3)]
    fake.clock.advance(1)
    assert 200 == talk.call("GET", "/assets").status


def test_events_stay_pending_until_they_are_released() -> None:
    fake = FakeVPP(apps=1, chaos=VPPChaos(stuck=1, stuck_seconds=600))
    talk = Talk(fake)
    first, second = talk.post("/assets/associate", BODY), talk.post("/assets/associate", BODY)
    fake.clock.advance(599)
    assert {"PENDING"} == {talk.get(f"/status?eventId={first['eventId']}")["eventStatus"] for _ in range(5)}
    fake.clock.advance(1)
    assert "COMPLETE" == talk.done(first)["eventStatus"]
    third = talk.post("/assets/disassociate", BODY)
    fake.release()
    assert {each["eventId"]: "COMPLETE" for each in (first, second, third)} == fake.events


def test_versions_change_between_pages_though_nothing_did() -> None:
    fake = FakeVPP(apps=3, chaos=VPPChaos(shift=1), page=2)
    talk = Talk(fake)
    assert talk.get("/assets")["versionId"] != talk.get("/assets?pageIndex=1")["versionId"]
    talk.associate("C1", "C2", "C3")
    first = talk.get("/assignments")
    assert first["versionId"] != talk.get("/assignments?pageIndex=1")["versionId"]
    assert 0 == talk.get(f"/assignments?sinceVersionId={first['versionId']}")["size"]


def test_t65_a_redirection_or_a_wrong_address_shows_who_carries_the_token_there() -> None:
    fake = FakeVPP(apps=1, chaos=VPPChaos(redirect=1))
    response = Talk(fake).call("GET", "/assets")
    assert (307, "https://elsewhere.example/mdm/v2/assets") == (response.status, response.headers["location"])
    fake.send(HttpRequest(method="GET", url=response.headers["location"]))
    assert not fake.leaks
    headers = {"Authorization": f"Bearer {fake.token}"}
    assert (
        404 == fake.send(HttpRequest(method="GET", url="https://elsewhere.example/x", headers=headers)).status
    )
    fake.send(
        HttpRequest(
            method="POST", url="https://elsewhere.example/y", body=json.dumps({"sToken": fake.token}).encode()
        )
    )
    assert ["https://elsewhere.example/x", "https://elsewhere.example/y"] == list(fake.leaks)

    fake.misbehave(VPPChaos())
    fake.lead_away("getAssets", "https://elsewhere.example/assets")
    assert "https://elsewhere.example/assets" == Talk(fake).get("/service/config")["urls"]["getAssets"]


def test_scripted_failures_are_told_as_often_as_a_test_wants() -> None:
    fake, talk = calm()
    fake.fail(serial="C1", times=1)
    found = talk.associate("C1", "C2")
    assert [(9610, ["C1"])] == [
        (e["errorNumber"], e["errorInfo"]["serialNumbers"]) for e in found["failures"]
    ]
    assert "COMPLETE" == talk.associate("C1", "C2")["eventStatus"]
    talk.create("anna")
    fake.fail(client_user_id="anna", number=9603)
    assert ["FAILED", "FAILED"] == [talk.associate(users=("anna",))["eventStatus"] for _ in range(2)]


def storm(seed: int) -> tuple[FakeVPP, list[Any]]:
    """A thousand requests at random over both interfaces, with everything going wrong."""
    chaos = attrs.evolve(VPPChaos.wild(seed), half_done=0.2, stuck=0.1)
    fake = FakeVPP(apps=3, licenses=40, chaos=chaos)
    fake.buy(BOOK, 20, kind="Book")
    talk, dice = Talk(fake), random.Random(seed)
    users, serials = [f"u{n}" for n in range(15)], [f"S{n}" for n in range(60)]
    assets = [PAGES, "361309727", BOOK]
    for _ in range(600):
        names, devices = dice.sample(users, 3), dice.sample(serials, 8)
        chosen = [{"adamId": adam_id} for adam_id in dice.sample(assets, 2)]
        calls: list[tuple[str, object]] = [
            ("/assets/associate", {"assets": chosen, "clientUserIds": names}),
            ("/assets/associate", {"assets": chosen, "serialNumbers": devices}),
            ("/assets/disassociate", {"assets": chosen, "serialNumbers": devices}),
            ("/assets/revoke", {"clientUserIds": names, "serialNumbers": devices}),
            ("/users/create", {"users": [{"clientUserId": name} for name in names]}),
            ("/users/retire", {"users": [{"clientUserId": names[0]}]}),
        ]
        with suppress(TransportError):
            talk.call("POST", *dice.choice(calls))
        if dice.random() < 0.1:
            active = [u["clientUserId"] for u in fake.truth()["users"] if u["status"] == "Registered"]
            if active:
                name = dice.choice(active)
                fake.accept_invitation(name, f"{name}@icloud.com")
        fake.clock.advance(dice.choice((0, 10, 40)))
    fake.release()
    return fake, [fake.truth(), fake.requests, fake.writes, fake.journal]


def test_books_add_up_whatever_happens_and_a_seed_repeats_it_all() -> None:
    fake, first = storm(7)
    fake.check()
    counts = fake.truth()["assets"]
    assert all(
        each["total"] == each["assigned"] + each["available"] + each["retired"] for each in counts.values()
    )
    assert any(each["retired"] for each in counts.values())
    assert {"assign", "release", "lose", "move"} == {change.kind for change in fake.journal}
    again = storm(7)[1]
    assert first[0] == again[0]
    assert [r.status for r in first[1]] == [r.status for r in again[1]]
    assert [(c.kind, c.targets) for c in first[3]] == [(c.kind, c.targets) for c in again[3]]


def test_books_that_do_not_add_up_are_found() -> None:
    fake, talk = calm()
    talk.associate("C1")
    asset = fake._location.books.assets[PAGES, "STDQ"]
    asset.assigned['"serialNumber":"C2"'] = 2
    with pytest.raises(Unbalanced, match="what happened"):
        fake.check()
    del asset.assigned['"serialNumber":"C2"']
    asset.total = 0
    with pytest.raises(Unbalanced, match="fewer"):
        fake.stop()
