"""What the fake of Apps and Books tells servers, and which server is told."""

from __future__ import annotations

import json
from collections import Counter

import attrs

from pymdm._flow import HttpRequest, HttpResponse
from pymdm.errors import TransportError
from pymdm.testing.fake_vpp import FakeVPP, VPPChaos
from tests.unit.testing.vpp_talk import PAGES, Talk, calm

TYPES = ["ASSET_MANAGEMENT", "ASSET_COUNT", "USER_MANAGEMENT", "USER_ASSOCIATED"]
MDM = {"id": "522d5c43", "name": "pymdm", "metadata": "1"}
CONFIG = {
    "mdmInfo": MDM,
    "notificationUrl": "https://mdm.example.com/vpp",
    "notificationAuthToken": "SUp3rS3Cr3t",
    "notificationTypes": TYPES,
}


def subscribed(fake: FakeVPP) -> Talk:
    talk = Talk(fake)
    talk.post("/client/config", CONFIG)
    assert ["TEST_NOTIFICATION"] == [note.notification_type for note in fake.notifications()]
    return talk


def test_each_kind_of_news_is_told_in_its_form() -> None:
    fake, _ = calm()
    talk = subscribed(fake)
    begun = talk.post(
        "/assets/associate", {"assets": [{"adamId": PAGES}], "serialNumbers": [f"C{n}" for n in range(6)]}
    )
    talk.done(begun)
    failed, done = (note.json() for note in fake.notifications())
    assert "SUCCESS" == done["notification"].pop("result")
    assert {"eventId": begun["eventId"], "type": "ASSOCIATE"}.items() <= done["notification"].items()
    assert {"adamId": PAGES, "pricingParam": "STDQ", "serialNumber": "C0"} == done["notification"][
        "assignments"
    ][0]
    assert ("FAILURE", 9709) == (
        failed["notification"]["result"],
        failed["notification"]["error"]["errorNumber"],
    )
    assert ["C5"] == [each["serialNumber"] for each in failed["notification"]["assignments"]]
    assert fake.uid == done["uId"]

    talk.create("anna")
    fake.accept_invitation("anna", "anna@icloud.com")
    talk.done(talk.post("/assets/revoke", {"serialNumbers": ["C0"]}))
    talk.done(talk.post("/users/retire", {"users": [{"clientUserId": "anna"}, {"clientUserId": "bob"}]}))
    fake.buy(PAGES, 12)
    told = [note.json()["notification"] for note in fake.notifications()]
    assert ["CREATE", None, "REVOKE", "RETIRE", "RETIRE", None] == [each.get("type") for each in told]
    assert "Registered" == told[0]["users"][0]["status"]
    assert ("Associated", True) == (
        told[1]["associatedUsers"][0]["status"],
        "idHash" in told[1]["associatedUsers"][0],
    )
    assert ([{"clientUserId": "bob"}], 9609) == (told[3]["users"], told[3]["error"]["errorNumber"])
    assert {"adamId": PAGES, "countDelta": 12, "pricingParam": "STDQ"} == told[5]


def test_nobody_is_told_what_nobody_wants_to_know() -> None:
    fake, talk = calm()
    talk.associate("C1")
    talk.post("/client/config", {**CONFIG, "notificationTypes": ["USER_MANAGEMENT"]})
    fake.buy(PAGES, 1)
    talk.create("anna")
    assert ["TEST_NOTIFICATION", "USER_MANAGEMENT"] == [n.notification_type for n in fake.notifications()]


def test_who_manages_a_location_is_in_every_answer_and_the_last_one_is_right() -> None:
    fake, talk = calm()
    assert "mdmInfo" not in talk.get("/assets")
    found = talk.post("/client/config", CONFIG)
    assert (MDM, "SUp3rS3Cr3t") == (found["mdmInfo"], found["notificationAuthToken"])
    assert set(TYPES) == set(found["subscribedNotificationTypes"])
    fake.take_over("another")
    assert "another" == talk.get("/users")["mdmInfo"]["id"]
    assert "another" == talk.get("/client/config")["mdmInfo"]["id"]
    assert "522d5c43" == talk.post("/client/config", {"mdmInfo": MDM})["mdmInfo"]["id"]


def test_settings_that_cannot_be_are_refused() -> None:
    fake, talk = calm()
    for change, number in (
        ({"mdmInfo": {"id": "1", "name": "x"}}, 9723),
        ({"mdmInfo": {**MDM, "id": "x" * 101}}, 9724),
        ({"mdmInfo": {**MDM, "name": "x" * 101}}, 9725),
        ({"mdmInfo": {**MDM, "metadata": "x" * 256}}, 9713),
        ({"notificationAuthToken": None}, 9710),
        ({"notificationUrl": f"https://x/{'x' * 512}"}, 9711),
        ({"notificationUrl": "http://mdm.example.com/vpp"}, 9712),
        ({"notificationTypes": ["WEATHER"]}, 9602),
    ):
        assert (400, number) == talk.refused("POST", "/client/config", {**CONFIG, **change})
    fake.unplug()
    assert (400, 9728) == talk.refused("POST", "/client/config", CONFIG)
    assert "mdmInfo" not in talk.get("/client/config"), "nothing of it is kept"


def test_notifications_repeat_reorder_and_vanish_by_the_seed() -> None:
    def told(chaos: VPPChaos) -> list[str]:
        fake = FakeVPP(apps=1, licenses=9, chaos=chaos)
        subscribed(fake)
        for _ in range(100):
            fake.buy(PAGES, 1)
        return [note.notification_id for note in fake.notifications()]

    calmly = told(VPPChaos(seed=5))
    chaos = VPPChaos(seed=5, lose=0.2, repeat=0.2, reorder=0.2)
    wildly = told(chaos)
    assert wildly == told(chaos)
    assert wildly != told(attrs.evolve(chaos, seed=6))
    times = Counter(wildly)
    assert set(times) < set(calmly)
    assert {1, 2} == set(times.values())
    order = [calmly.index(name) for name in dict.fromkeys(wildly)]
    assert order != sorted(order)


def test_what_is_delivered_carries_the_bearer_and_is_tried_three_times() -> None:
    fake, _ = calm()
    subscribed(fake)
    got: list[HttpRequest] = []

    def flaky(request: HttpRequest) -> HttpResponse:
        got.append(request)
        if len(got) == 1:
            raise TransportError("nobody answers")
        return HttpResponse(status=204 if len(got) == 3 else 500)

    fake.buy(PAGES, 1)
    fake.buy(PAGES, 2)
    assert 1 == fake.deliver(flaky)
    assert 6 == len(got), "three for the first, three in vain for the second"
    assert {"Bearer SUp3rS3Cr3t"} == {request.headers["Authorization"] for request in got}
    assert [1, 2] == [json.loads(got[n].body)["notification"]["countDelta"] for n in (2, 5)]
    assert "https://mdm.example.com/vpp" == got[0].url
    assert () == fake.notifications()


def test_an_address_is_believed_when_it_has_taken_the_test() -> None:
    got: list[dict[str, object]] = []

    def post(request: HttpRequest) -> HttpResponse:
        got.append(json.loads(request.body))
        return HttpResponse(status=503 if len(got) <= 3 else 200)

    fake = FakeVPP(apps=1, chaos=None, post=post)
    talk = Talk(fake)
    assert (400, 9728) == talk.refused("POST", "/client/config", CONFIG)
    assert talk.post("/client/config", CONFIG)["notificationUrl"]
    assert {"TEST_NOTIFICATION"} == {note["notificationType"] for note in got}
    assert 4 == len(got)
