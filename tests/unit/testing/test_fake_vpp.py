"""The fake of Apps and Books, today's interface, held to Apple's documentation by bytes alone."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.unit.testing.vpp_talk import BOOK, PAGES, Talk, calm


def test_licenses_are_assigned_and_taken_back_by_events() -> None:
    fake, talk = calm()
    begun = talk.post(
        "/assets/associate", {"assets": [{"adamId": int(PAGES)}], "serialNumbers": ["C1", "C2"]}
    )
    assert {"eventId", "uId"} == set(begun)
    assert 5 == fake.truth()["assets"][f"{PAGES}/STDQ"]["available"], "nothing is done yet"

    pending = talk.get(f"/status?eventId={begun['eventId']}")
    assert ("PENDING", "ASSOCIATE", 2) == (
        pending["eventStatus"],
        pending["eventType"],
        pending["numRequested"],
    )
    assert {
        "eventStatus": "COMPLETE",
        "eventType": "ASSOCIATE",
        "numCompleted": 2,
        "numRequested": 2,
        "uId": fake.uid,
    } == talk.done(begun)
    rows = talk.get("/assignments")["assignments"]
    assert [{"adamId": PAGES, "pricingParam": "STDQ", "serialNumber": name} for name in ("C1", "C2")] == rows

    taken = talk.post("/assets/disassociate", {"assets": [{"adamId": PAGES}], "serialNumbers": ["C1"]})
    assert "COMPLETE" == talk.done(taken)["eventStatus"]
    asset = talk.get(f"/assets?adamId={PAGES}")["assets"][0]
    assert (1, 4, 0, 5) == tuple(
        asset[key] for key in ("assignedCount", "availableCount", "retiredCount", "totalCount")
    )
    assert ["ASSOCIATE", "DISASSOCIATE"] == [write.kind for write in fake.writes]
    assert [("assign", 2), ("release", 1)] == [(c.kind, len(c.targets)) for c in fake.journal]
    fake.check()


def test_f45_what_is_asked_twice_takes_one_license() -> None:
    fake, talk = calm()
    assert 2 == talk.associate("C1", "C2")["numCompleted"]
    assert ("COMPLETE", 2) == tuple(
        talk.associate("C2", "C1")[key] for key in ("eventStatus", "numCompleted")
    )
    assert 2 == fake.truth()["assets"][f"{PAGES}/STDQ"]["assigned"]
    assert 1 == len(fake.journal)


def test_f46_serial_numbers_that_no_device_has_succeed() -> None:
    fake, talk = calm()
    assert "COMPLETE" == talk.associate("no such device", "💻")["eventStatus"]
    assert ["no such device", "💻"] == fake.truth()["assets"][f"{PAGES}/STDQ"]["serialNumbers"]
    assert "💻" == talk.get("/assignments")["assignments"][1]["serialNumber"]


def test_there_are_never_fewer_licenses_than_none() -> None:
    fake, talk = calm(licenses=2)
    found = talk.associate("C1", "C2", "C3", assets=(PAGES, "361309727"))
    assert ("FAILED", 4, 6) == (found["eventStatus"], found["numCompleted"], found["numRequested"])
    assert [(9709, ["C3"], PAGES), (9709, ["C3"], "361309727")] == [
        (each["errorNumber"], each["errorInfo"]["serialNumbers"], each["errorInfo"]["assets"][0]["adamId"])
        for each in found["failures"]
    ]
    assert [0, 0] == [asset["availableCount"] for asset in talk.get("/assets")["assets"]]
    with pytest.raises(ValueError, match="nobody has"):
        fake.refund(PAGES, 1)


def test_an_event_is_done_by_the_clock_too() -> None:
    fake, talk = calm(delay=30)
    begun = talk.post("/assets/associate", {"assets": [{"adamId": PAGES}], "serialNumbers": ["C1"]})
    assert [] == talk.get("/assignments")["assignments"]
    fake.clock.advance(30)
    assert 1 == talk.get("/assignments")["size"]
    assert {begun["eventId"]: "COMPLETE"} == fake.events


def test_events_are_carried_out_in_their_order() -> None:
    fake, talk = calm()
    body = {"assets": [{"adamId": PAGES}], "serialNumbers": ["C1"]}
    talk.post("/assets/associate", body)
    assert "COMPLETE" == talk.done(talk.post("/assets/disassociate", body))["eventStatus"]
    assert 0 == fake.truth()["assets"][f"{PAGES}/STDQ"]["assigned"]


def test_f44_tokens_are_told_apart() -> None:
    fake, talk = calm()
    bare = {"Authorization": ""}
    assert 401 == talk.call("GET", "/assets", headers=bare).status
    for token, number in (("bm8=", 9622), ("", 9722)):
        assert (401, number) == Talk(fake, token).refused("GET", "/assets")
    response = talk.call("GET", "/service/config", headers=bare)
    assert 200 == response.status

    fake.clock.advance(timedelta(days=350).total_seconds() - 1)
    assert "tokenExpirationDate" not in talk.get("/assets")
    fake.clock.advance(1)
    assert talk.get("/assets")["tokenExpirationDate"].endswith("+0000")
    old, new = talk.token, fake.renew_token()
    fake.clock.advance(timedelta(days=15).total_seconds())
    assert (401, 9621) == Talk(fake, old).refused("GET", "/assets")
    assert Talk(fake, new).get("/assets")["uId"] == fake.uid
    fake.refuse_token(9625)
    assert (401, 9625) == Talk(fake, new).refused("GET", "/assets")


def test_a_token_of_another_location_leads_to_other_books() -> None:
    fake, talk = calm()
    found = Talk(fake, fake.foreign_token()).get("/assets")
    assert [] == found["assets"]
    assert found["uId"] != fake.uid == talk.get("/assets")["uId"]


def test_a_book_stays_with_who_has_it_and_is_lost_when_they_are_retired() -> None:
    fake, talk = calm()
    fake.buy(BOOK, 2, kind="Book")
    assert (400, 9707) == talk.refused(
        "POST", "/assets/associate", {"assets": [{"adamId": BOOK}], "serialNumbers": ["C1"]}
    )
    talk.create("anna")
    talk.associate(assets=(BOOK, PAGES), users=("anna",))
    assert (400, 9706) == talk.refused(
        "POST", "/assets/disassociate", {"assets": [{"adamId": BOOK}], "clientUserIds": ["anna"]}
    )
    revoked = talk.done(talk.post("/assets/revoke", {"clientUserIds": ["anna"]}))
    assert ("COMPLETE", 1, 1) == (revoked["eventStatus"], revoked["numCompleted"], revoked["numRequested"])

    talk.done(talk.post("/users/retire", {"users": [{"clientUserId": "anna"}]}))
    counts = {key: fake.truth()["assets"][f"{BOOK}/STDQ"][key] for key in ("total", "available", "retired")}
    assert {"total": 2, "available": 1, "retired": 1} == counts
    failed = talk.associate(users=("anna", "nobody"))
    assert {"clientUserIds": ["anna", "nobody"]} == failed["failures"][0]["errorInfo"]
    assert ("FAILED", 9609) == (failed["eventStatus"], failed["failures"][0]["errorNumber"])
    fake.check()


def test_pages_carry_a_version_that_changes_with_what_they_list() -> None:
    fake, talk = calm(licenses=10, page=3)
    talk.associate(*[f"C{n}" for n in range(7)])
    first = talk.get("/assignments")
    assert (0, 1, 3, 3) == tuple(
        first[k] for k in ("currentPageIndex", "nextPageIndex", "size", "totalPages")
    )
    last = talk.get("/assignments?pageIndex=2")
    assert "nextPageIndex" not in last
    assert first["versionId"] == last["versionId"]
    assert (400, 9650) == talk.refused("GET", "/assignments?pageIndex=3")
    assert (400, 9650) == talk.refused("GET", "/assignments?pageIndex=-1")

    talk.associate("C8")
    again = talk.get("/assignments?pageIndex=2")
    assert again["versionId"] != last["versionId"]
    since = talk.get(f"/assignments?sinceVersionId={last['versionId']}")
    assert ["C8"] == [row["serialNumber"] for row in since["assignments"]]
    assert (400, 9721) == talk.refused("GET", "/assignments?sinceVersionId=no")
    assert 1 == talk.get("/assignments?serialNumber=C3")["size"]
    assert 0 == talk.get(f"/assignments?sinceVersionId={again['versionId']}")["size"]
    assert fake.requests[-1].query.startswith("sinceVersionId=")


REFUSALS = [
    ("/assets/associate", {"serialNumbers": ["C1"]}, 9718),
    ("/assets/associate", {"assets": [{"adamId": PAGES}]}, 9719),
    ("/assets/associate", {"assets": [{"adamId": PAGES}], "serialNumbers": ["C", "C"]}, 9705),
    ("/assets/associate", {"assets": [{"adamId": PAGES}], "clientUserIds": ["u", "u"]}, 9704),
    (
        "/assets/associate",
        {"assets": [{"adamId": PAGES}, {"adamId": int(PAGES)}], "serialNumbers": ["C"]},
        9703,
    ),
    ("/assets/associate", {"assets": [{"adamId": "1"}], "serialNumbers": ["C"]}, 9610),
    ("/assets/associate", {"assets": [{"adamId": "1"}] * 26, "serialNumbers": ["C"]}, 9700),
    ("/assets/associate", {"assets": [{"adamId": PAGES}], "serialNumbers": ["C"] * 1001}, 9702),
    ("/assets/associate", {"assets": [{"adamId": PAGES}], "clientUserIds": ["u"] * 1001}, 9701),
    ("/assets/associate", {"assets": [{"adamId": PAGES}], "serialNumbers": [1]}, 9602),
    ("/assets/associate", {"assets": ["361309726"], "serialNumbers": ["C"]}, 9602),
    ("/assets/revoke", {"serialNumbers": ["C"] * 101}, 9702),
    ("/assets/revoke", {}, 9719),
    ("/users/create", {}, 9720),
    ("/users/create", {"users": [{"email": "a@b"}]}, 9602),
    ("/users/create", {"users": [{"clientUserId": "u", "email": "nobody"}]}, 9717),
    ("/users/create", {"users": [{"clientUserId": "u"}, {"clientUserId": "u"}]}, 9715),
    ("/users/retire", {"users": [{"clientUserId": "u"}] * 101}, 9714),
]


@pytest.mark.parametrize(("path", "body", "number"), REFUSALS)
def test_what_cannot_be_done_is_refused_at_once_and_nothing_of_it_is_done(
    path: str, body: object, number: int
) -> None:
    fake, talk = calm()
    assert (400, number) == talk.refused("POST", path, body)
    assert () == fake.writes
    assert {} == fake.events


def test_methods_types_and_paths_are_looked_at() -> None:
    _, talk = calm()
    assert (405, 9726) == talk.refused("GET", "/assets/associate")
    assert 415 == talk.call("POST", "/assets/revoke", {}, headers={"Content-Type": "text/plain"}).status
    assert 404 == talk.call("GET", "/subscriptions").status
    assert 9602 == json.loads(talk.call("POST", "/assets/revoke", raw=b"[]").body)["errorNumber"]
    assert (400, 9708) == talk.refused("GET", "/status?eventId=1")


def test_users_are_listed_by_state_and_by_what_changed() -> None:
    fake, talk = calm()
    talk.create("anna", "bob")
    version = talk.get("/users")["versionId"]
    again = talk.create("bob")
    assert (9716, ["bob"]) == (
        again["failures"][0]["errorNumber"],
        again["failures"][0]["errorInfo"]["clientUserIds"],
    )
    fake.accept_invitation("anna", "anna@icloud.com")
    talk.done(talk.post("/users/retire", {"users": [{"clientUserId": "anna"}]}))
    rows = [{"clientUserId": "bob", "email": "new@example.com", "managedAppleId": "bob@school.example"}]
    assert "COMPLETE" == talk.done(talk.post("/users/update", {"users": rows}))["eventStatus"]
    taken = [{"clientUserId": "carl", "managedAppleId": "bob@school.example"}]
    assert "FAILED" == talk.done(talk.post("/users/create", {"users": taken}))["eventStatus"]
    unknown = talk.done(talk.post("/users/update", {"users": [{"clientUserId": "dora"}]}))
    assert 9609 == unknown["failures"][0]["errorNumber"]

    active = talk.get("/users?activeOnly=true")["users"]
    assert [("bob", "Associated", "new@example.com")] == [
        (row["clientUserId"], row["status"], row["email"]) for row in active
    ]
    assert "inviteCode" not in active[0]
    assert ["anna"] == [row["clientUserId"] for row in talk.get("/users?retiredOnly=true")["users"]]
    talk.create("anna")
    assert ["Retired", "Registered"] == [
        row["status"] for row in talk.get("/users?clientUserId=anna")["users"]
    ]
    assert 3 == talk.get(f"/users?sinceVersionId={version}")["size"]
    assert [] == talk.get(f"/users?sinceVersionId={talk.get('/users')['versionId']}")["users"]


def test_assets_are_listed_by_what_they_are_and_bought_and_given_back() -> None:
    fake, talk = calm()
    fake.buy(BOOK, 2, kind="Book")
    fake.buy(BOOK, 3, kind="Book", pricing_param="PLUS")
    fake.refund(PAGES, 2)
    assert [(BOOK, "PLUS", 3)] == [
        (row["adamId"], row["pricingParam"], row["totalCount"])
        for row in talk.get("/assets?productType=Book&pricingParam=PLUS")["assets"]
    ]
    assert 3 == talk.get(f"/assets?adamId={PAGES}")["assets"][0]["totalCount"]
    assert "COMPLETE" == talk.associate("C1", "C2", "C3")["eventStatus"]
    assert "FAILED" == talk.associate("C4")["eventStatus"]
    fake.check()


def test_a_smaller_limit_is_told_and_holds() -> None:
    fake, talk = calm()
    fake.limit("maxSerialNumbers", 1)
    assert 1 == talk.get("/service/config")["limits"]["maxSerialNumbers"]
    body = {"assets": [{"adamId": PAGES}], "serialNumbers": ["C1", "C2"]}
    assert (400, 9702) == talk.refused("POST", "/assets/associate", body)


def test_t65_no_token_is_in_a_log_or_a_repr() -> None:
    fake, talk = calm()
    talk.associate("C1")
    talk.call("GET", "/assets", headers={"Authorization": f"Basic {fake.token}"})
    assert fake.token not in repr((fake, fake.requests, fake.writes, fake.journal, fake._token))
