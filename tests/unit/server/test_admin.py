"""The admin API, called without a network."""

from __future__ import annotations

import logging
import re
from typing import Any
from urllib.parse import quote

import pytest

from pymdm.errors import StorageError
from pymdm.protocol import plist
from pymdm.server.admin import MAX_ORDER, ROUTES
from pymdm.service import CommandState
from pymdm.stores import MemoryStore
from pymdm.testing import SimulatedDevice, wsgi_sender
from tests.support import ROOT

from .scene import TOKEN, Scene, call, scene


@pytest.fixture(scope="module")
def mdm() -> Scene:
    return scene()


@pytest.fixture(scope="module")
def mac(mdm: Scene) -> SimulatedDevice:
    return mdm.device("macOS", seed="a Mac")


@pytest.fixture
def commands(mac: SimulatedDevice) -> str:
    return f"/v1/enrollments/{mac.enrollment.id}/commands"


def filled(pattern: str) -> str:
    return pattern.format(id="U", uuid="C")


@pytest.mark.parametrize(("method", "pattern"), ROUTES)
@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        TOKEN,
        "Bearer",
        "Bearer ",
        f"Basic {TOKEN}",
        f"Bearer {TOKEN[:-1]}",
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN} {TOKEN}",
        f"Bearer {TOKEN}, Bearer {TOKEN}",
        "Bearer \xff",
    ],
)
def test_no_route_answers_without_the_token(
    mdm: Scene, method: str, pattern: str, authorization: str | None
) -> None:
    """T52: walked from the router, so that a new route is in it."""
    environ = {} if authorization is None else {"HTTP_AUTHORIZATION": authorization}

    answer = call(mdm.server.admin, method, filled(pattern), body=b"{}", **environ)

    assert 401 == answer.status
    assert {"error": "a valid admin token is needed"} == answer.json
    assert 'Bearer realm="pymdm"' == answer.headers["www-authenticate"]


@pytest.mark.parametrize("path", ["/", "", "/v1", "/mdm", "/enroll", "/../../etc/passwd"])
def test_an_unknown_address_says_no_more_without_the_token(mdm: Scene, path: str) -> None:
    """T52, T58"""
    assert 401 == call(mdm.server.admin, "GET", path).status
    assert 404 == mdm.admin("GET", path).status


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_has_no_case(mdm: Scene, scheme: str) -> None:
    answer = call(mdm.server.admin, "GET", "/v1/events", HTTP_AUTHORIZATION=f"{scheme}  {TOKEN} ")

    assert 200 == answer.status


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("PUT", "/v1/enrollments", "GET, HEAD"),
        ("DELETE", "/v1/enrollments/U", "GET, HEAD"),
        ("DELETE", "/v1/enrollments/U/commands", "GET, HEAD, POST"),
        ("POST", "/v1/enrollments/U/commands/C", "GET, HEAD, DELETE"),
        ("POST", "/v1/events", "GET, HEAD"),
    ],
)
def test_another_method_is_told_the_right_ones(mdm: Scene, method: str, path: str, allow: str) -> None:
    answer = mdm.admin(method, path)

    assert (405, allow) == (answer.status, answer.headers["allow"])


@pytest.mark.parametrize(
    "path",
    [
        "/v1//enrollments",
        "/v1/enrollments/",
        "/v1/enrollments/U/",
        "/v1/enrollments//commands",
        "/v1/enrollments/U/commands/",
        "/v1/enrollments/U/commands/C/D",
        "/V1/enrollments",
        "/v1/enrollments/\xff",
    ],
)
def test_addresses_are_taken_exactly(mdm: Scene, path: str) -> None:
    assert 404 == mdm.admin("GET", path).status


