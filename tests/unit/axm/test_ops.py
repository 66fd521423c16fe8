"""The calls as flows: logins, listings, assignments, refusals."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from pymdm._flow import HttpResponse
from pymdm.axm import Activity, ActivityStatus, ops
from pymdm.errors import AXMError, DecodeError, TransportError
from tests.unit.axm.talking import BASE, Talk, document, page, refused, resource

DEVICE = resource("orgDevices", "C02A", serialNumber="C02A", status="ASSIGNED", imei=["1", "2"], newKey=[1])
SERVER = resource(
    "mdmServers", "S1", serverName="pymdm", serverType="MDM", createdDateTime="2025-05-01T03:21:44.685Z"
)

ELSEWHERE = f"{BASE}/token"


def working(status: str = "IN_PROGRESS", sub: str = "SUBMITTED", http: int = 200) -> HttpResponse:
    return document(http, data=resource("orgDeviceActivities", "A1", status=status, subStatus=sub))


def test_a_listing_follows_its_links() -> None:
    talk = Talk(
        page("orgDevices", "ab", f"{BASE}/v1/orgDevices?cursor=x%3D&limit=1000"),
        page("orgDevices", "c", "/v1/orgDevices?cursor=y"),
        page("orgDevices", ""),
    )

    found = talk.all(ops.devices(talk.session, fields=["serialNumber", "status"]))

    assert [["a", "b"], ["c"], []] == [[each.id for each in listed] for listed in found]
    assert [
        "GET /v1/orgDevices?fields%5BorgDevices%5D=serialNumber%2Cstatus&limit=1000",
        "GET /v1/orgDevices?cursor=x%3D&limit=1000",
        "GET /v1/orgDevices?cursor=y",
    ] == talk.asked()


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/v1/orgDevices?cursor=x",
        "//evil.example/v1/orgDevices?cursor=x",
        "http://api-business.apple.com/v1/orgDevices?cursor=x",
        "https://api-business.apple.com:8443/v1/orgDevices?cursor=x",
        "https://api-business.apple.com@evil.example/v1/orgDevices?cursor=x",
        "/v1/orgDeviceActivities?cursor=x",
        "https://[",
        7,
    ],
)
def test_a_page_elsewhere_is_not_fetched(link: object) -> None:
    """T65: the token would go there."""
    talk = Talk(page("orgDevices", "a", link))
    with pytest.raises(DecodeError, match=r"links\.next"):
        talk.run(ops.devices(talk.session))

    assert 1 == len(talk.requests)


def test_a_listing_that_goes_in_circles_ends() -> None:
    links = [f"{BASE}/v1/orgDevices?cursor={name}" for name in "xyx"]
    talk = Talk(*[page("orgDevices", "a", link) for link in links])
    with pytest.raises(DecodeError, match="not read before"):
        talk.run(ops.devices(talk.session))


def test_services_and_their_devices_are_listed() -> None:
    talk = Talk(document(data=[SERVER], links={}), page("orgDevices", ["C02A", "C02B"]))
    ((server,),) = talk.all(ops.servers(talk.session))
    talk.emitted.clear()

    assert [("C02A", "C02B")] == talk.all(ops.server_devices(talk.session, "S/1"))
    assert ("pymdm", "MDM", 2025) == (server.name, server.type, server.created.year)
    assert "GET /v1/mdmServers/S%2F1/relationships/devices?limit=1000" == talk.asked()[1]


def test_a_device_keeps_what_is_not_known_of_it() -> None:
    talk = Talk(document(data=DEVICE))
    device = talk.run(ops.device(talk.session, "C02A"))

    assert (("1", "2"), [1]) == (device.imei, device.raw["attributes"]["newKey"])
    assert "newKey" not in repr(device)


def test_the_service_of_a_device_or_none() -> None:
    talk = Talk(document(data=SERVER), document(data=None), refused(404, "NOT_FOUND"), document(data=DEVICE))

    found = [talk.run(ops.assigned_server(talk.session, "C02A")) for _ in range(3)]

    assert ["pymdm", None, None] == [server and server.name for server in found]


@pytest.mark.parametrize(("answers", "status"), [((404, 404), 404), ((403,), 403)])
def test_the_service_of_no_device_is_an_error(answers: tuple[int, ...], status: int) -> None:
    talk = Talk(*[refused(number) for number in answers])
    with pytest.raises(AXMError) as caught:
        talk.run(ops.assigned_server(talk.session, "C02A"))

    assert status == caught.value.status


@pytest.mark.parametrize(
    ("flow", "kind"), [(ops.assign, "ASSIGN_DEVICES"), (ops.unassign, "UNASSIGN_DEVICES")]
)
def test_an_assignment_names_each_device_once(flow: Any, kind: str) -> None:
    talk = Talk(working(http=201))
    found = talk.run(flow(talk.session, "S1", ["C02A", "C02B", "C02A"]))

    assert ("A1", ActivityStatus.IN_PROGRESS, False) == (found.id, found.status, found.ended)
    assert ["POST /v1/orgDeviceActivities"] == talk.asked()
    assert {
        "type": "orgDeviceActivities",
        "attributes": {"activityType": kind},
        "relationships": {
            "mdmServer": {"data": {"type": "mdmServers", "id": "S1"}},
            "devices": {"data": [{"type": "orgDevices", "id": "C02A"}, {"type": "orgDevices", "id": "C02B"}]},
        },
    } == json.loads(talk.requests[0].body)["data"]


def test_an_assignment_whose_answer_is_lost_is_not_sent_again() -> None:
    for answer in (TransportError("lost"), refused(500)):
        talk = Talk(answer)
        with pytest.raises((TransportError, AXMError)):
            talk.run(ops.assign(talk.session, "S1", ["C02A"]))
        assert 1 == len(talk.requests)


def test_an_assignment_that_never_left_or_was_turned_away_is_sent_again() -> None:
    """F40."""
    talk = Talk(TransportError("down", request_sent=False), refused(429, Retry_After="7"), working(http=201))
    talk.run(ops.assign(talk.session, "S1", ["C02A"]))

    assert 3 == len(talk.requests)
    assert 7.0 == talk.waits[1]


def test_an_assignment_of_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="one device at least"):
        Talk().run(ops.assign(Talk().session, "S1", []))


def test_an_activity_is_watched_until_it_has_ended() -> None:
    talk = Talk(
        working(), working("SOMETHING_NEW"), working(), working("COMPLETED", "COMPLETED_WITH_SUCCESS")
    )
    seen = talk.all(ops.watch(talk.session, "A1", timeout=60))

    assert [False, False, False, True] == [each.succeeded for each in seen]
    assert "SOMETHING_NEW" == seen[1].status
    assert [2.0, 3.0, 4.5] == talk.waits


def test_an_activity_that_does_not_end_is_watched_for_so_long() -> None:
    talk = Talk(*[working()] * 6)
    seen = talk.all(ops.watch(talk.session, "A1", timeout=12))

    assert not seen[-1].ended
    assert 12.0 == sum(talk.waits)


def test_a_clock_that_is_put_back_does_not_prolong_the_watch() -> None:
    """F29."""
    talk = Talk(*[working()] * 9)
    served = talk._serve

    def put_back(wanted: Any) -> Any:
        talk.now -= timedelta(days=1)
        return served(wanted)

    talk._serve = put_back  # type: ignore[method-assign]
    talk.all(ops.watch(talk.session, "A1", timeout=12))

    assert 12.0 == sum(talk.waits)


def test_a_listing_of_empty_pages_ends() -> None:
    pages = [document(data=[], links={"next": f"{BASE}/v1/orgDevices?cursor={n}"}) for n in range(200)]
    talk = Talk(*pages)
    with pytest.raises(DecodeError, match="something on it"):
        talk.all(ops.devices(talk.session))


@pytest.mark.parametrize(
    ("status", "sub", "succeeded"),
    [
        ("COMPLETED", "COMPLETED_WITH_ERROR", False),
        ("FAILED", "", False),
        ("STOPPED", "", False),
        ("COMPLETED", "", True),
    ],
)
def test_an_end_is_not_always_a_success(status: str, sub: str, succeeded: bool) -> None:
    """T65: whoever has the address of the log may read it, so it is not shown."""
    said = {"status": status, "subStatus": sub, "downloadUrl": "https://s3cret"}
    found = Activity.from_resource(resource("orgDeviceActivities", "A", **said))

    assert (True, succeeded) == (found.ended, found.succeeded)
    assert "s3cret" not in repr(found)


def test_a_refusal_carries_apples_code_and_nothing_else_of_the_answer() -> None:
    """T65, F39."""
    talk = Talk(refused(403, "FORBIDDEN.ROLE"))
    with pytest.raises(AXMError, match="what the API account may do") as caught:
        talk.run(ops.device(talk.session, "C02A"))

    assert ("FORBIDDEN.ROLE", 403, False, None) == (
        caught.value.code,
        caught.value.status,
        caught.value.retryable,
        caught.value.retry_after,
    )
    assert "canary" not in str(caught.value)
    assert 1 == len(talk.requests)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b'{"errors":[]}',
        b'{"errors":[7]}',
        b'{"errors":[{"code":"canary 4711"}]}',
        b"[" * 60000,
    ],
)
def test_a_refusal_without_a_code_is_one_all_the_same(body: bytes) -> None:
    """T65: what is no code may be what was sent."""
    talk = Talk(HttpResponse(status=302, body=body))
    with pytest.raises(AXMError, match="does not redirect") as caught:
        talk.run(ops.device(talk.session, "C02A"))

    assert "" == caught.value.code


def test_too_many_requests_say_when_to_come_back() -> None:
    """F40: a long wait is the caller's."""
    talk = Talk(refused(429, "RATE_LIMIT_EXCEEDED", Retry_After="3600"))
    with pytest.raises(AXMError) as caught:
        talk.run(ops.device(talk.session, "C02A"))

    assert (3600.0, True) == (caught.value.retry_after, caught.value.retryable)


