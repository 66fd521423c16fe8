"""The fake enrollment service: what it refuses, with Apple's codes, and what its chaos does to pages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pymdm._flow import HttpRequest
from pymdm.errors import TransportError
from pymdm.testing.fake_dep import DEPChaos, DEPStorm, FakeDEP
from tests.unit.testing.dep_talk import Talk
from tests.unit.testing.test_fake_dep import PROFILE, calm, fetched

DAY = 86400


def test_every_call_needs_its_headers() -> None:
    _, talk = calm(1)
    for headers, status, word in (
        ({"User_Agent": ""}, 400, "USER_AGENT_INVALID"),
        ({"User_Agent": "(none)"}, 400, "USER_AGENT_INVALID"),
        ({"X_Server_Protocol_Version": "x"}, 400, "PROTOCOL_VERSION_INVALID"),
        ({"X_ADM_Auth_Session": ""}, 401, "UNAUTHORIZED"),
        ({"X_ADM_Auth_Session": "0" * 50}, 403, "FORBIDDEN"),
        ({"Content_Type": "application/json"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
        ({"Content_Type": "application/json; charset=utf-8"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
    ):
        assert (status, word) == talk.refused("POST", "/server/devices", {"limit": 1}, **headers)


def test_what_is_no_endpoint_no_method_and_no_json_is_refused() -> None:
    _, talk = calm()

    assert (404, "NOT_FOUND") == talk.refused("GET", "/devices/all")
    assert (405, "METHOD_NOT_ALLOWED") == talk.refused("GET", "/devices/sync")
    for raw in (b"{", b"[]", b"[" * 100_000, b"\xff"):
        assert (400, "MALFORMED_REQUEST_BODY") == talk.refused("POST", "/devices", raw=raw)
    assert (400, "MALFORMED_REQUEST_BODY") == talk.refused("POST", "/devices")


def test_f38_a_session_runs_out_by_rest_and_by_use() -> None:
    fake, talk = calm()
    fake.clock.advance(179)
    assert 200 == talk.call("GET", "/account").status
    fake.clock.advance(181)
    assert (401, "UNAUTHORIZED") == talk.refused("GET", "/account")
    talk.login()
    fake.end_sessions()
    assert (401, "UNAUTHORIZED") == talk.refused("GET", "/account")

    short = Talk(FakeDEP(chaos=DEPChaos(session_requests=2))).login()
    assert [200, 200, 401] == [short.call("GET", "/account").status for _ in range(3)]


def test_f38_a_new_session_token_can_come_with_any_answer_and_the_old_one_be_over() -> None:
    talk = Talk(FakeDEP(chaos=DEPChaos(rotate=1, rotate_kills=True))).login()
    old = talk.headers["X-ADM-Auth-Session"]

    talk.get("/account")

    assert old != talk.headers["X-ADM-Auth-Session"]
    assert (401, "UNAUTHORIZED") == talk.refused("GET", "/account", X_ADM_Auth_Session=old)
    talk.get("/account")


def test_f39_unsigned_terms_and_denied_access_are_told_until_somebody_acts() -> None:
    fake, talk = calm()
    fake.accept_terms("unsigned")
    assert (403, "T_C_NOT_SIGNED") == talk.refused("GET", "/account")
    assert (403, b"T_C_NOT_SIGNED") == ((found := talk.ask_session()).status, found.body)
    fake.accept_terms("accepted")
    fake.deny("/account")
    assert (403, "ACCESS_DENIED") == talk.refused("GET", "/account")
    fake.deny()
    assert 200 == talk.call("GET", "/account").status


@pytest.mark.parametrize("told", ["seconds", "date", "body"])
def test_f40_how_long_to_wait_is_told_in_three_ways(told: Any) -> None:
    fake, talk = calm()
    fake.storm(DEPStorm(status=429, word="TOO_MANY", count=1, retry_after=90, told=told))

    refused = talk.call("GET", "/account")

    assert 429 == refused.status
    if told == "body":
        assert 90 == json.loads(refused.body)["retry_after_seconds"]
    else:
        fake.clock.advance(90)
        later = fake.clock().strftime("%H:%M:%S GMT")
        assert ("90" if told == "seconds" else later) in refused.headers["retry-after"]
    assert 401 != talk.ask_session().status


def test_f41_a_cursor_is_good_for_a_week() -> None:
    fake, talk = calm(1)
    _, cursor = fetched(talk)

    fake.clock.advance(7 * DAY)
    talk.login()
    assert 200 == talk.call("POST", "/devices/sync", {"cursor": cursor}).status
    fake.clock.advance(1)
    assert (400, "EXPIRED_CURSOR") == talk.refused("POST", "/devices/sync", {"cursor": cursor})
    assert (400, "CURSOR_REQUIRED") == talk.refused("POST", "/devices/sync", {})
    assert (400, "INVALID_CURSOR") == talk.refused("POST", "/devices/sync", {"cursor": "00"})
    for limit in (0, 1001, -1, "100", True):
        assert (400, "MALFORMED_REQUEST_BODY") == talk.refused("POST", "/server/devices", {"limit": limit})


def test_f41_a_cursor_that_was_spoilt_stays_so() -> None:
    talk = Talk(FakeDEP(devices=1, chaos=DEPChaos(invalid_cursor=0.5))).login()
    cursors = [talk.post("/server/devices", {})["cursor"] for _ in range(10)]
    asked = [talk.call("POST", "/devices/sync", {"cursor": cursor}) for cursor in cursors]
    spoilt = [cursor for cursor, answer in zip(cursors, asked, strict=True) if answer.status == 400]

    assert 0 < len(spoilt) < 10
    for cursor in spoilt * 10:
        assert (400, "INVALID_CURSOR") == talk.refused("POST", "/devices/sync", {"cursor": cursor})


def test_f42_repeated_and_reordered_changes_can_be_told_apart_by_their_date() -> None:
    fake = FakeDEP(devices=20, chaos=DEPChaos(repeat=0.5, reorder=1, short_pages=0.3, updated=0.5))
    talk = Talk(fake).login()
    _, cursor = fetched(talk, 7)
    for turn in range(100):
        serial = fake.serials[turn % len(fake.serials)]
        fake.modify(serial, asset_tag=f"{turn}")
        if turn % 10 == 9:
            fake.remove(serial)
    seen: dict[str, Any] = {}
    told, more = 0, True
    while more:
        page = talk.post("/devices/sync", {"cursor": cursor, "limit": 10})
        assert len(page["devices"]) <= 10
        cursor, more = page["cursor"], page["more_to_follow"]
        told += len(page["devices"])
        for device in page["devices"]:
            before = seen.get(device["serial_number"])
            if before is None or before["op_date"] < device["op_date"]:
                seen[device["serial_number"]] = device

    assert told > 110
    last = {serial: device["op_type"] for serial, device in seen.items()}
    assert {"deleted", "modified", "updated"} >= set(last.values())
    truth = fake.truth()
    for serial, device in seen.items():
        assert (device["op_type"] == "deleted") == (serial not in truth)
        if serial in truth:
            assert truth[serial] == {name: v for name, v in device.items() if not name.startswith("op_")}


def test_f42_a_page_may_say_false_as_a_string_and_come_again_with_the_same_cursor() -> None:
    fake = FakeDEP(devices=3, chaos=DEPChaos(string_false=1))
    assert "false" == Talk(fake).login().post("/server/devices", {})["more_to_follow"]

    stuck = Talk(FakeDEP(devices=3, chaos=DEPChaos(same_cursor=1, stuck_cursor=True))).login()
    first = stuck.post("/server/devices", {"limit": 1})
    asked = {"limit": 1, "cursor": first["cursor"]}
    pages = [stuck.post("/server/devices", asked) for _ in range(3)]
    assert [(first["cursor"], True)] * 3 == [(page["cursor"], page["more_to_follow"]) for page in pages]


def test_a_throttled_device_vanishes_from_the_cursor_for_a_day() -> None:
    fake, talk = calm(2)
    throttled, other = fake.serials
    _, cursor = fetched(talk)
    uuid = talk.post("/profile", PROFILE)["profile_uuid"]
    fake.answer_device(throttled, "THROTTLED", times=1)
    fake.hide(throttled)

    found = talk.post("/profile/devices", {"profile_uuid": uuid, "devices": [throttled, other]})
    fake.modify(throttled, asset_tag="1")

    assert ({throttled: "THROTTLED", other: "SUCCESS"}, 3600) == (
        found["devices"],
        found["retry_after_seconds"],
    )
    page = talk.post("/devices/sync", {"cursor": cursor})
    assert [other] == [device["serial_number"] for device in page["devices"]]
    fake.clock.advance(DAY)
    fake.modify(throttled, asset_tag="2")
    talk.login()
    page = talk.post("/devices/sync", {"cursor": page["cursor"]})
    assert ["2"] == [device["asset_tag"] for device in page["devices"]]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"url": None}, "CONFIG_URL_REQUIRED"),
        ({"url": "http://mdm.acmeinc.com"}, "CONFIG_URL_INVALID"),
        ({"configuration_web_url": "nonsense"}, "CONFIG_URL_INVALID"),
        ({"profile_name": ""}, "CONFIG_NAME_REQUIRED"),
        ({"profile_name": "x" * 126}, "CONFIG_NAME_INVALID"),
        ({"department": "x" * 126}, "DEPARTMENT_INVALID"),
        ({"support_phone_number": "5" * 51}, "SUPPORT_PHONE_INVALID"),
        ({"support_email_address": "nobody"}, "SUPPORT_EMAIL_INVALID"),
        ({"org_magic": "x" * 257}, "MAGIC_INVALID"),
        ({"is_supervised": False}, "FLAGS_INVALID"),
        ({"is_supervised": "yes"}, "MALFORMED_REQUEST_BODY"),
        ({"skip_setup_items": [1]}, "MALFORMED_REQUEST_BODY"),
        ({"url": 1}, "MALFORMED_REQUEST_BODY"),
    ],
)
def test_a_profile_is_refused_with_apples_code(changes: dict[str, Any], word: str) -> None:
    fake, talk = calm()

    assert (400, word) == talk.refused("POST", "/profile", {**PROFILE, **changes})
    assert {} == fake.profiles


def test_version_1_has_the_rules_of_2014() -> None:
    fake = FakeDEP(devices=1, chaos=None)
    talk = Talk(fake, version=1).login()
    old = {**PROFILE, "is_supervised": False}

    assert (400, "DEPARTMENT_REQUIRED") == talk.refused("POST", "/profile", old)
    old["department"] = "IT"
    assert (400, "SUPPORT_PHONE_REQUIRED") == talk.refused("POST", "/profile", old)
    old["support_phone_number"] = "1-555-555-5555"
    uuid = talk.post("/profile", old)["profile_uuid"]
    devices = {"profile_uuid": uuid, "devices": fake.serials}
    assert (405, "METHOD_NOT_ALLOWED") == talk.refused("POST", "/profile/devices", devices)
    _, cursor = fetched(talk)
    assert 200 == talk.call("PUT", "/profile/devices", devices).status
    (device,) = talk.post("/devices/sync", {"cursor": cursor})["devices"]
    assert "updated" == device["op_type"]
    assert "device_family" not in device
    assert "urls" not in talk.get("/account")


def test_devices_are_told_disowned_locked_and_freed_of_their_profile() -> None:
    fake, talk = calm(2)
    first, second = fake.serials
    uuid = talk.post("/profile", {**PROFILE, "devices": [first, second]})["profile_uuid"]
    dashed = f"{uuid[:8]}-{uuid[8:12]}-{uuid[12:16]}-{uuid[16:20]}-{uuid[20:]}".lower()

    assert {**PROFILE, "profile_uuid": uuid} == talk.get(f"/profile?profile_uuid={dashed}")
    assert (400, "PROFILE_UUID_REQUIRED") == talk.refused("GET", "/profile")
    assert (404, "PROFILE_NOT_FOUND") == talk.refused("GET", f"/profile?profile_uuid={'0' * 32}")
    assert (400, "DEVICE_ID_REQUIRED") == talk.refused("POST", "/devices", {"devices": []})
    many = [f"{number}" for number in range(1001)]
    assert (400, "MALFORMED_REQUEST_BODY") == talk.refused("POST", "/devices", {"devices": many})
    assert {} == talk.post("/profile/devices", {"profile_uuid": uuid, "devices": []})["devices"]

    freed = json.loads(talk.call("DELETE", "/profile/devices", {"devices": [first]}).body)
    found = talk.post("/devices", {"devices": [first, second, "C0NOTHERE"]})["devices"]
    assert {first: "SUCCESS"} == freed["devices"]
    assert ["removed", "assigned"] == [found[serial]["profile_status"] for serial in (first, second)]
    assert {"response_status": "NOT_FOUND"} == found["C0NOTHERE"]
    assert {first: "SUCCESS"} == talk.post("/devices/disown", {"devices": [first]})["devices"]
    assert [second] == fake.serials
    lock = {"device": second, "escrow_key": "30" * 32}
    said = [talk.post("/device/activationlock", lock)["response_status"] for _ in range(2)]
    assert ["SUCCESS", "DEVICE_ALREADY_LOCKED"] == said
    assert (400, "MALFORMED_REQUEST_BODY") == talk.refused(
        "POST", "/device/activationlock", {**lock, "escrow_key": "x" * 64}
    )
    paths = ["/profile", "/profile/devices", "/profile/devices", "/devices/disown"]
    assert [*paths, *["/device/activationlock"] * 2] == [write.path for write in fake.writes]


def test_account_driven_enrollment_and_beta_tokens() -> None:
    fake, talk = calm()
    path, url = "/account-driven-enrollment/profile", "https://mdm.acmeinc.com/discovery"
    token = {"title": "iOS 27 beta", "os": "iOS", "token": "GBT"}

    assert (404, "NOT_FOUND") == talk.refused("GET", path)
    assert 200 == talk.call("POST", path, {"mdm_service_discovery_url": url}).status
    assert url == talk.get(path)["mdm_service_discovery_url"]
    assert 200 == talk.call("DELETE", path).status
    assert (404, "NOT_FOUND") == talk.refused("GET", path)
    fake.seed_program([token])
    assert [token] == talk.get("/os-beta-enrollment/tokens")["betaEnrollmentTokens"]
    fake.seed_program(None)
    assert (403, "APPLE_SEED_FOR_IT_TURNED_OFF") == talk.refused("GET", "/os-beta-enrollment/tokens")


@pytest.mark.parametrize("ending", ["drop_after", "half", "slow", "endless", "bomb"])
def test_t67_in_memory_an_answer_that_does_not_arrive_is_a_transport_error(ending: str) -> None:
    fake = FakeDEP(devices=1, chaos=DEPChaos(**{ending: 1}))

    with pytest.raises(TransportError):
        Talk(fake).ask_session()
    assert [200] == [request.status for request in fake.requests]


def test_t67_in_memory_an_answer_above_the_limit_is_a_transport_error() -> None:
    fake, talk = calm(100)
    headers = {**talk.headers, "Content-Type": "application/json;charset=UTF8"}
    url = f"{fake.base_url}/server/devices"

    with pytest.raises(TransportError):
        fake.send(HttpRequest(method="POST", url=url, headers=headers, body=b"{}", limit=1000))


def test_the_fleet_changes_by_itself_as_often_as_it_is_told_to() -> None:
    fake = FakeDEP(devices=50, chaos=DEPChaos(changes=2.5, changes_until=40))
    talk = Talk(fake).login()
    _, cursor = fetched(talk)

    for _ in range(30):
        talk.get("/account")

    told = talk.post("/devices/sync", {"cursor": cursor, "limit": 1000})["devices"]
    assert {"added", "modified", "deleted"} == {device["op_type"] for device in told}
    assert 40 == len(fake.fleet.events)