def test_head_says_how_long_the_answer_is_and_sends_none(mdm: Scene) -> None:
    got, head = mdm.admin("GET", "/v1/enrollments"), mdm.admin("HEAD", "/v1/enrollments")

    assert (200, b"") == (head.status, head.body)
    assert got.headers == head.headers


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("limit=1", 200),
        ("limit=500", 200),
        ("limit=", 200),
        ("limit=0", 400),
        ("limit=501", 400),
        ("limit=-1", 400),
        ("limit=²", 400),
        ("limit=%C2%B2", 400),
        ("limit=" + "9" * 5000, 400),
        ("limit=x", 400),
    ],
)
@pytest.mark.parametrize("path", ["/v1/enrollments", "/v1/events", "/v1/enrollments/{mac}/commands"])
def test_a_page_has_a_bounded_length(
    mdm: Scene, mac: SimulatedDevice, path: str, query: str, status: int
) -> None:
    place = path.format(mac=mac.enrollment.id)

    assert status == mdm.admin("GET", place, QUERY_STRING=query).status


@pytest.mark.parametrize(("after", "status"), [("0", 200), ("9" * 5000, 200), ("²", 400), ("-1", 400)])
def test_events_begin_after_a_number(mdm: Scene, after: str, status: int) -> None:
    assert status == mdm.admin("GET", "/v1/events", QUERY_STRING=f"after={quote(after)}").status


def test_lists_go_on_after_the_last_one(mdm: Scene, mac: SimulatedDevice) -> None:
    phone = mdm.device("iOS", seed="a phone")
    ids: list[str] = []
    while page := mdm.admin("GET", f"/v1/enrollments?limit=1&after={''.join(ids[-1:])}").json["enrollments"]:
        ids += [record["id"]["id"] for record in page]

    assert sorted(ids) == ids
    assert {mac.enrollment.id, phone.enrollment.id} <= set(ids)

    first, second = mdm.admin("GET", "/v1/events?limit=2").json["events"]
    assert [second] == mdm.admin("GET", f"/v1/events?limit=1&after={first['id']}").json["events"]


def test_the_id_of_a_user_may_hold_whatever_a_name_holds(mdm: Scene, mac: SimulatedDevice) -> None:
    ada = mac.user("ä/é %41?#", short_name="ada")
    ada.enroll()
    sent = f"/v1/enrollments/{quote(ada.enrollment.id, safe='')}"
    decoded = f"/v1/enrollments/{ada.enrollment.id}".encode().decode("latin-1")

    answer = mdm.admin("GET", "", PATH_INFO=decoded, REQUEST_URI=f"{sent}?x=/")

    assert (200, ada.enrollment.id) == (answer.status, answer.json["id"]["id"])
    # without the address as it was sent, the slash parts the id
    assert 404 == mdm.admin("GET", "", PATH_INFO=decoded).status


def test_a_command_is_queued_answered_and_read(mdm: Scene, mac: SimulatedDevice, commands: str) -> None:
    queued = mdm.admin(
        "POST", commands, {"request_type": "DeviceInformation", "keys": {"Queries": ["OSVersion"]}}
    )
    assert 201 == queued.status
    uuid = queued.json["command_uuid"]
    assert "pending" == mdm.admin("GET", f"{commands}/{uuid}").json["state"]

    mac.connect()

    told = mdm.admin("GET", f"{commands}/{uuid}").json
    assert ("acknowledged", 1) == (told["state"], told["sent_count"])
    assert {"OSVersion": mac.machine.os_version} == told["result"]["QueryResponses"]
    assert uuid in [record["uuid"] for record in mdm.admin("GET", commands).json["commands"]]
    assert "CommandFinished" in [
        event["event"] for event in mdm.admin("GET", "/v1/events?limit=500").json["events"]
    ]


def test_the_same_order_twice_is_one_command(mdm: Scene, mac: SimulatedDevice, commands: str) -> None:
    order = {"request_type": "ProfileList", "options": {"uuid": "twice", "dedupe_key": "list"}}

    first, again = mdm.admin("POST", commands, order), mdm.admin("POST", commands, order)
    same_key = mdm.admin("POST", commands, {**order, "options": {"dedupe_key": "list"}})
    other = mdm.admin("POST", commands, {**order, "request_type": "SecurityInfo"})

    assert (201, 200, 200, 409) == (first.status, again.status, same_key.status, other.status)
    assert first.json == again.json == same_key.json
    told = {"command_uuid": "twice", "request_type": "ProfileList", "known": True, "unknown_keys": []}
    assert told == first.json
    assert 1 == len(mac.connect())