@pytest.mark.parametrize(
    "answer",
    [
        HttpResponse(status=200, body=b"[]"),
        HttpResponse(status=200, body=b'{"data": NaN}'),
        HttpResponse(status=200, body=b'{"data": {"type": "orgDevices", "id": "\\u0000"}}'),
        HttpResponse(status=200, body=b'{"data": {"type": "orgDevices", "id": "\\ud800"}}'),
        document(),
        document(data=[]),
        document(data={"type": "mdmServers", "id": "x"}),
        document(data={"type": "orgDevices", "id": 7}),
        document(data={"type": "orgDevices"}),
    ],
)
def test_what_is_no_device_is_told(answer: HttpResponse) -> None:
    talk = Talk(answer)
    with pytest.raises(DecodeError):
        talk.run(ops.device(talk.session, "C02A"))


def test_a_listing_without_an_array_is_told() -> None:
    talk = Talk(document(data={}))
    with pytest.raises(DecodeError, match="array"):
        talk.run(ops.servers(talk.session))


def test_dates_that_nobody_can_read_are_none_and_kept() -> None:
    for value in ("yesterday", "x" * 50, 7, None, "0001-01-01T00:00:00+14:00"):
        talk = Talk(document(data=resource("orgDevices", "a", updatedDateTime=value, imei="1", eid=["x"])))
        device = talk.run(ops.device(talk.session, "a"))
        assert (None, ("1",), "") == (device.updated, device.imei, device.eid)
