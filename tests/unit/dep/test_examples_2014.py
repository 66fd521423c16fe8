"""Every example of the chapter Device Enrollment Program (MDM reference 2014), sent and answered."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import pytest

from pymdm._flow import Emit, HttpRequest, HttpResponse
from pymdm.crypto import Secret
from pymdm.dep import DEPProfile, Disown, OpType, ProfileStatus, ServerToken, Session, ops
from pymdm.dep._call import login
from pymdm.errors import DEPError
from tests.unit.dep import chapter
from tests.unit.dep.calling import KEY, NOW, answer, session
from tests.unit.dep.chapter import Example

SERIALS = ("C8TJ500QF1MN", "B7CJ500QF1MA")
NEXT = "87a235815b8d6661ac73329f75815b8d6661ac73329f815"
PROFILE = "88fc4e378fea4021a94b2d7268fbf767"


def made() -> Session:
    return session(NEXT, protocol_version=1, user_agent="ProfileManager-1.0")


def wanted(example: Example) -> DEPProfile:
    return DEPProfile.decode(example.body)


#: The head of each request, how it is asked for, and what becomes of the answer that follows.
CALLS: dict[str, tuple[Callable[[Session, Example], Any], Callable[[Any], object]]] = {
    "GET /account": (
        lambda s, e: ops.account(s),
        lambda found: (found.server_name, found.server_uuid, found.admin_id, found.org_email),
    ),
    "POST /server/devices": (
        lambda s, e: ops.fetch_devices(s, e.body["cursor"], limit=e.body["limit"]),
        lambda page: (page.cursor, page.more_to_follow, page.fetched_until, page.unassigned_serials),
    ),
    "POST /devices/sync": (
        lambda s, e: ops.sync_devices(s, e.body["cursor"], limit=e.body["limit"]),
        lambda page: (
            [(d.serial_number, d.op_type, d.op_date) for d in page.devices],
            page.unassigned_serials,
        ),
    ),
    "POST /devices": (
        lambda s, e: ops.device_details(s, e.body["devices"]),
        lambda found: [(d.serial_number, d.found, d.device_assigned_by) for d in found.values()],
    ),
    "POST /devices/disown": (
        lambda s, e: ops.disown(s, e.body["devices"], confirm=Disown.FOR_EVER),
        lambda found: dict(found),
    ),
    "POST /profile": (
        lambda s, e: ops.define_and_assign(s, wanted(e)),
        lambda found: (found.profile_uuid, dict(found)),
    ),
    "PUT /profile/devices": (
        lambda s, e: ops.assign_profile(s, e.body["profile_uuid"], e.body["devices"]),
        lambda found: (found.profile_uuid, dict(found)),
    ),
    "GET /profile?profile_uuid=3dd2ccafe97bf07130fe3c908a92c870": (
        lambda s, e: ops.fetch_profile(s, "3dd2ccafe97bf07130fe3c908a92c870"),
        lambda found: (
            found.profile_uuid,
            found.is_mdm_removable,
            found.skip_setup_items,
            found.anchor_certs,
        ),
    ),
    "DELETE /profile/devices": (
        lambda s, e: ops.remove_profile(s, e.body["devices"]),
        lambda found: dict(found),
    ),
}

_SAME_SECOND = datetime(2013, 5, 9, 14, 30, tzinfo=UTC)
_OUTCOMES = {SERIALS[0]: "SUCCESS", SERIALS[1]: "NOT_ACCESSIBLE"}

EXPECTED: dict[str, object] = {
    "GET /account": (
        "IT Department Server",
        "677cab70-fe18-11e2-b778-0800200c9a66",
        "facilitator1@example.com",
        "orgadmin@example.com",
    ),
    # more_to_follow is the text "false"; of the two devices, one is empty and one is assigned
    "POST /server/devices": (
        "1ac73329f75815",
        False,
        datetime(2013, 5, 9, 2, 24, 28, tzinfo=UTC),
        (SERIALS[1],),
    ),
    # one device twice in the same second: the order of the page decides, and it is deleted
    "POST /devices/sync": (
        [(SERIALS[0], OpType.ADDED, _SAME_SECOND), (SERIALS[0], OpType.DELETED, _SAME_SECOND)],
        (),
    ),
    "POST /devices": [(SERIALS[0], True, "facilitator1@sampleinc.com"), (SERIALS[1], False, "")],
    "POST /devices/disown": _OUTCOMES,
    "POST /profile": (PROFILE, _OUTCOMES),
    "PUT /profile/devices": (PROFILE, _OUTCOMES),
    "DELETE /profile/devices": _OUTCOMES,
}


def exchanges() -> list[tuple[Example, Example]]:
    """Each request with the answer that follows it."""
    found = chapter.examples()
    return [(one, other) for one, other in pairwise(found) if not one.head.isdigit() and other.head.isdigit()]


def test_the_chapter_has_as_many_examples_as_are_tested() -> None:
    """11 requests and 13 answers: one request is shown twice, three answers are refusals."""
    heads = [example.head for example in chapter.examples()]

    assert 24 == len(heads)
    assert {*CALLS, "GET /session"} == {head for head in heads if not head.isdigit()}


@pytest.mark.parametrize("head", CALLS)
def test_each_request_is_sent_as_shown(head: str) -> None:
    for example in (each for each in chapter.examples() if each.head == head):
        request = next(CALLS[head][0](made(), example))

        assert isinstance(request, HttpRequest)
        parts = urlsplit(request.url)
        assert head == f"{request.method} {parts.path}" + (f"?{parts.query}" if parts.query else "")
        assert example.body == (json.loads(request.body) if request.body else None)
        for name, value in example.headers.items():
            if name != "User-Agent":  # the chapter uses two
                assert value.replace(" ", "") == request.headers[name], name


@pytest.mark.parametrize("head", CALLS)
def test_each_answer_is_read_as_shown(head: str) -> None:
    (example, shown) = next(pair for pair in exchanges() if pair[0].head == head)
    flow = CALLS[head][0](made(), example)
    next(flow)
    try:
        got = flow.send(response(shown))
        value = got.item if isinstance(got, Emit) else got
    except StopIteration as end:
        value = end.value

    found = CALLS[head][1](value)
    if head in EXPECTED:
        assert EXPECTED[head] == found
    else:
        panes = ("Location", "Restore", "AppleID", "TOS", "Siri", "Diagnostics")
        assert (PROFILE, False, panes, (chapter.certificate(),)) == found
        assert shown.body == value.wire()


def test_the_devices_of_the_listings_are_read() -> None:
    shown = next(pair for pair in exchanges() if pair[0].head == "POST /server/devices")[1]
    flow = ops.fetch_devices(made())
    next(flow)
    one, other = flow.send(response(shown)).item.devices  # type: ignore[union-attr]

    assert ("IPAD", "black", "304214", ProfileStatus.EMPTY) == (
        one.model,
        one.color,
        one.asset_tag,
        one.profile_status,
    )
    assert (PROFILE, "", datetime(2013, 4, 5, 15, 30, tzinfo=UTC)) == (
        other.profile_uuid,
        other.op_type,
        other.device_assigned_date,
    )


def test_the_token_is_read_and_the_login_is_signed_with_it() -> None:
    token = ServerToken.from_json(chapter.token_text().encode())
    opened = Session(token=token, rules=session().rules, nonce=lambda: "4572616e48616d6d65724c61686176")
    flow = login(opened)
    request = next(flow)
    assert isinstance(request, HttpRequest)
    assert datetime(2013, 9, 9, 2, 24, 28, tzinfo=UTC) == token.access_token_expiry
    shown = next(each for each in chapter.examples() if each.head == "200")
    with pytest.raises(StopIteration) as end:
        flow.send(response(shown))

    assert ("GET", "/session") == (request.method, request.path)
    for part in (
        'realm="ADM"',
        'oauth_consumer_key="CK_00fadb3d36c6094cf479838455321b7c"',
        'oauth_token="AT_021092790220e03b641fd6f07d7face7894211d521fd8bef09c30137392"',
        'oauth_nonce="4572616e48616d6d65724c61686176"',
        f'oauth_timestamp="{int(NOW.timestamp())}"',
    ):
        assert part in request.headers["Authorization"]
    assert Secret(NEXT) == end.value.value


def test_each_refusal_is_what_it_says() -> None:
    """F38, F39: UNAUTHORIZED leads to a login, ACCESS_DENIED to the caller."""
    refusals = [each for each in chapter.examples() if each.word]
    assert [("401", "UNAUTHORIZED"), ("403", "ACCESS_DENIED"), ("401", "UNAUTHORIZED")] == [
        (each.head, each.word) for each in refusals
    ]
    for shown in refusals:
        flow = ops.account(made())
        next(flow)
        if shown.word == "UNAUTHORIZED":
            request = flow.send(response(shown))
            assert isinstance(request, HttpRequest)
            assert "/session" == request.path
        else:
            with pytest.raises(DEPError) as caught:
                flow.send(response(shown))
            assert "ACCESS_DENIED" == caught.value.code


def test_each_answer_may_bring_the_next_session() -> None:
    opened = session("other", protocol_version=1)
    (example, shown) = next(pair for pair in exchanges() if pair[0].head == "POST /profile")
    flow = CALLS["POST /profile"][0](opened, example)
    next(flow)
    with pytest.raises(StopIteration):
        flow.send(response(shown))

    assert Secret(NEXT) == opened.store.get(KEY)


def response(shown: Example) -> HttpResponse:
    body = shown.body if shown.body is not None else shown.word.encode()
    headers = {name.replace("-", "_"): value for name, value in shown.headers.items()}
    return answer(int(shown.head), body, **headers)