def test_what_the_schema_does_not_know_is_queued_and_told(mdm: Scene) -> None:
    commands = f"/v1/enrollments/{mdm.device(seed='unknown').enrollment.id}/commands"
    lock = mdm.admin("POST", commands, {"request_type": "DeviceLock", "keys": {"pin": "123456"}})
    new = mdm.admin("POST", commands, {"request_type": "DeviceLok", "keys": {"PIN": "123456"}})

    assert (201, True, ["pin"]) == (lock.status, lock.json["known"], lock.json["unknown_keys"])
    assert (201, False, []) == (new.status, new.json["known"], new.json["unknown_keys"])


def test_the_page_explains_every_field_of_a_command(mdm: Scene) -> None:
    commands = f"/v1/enrollments/{mdm.device(seed='explained').enrollment.id}/commands"
    uuid = mdm.admin("POST", commands, {"request_type": "ProfileList"}).json["command_uuid"]
    page = (ROOT / "docs" / "server.md").read_text(encoding="utf-8")
    table = page[page.index("### A command record") : page.index("## Limits")]
    fields = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    explained = set(re.findall(r"`(\w+)`", " ".join(fields)))

    assert mdm.admin("GET", f"{commands}/{uuid}").json.keys() == explained
    assert [] == [state.value for state in CommandState if f"`{state.value}`" not in table]


def test_a_command_waits_for_its_time_and_not_beyond(mdm: Scene, mac: SimulatedDevice, commands: str) -> None:
    later, past = {"$date": "2026-06-02T00:00:00Z"}, {"$date": "2026-05-01T00:00:00Z"}
    orders = {"later": {"not_before": later}, "past": {"expires_at": past}}
    for uuid, options in orders.items():
        mdm.admin("POST", commands, {"request_type": "ProfileList", "options": {"uuid": uuid, **options}})

    assert [] == mac.connect()
    assert "pending" == mdm.admin("GET", f"{commands}/later").json["state"]
    assert "2026-06-02T00:00:00Z" == mdm.admin("GET", f"{commands}/later").json["not_before"]
    assert "expired" == mdm.admin("GET", f"{commands}/past").json["state"]
    assert 200 == mdm.admin("DELETE", f"{commands}/later").status


def test_a_command_that_is_over_cannot_be_taken_back(mdm: Scene, commands: str) -> None:
    mdm.admin("POST", commands, {"request_type": "ProfileList", "options": {"uuid": "back"}})

    first, again = mdm.admin("DELETE", f"{commands}/back"), mdm.admin("DELETE", f"{commands}/back")

    assert (200, {"cancelled": ["back"]}) == (first.status, first.json)
    assert (409, "cancelled") == (again.status, again.json["error"].rpartition(" ")[2])


@pytest.mark.parametrize(
    ("order", "status", "text"),
    [
        ({"request_type": "DeviceLock", "keys": {"PIN": "12"}}, 400, "PIN"),
        ({"request_type": "New", "keys": {"A": None}}, 400, "no null"),
        ({"request_type": "New", "keys": {"A": 2**70}}, 400, "A"),
        ({"request_type": "New", "keys": {"A": "\ud800"}}, 400, "A"),
        ({"request_type": "New", "keys": {"A": {"$data": "AAAA" * 2_700_000}}}, 413, "bytes"),
        ({"request_type": "New\x00"}, 400, "RequestType"),
    ],
    ids=["a short PIN", "null", "a huge number", "a surrogate", "11 MB", "NUL"],
)
def test_what_no_property_list_can_hold_is_refused(
    mdm: Scene, commands: str, order: dict[str, Any], status: int, text: str
) -> None:
    """T38"""
    answer = mdm.admin("POST", commands, order)

    assert status == answer.status
    assert text in answer.json["error"]


