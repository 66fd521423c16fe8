"""The fake enrollment service: who may in, which headers it wants, how it pages."""

from __future__ import annotations

from contextlib import suppress

import pytest

from pymdm.errors import TransportError
from pymdm.testing.fake_dep import DEPChaos, DEPStorm, FakeDEP
from tests.unit.testing.dep_talk import Talk

PROFILE = {
    "profile_name": "Test Profile",
    "url": "https://mdm.acmeinc.com/getconfig",
    "is_supervised": True,
    "is_mdm_removable": False,
    "org_magic": "913FABBB-0032-4E13-9966-D6BBAC900331",
}


def calm(devices: int = 0) -> tuple[FakeDEP, Talk]:
    fake = FakeDEP(devices=devices, chaos=None)
    return fake, Talk(fake).login()


def fetched(talk: Talk, limit: int = 1000) -> tuple[list[dict[str, str]], str]:
    """All devices of a full fetch, and the cursor at its end."""
    page = talk.post("/server/devices", {"limit": limit})
    found = page["devices"]
    while page["more_to_follow"] is True:
        page = talk.post("/server/devices", {"limit": limit, "cursor": page["cursor"]})
        found += page["devices"]
    return found, page["cursor"]


def test_t64_a_nonce_is_good_for_one_login() -> None:
    fake = FakeDEP(chaos=None)
    talk = Talk(fake)
    signed = talk.authorization(nonce="4572616e48616d6d65724c61686176")

    assert 200 == talk.ask_session(signed).status
    again = talk.ask_session(signed)

    assert (401, b"oauth_problem=nonce_used") == (again.status, again.body)
    assert "adm-auth-token" == again.headers["www-authenticate"].lower()


@pytest.mark.parametrize("skew", [-301, 301, 900, -900])
def test_f29_a_login_with_a_wrong_clock_is_refused_and_told_the_right_time(skew: int) -> None:
    fake = FakeDEP(chaos=None)
    talk = Talk(fake)

    refused = talk.ask_session(talk.authorization(skew=skew))

    assert (401, b"oauth_problem=timestamp_refused") == (refused.status, refused.body)
    assert fake.clock().strftime("%d %b %Y %H:%M:%S GMT") in refused.headers["date"]
    assert 200 == talk.ask_session(talk.authorization(skew=299)).status


@pytest.mark.parametrize(
    ("changes", "status", "problem"),
    [
        ({"consumer_secret": "CS_other"}, 401, "signature_invalid"),
        ({"access_secret": "AS_other"}, 401, "signature_invalid"),
        ({"consumer_key": "CK_other"}, 401, "consumer_key_unknown"),
        ({"access_token": "AT_other"}, 401, "token_rejected"),
        ({"realm": "XYZ"}, 400, "expected the realm ADM"),
        ({"method": "HMAC-SHA256"}, 400, "Invalid signature"),
    ],
)
def test_logins_are_judged_as_oauth_demands(changes: dict[str, str], status: int, problem: str) -> None:
    talk = Talk(FakeDEP(chaos=None))

    refused = talk.ask_session(talk.authorization(**changes))

    assert status == refused.status
    assert problem in refused.body.decode()


def test_a_fetch_returns_every_device_once_and_its_end_is_the_beginning_of_sync() -> None:
    fake, talk = calm(2500)

    found, cursor = fetched(talk)

    assert fake.truth() == {device["serial_number"]: device for device in found}
    assert 2500 == len(found)
    assert (400, "EXHAUSTED_CURSOR") == talk.refused("POST", "/server/devices", {"cursor": cursor})
    assert [] == talk.post("/devices/sync", {"cursor": cursor})["devices"]


def test_sync_tells_what_happened_since_the_fetch_began() -> None:
    fake, talk = calm(3)
    first, second, third = fake.serials
    page = talk.post("/server/devices", {"limit": 1})
    fake.remove(first)
    fake.modify(second, asset_tag="304214")
    page = talk.post("/server/devices", {"limit": 1000, "cursor": page["cursor"]})
    fourth = fake.add()

    found = talk.post("/devices/sync", {"cursor": page["cursor"]})

    assert [second, third] == [device["serial_number"] for device in page["devices"]]
    told = [(device["serial_number"], device["op_type"]) for device in found["devices"]]
    assert [(first, "deleted"), (second, "modified"), (fourth, "added")] == told
    assert "304214" == found["devices"][1]["asset_tag"]


def test_an_assignment_reaches_the_devices_that_are_there_and_is_logged() -> None:
    fake, talk = calm(2)
    first, second = fake.serials
    fake.answer_device(second, "FAILED", times=1)
    uuid = talk.post("/profile", PROFILE)["profile_uuid"]

    found = talk.post("/profile/devices", {"profile_uuid": uuid, "devices": [first, second, "C0NOTHERE"]})

    outcomes = {first: "SUCCESS", second: "FAILED", "C0NOTHERE": "NOT_ACCESSIBLE"}
    assert outcomes == found["devices"] == fake.writes[-1].outcomes
    assert (uuid, "assigned") == (fake.truth()[first]["profile_uuid"], fake.truth()[first]["profile_status"])
    assert "empty" == fake.truth()[second]["profile_status"]
    again = talk.post("/profile/devices", {"profile_uuid": uuid, "devices": [second]})
    assert {second: "SUCCESS"} == again["devices"]


def test_f39_a_storm_without_end_answers_everything_but_logins() -> None:
    fake, talk = calm()
    fake.storm(DEPStorm(status=403, word="T_C_NOT_SIGNED", style="quoted"))

    assert [(403, '"T_C_NOT_SIGNED"')] * 3 == [talk.refused("GET", "/account") for _ in range(3)]
    assert 200 == talk.ask_session().status
    fake.calm()
    assert 200 == talk.call("GET", "/account").status


def test_the_same_seed_does_the_same_wrong() -> None:
    def endings(seed: int) -> list[tuple[int, str]]:
        fake = FakeDEP(devices=10, chaos=DEPChaos.wild(seed))
        talk = Talk(fake)
        for _ in range(300):
            with suppress(TransportError):
                talk.call("GET", "/account")
        return [(request.status, request.ending) for request in fake.requests]

    assert endings(7) == endings(7)
    assert endings(7) != endings(8)