def test_what_the_device_cannot_do_is_refused_and_what_nobody_knows_may_be_allowed(mdm: Scene) -> None:
    television = f"/v1/enrollments/{mdm.device('tvOS', seed='a TV').enrollment.id}/commands"
    fridge = SimulatedDevice.from_profile(
        mdm.profile(), platform="iOS", send=wsgi_sender(mdm.server.device), seed="a fridge"
    )
    fridge.machine.product_name = fridge.machine.model_name = fridge.machine.model = "Fridge1,1"
    fridge.enroll()
    cold = f"/v1/enrollments/{fridge.enrollment.id}/commands"
    lock = {"request_type": "DeviceLock"}
    allowed = {**lock, "options": {"unknown": "allow"}}

    assert "does not exist on tvOS" in mdm.admin("POST", television, lock).json["error"]
    assert [400, 400] == [mdm.admin("POST", television, order).status for order in (lock, allowed)]
    assert [400, 201] == [mdm.admin("POST", cold, order).status for order in (lock, allowed)]


@pytest.mark.parametrize("stated", [str(MAX_ORDER + 1), "9" * 18])
def test_an_order_that_is_too_large_is_not_read(mdm: Scene, commands: str, stated: str) -> None:
    """T75"""
    answer = mdm.admin("POST", commands, b"{}", CONTENT_LENGTH=stated)

    assert (413, {"error": f"the body may have {MAX_ORDER} bytes"}) == (answer.status, answer.json)


def test_an_unknown_enrollment_or_command_is_not_found(mdm: Scene, commands: str) -> None:
    order = {"request_type": "ProfileList"}

    assert 404 == mdm.admin("GET", "/v1/enrollments/nobody").status
    assert 404 == mdm.admin("GET", "/v1/enrollments/nobody/commands").status
    assert 404 == mdm.admin("POST", "/v1/enrollments/nobody/commands", order).status
    assert 404 == mdm.admin("GET", f"{commands}/none").status
    assert 404 == mdm.admin("DELETE", f"{commands}/none").status


def test_an_ended_enrollment_takes_no_orders(mdm: Scene) -> None:
    leaver = mdm.device("macOS", seed="a leaver")
    leaver.remove_mdm_profile()

    answer = mdm.admin(
        "POST", f"/v1/enrollments/{leaver.enrollment.id}/commands", {"request_type": "ProfileList"}
    )

    assert 409 == answer.status


class Down(MemoryStore):
    def look_up(self, batch: Any, /) -> Any:
        raise StorageError("canary")


def test_a_store_that_is_down_is_503_and_says_no_more() -> None:
    answer = scene(store=Down()).admin("GET", "/v1/enrollments")

    assert (503, "60") == (answer.status, answer.headers["retry-after"])
    assert {"error": "the store cannot be reached"} == answer.json


class Odd(MemoryStore):
    def look_up(self, batch: Any, /) -> Any:
        raise ValueError("canary")


def test_a_fault_of_ours_is_never_the_callers(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        answer = scene(store=Odd()).admin("GET", "/v1/enrollments")

    assert (500, {"error": "internal error; the log has more"}) == (answer.status, answer.json)


def test_no_secret_of_a_device_is_shown_anywhere(mdm: Scene) -> None:
    """T65"""
    phone = mdm.device("iOS", seed="secrets")
    place = f"/v1/enrollments/{phone.enrollment.id}"
    mdm.admin("POST", f"{place}/commands", {"request_type": "DeviceLock", "keys": {"PIN": "987654"}})
    shown = b"".join(
        mdm.admin("GET", path).body
        for path in ("/v1/enrollments", place, f"{place}/commands", "/v1/events?limit=500")
    ).decode()
    target = phone.push_target

    for secret in (target.push_magic, target.token.hex(), "987654", TOKEN):
        assert secret not in shown


def test_a_result_that_is_malformed_inside_is_shown(mdm: Scene, mac: SimulatedDevice, commands: str) -> None:
    mdm.admin("POST", commands, {"request_type": "ProfileList", "options": {"uuid": "odd"}})
    message = {"Status": "Acknowledged", "UDID": mac.machine.udid, "CommandUUID": "odd", "List": [5]}
    raw = plist.dumps(message).replace(b"<integer>5<", b"<integer>five<")
    link = mac._link
    with link.connection() as send:
        reply = send(link._request(link.settings.server_url, "application/x-apple-aspen-mdm", raw))

    told = mdm.admin("GET", f"{commands}/odd").json

    assert (200, "acknowledged") == (reply.status, told["state"])
    assert {"unreadable", "raw"} == told["result"].keys()
