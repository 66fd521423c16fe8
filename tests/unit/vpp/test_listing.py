"""Listings: page after page, begun anew when something changes, and never read for ever."""

from __future__ import annotations

import tracemalloc
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

import pytest

from pymdm._flow import HttpRequest, HttpResponse
from pymdm.errors import DecodeError, VPPError
from pymdm.http import pages
from pymdm.vpp import ProductType, UserState, ops
from pymdm.vpp._listing import MAX_STARTS
from tests.unit.vpp.calling import Peer, answer, refused, session
from tests.unit.vpp.calls import READY


def page(index: int, following: int | None = None, version: str = "v1", **keys: Any) -> HttpResponse:
    rows = [{"adamId": str(index + 1), "serialNumber": f"S{index}", "pricingParam": "STDQ"}]
    body = {"assignments": rows, "currentPageIndex": index, "versionId": version, "size": 1, **keys}
    return answer(body={**body, **({} if following is None else {"nextPageIndex": following})})


def read(*answers: HttpResponse) -> Peer:
    return Peer(ops.assignment_pages(session()), *answers)


def shape(peer: Peer) -> list[tuple[int, bool, bool]]:
    return [(each.index, each.reset, each.is_last) for each in peer.items]


def test_pages_are_read_to_the_last() -> None:
    peer = read(page(0, 1), page(1, 2), page(2))

    assert ["GET /assignments", "GET /assignments pageIndex=1", "GET /assignments pageIndex=2"] == peer.asked
    assert [(0, True, False), (1, False, False), (2, False, True)] == shape(peer)
    assert {"v1"} == {each.version_id for each in peer.items}


def test_a_change_while_paging_begins_the_listing_anew() -> None:
    peer = read(page(0, 1), page(1, 2, "v2"), page(0, 1, "v2"), page(1, None, "v2"))

    assert [(0, True, False), (0, True, False), (1, False, True)] == shape(peer)
    assert ["v1", "v2", "v2"] == [each.version_id for each in peer.items]
    assert [4.0] == peer.waited


def test_fewer_pages_than_before_begin_the_listing_anew() -> None:
    peer = read(page(0, 1), refused(9650), page(0))

    assert [(0, True, False), (0, True, True)] == shape(peer)
    peer = read(refused(9650))
    assert 9650 == peer.error.code


def test_a_listing_that_changes_each_time_is_given_up() -> None:
    answers = [each for start in range(MAX_STARTS) for each in (page(0, 1, f"{start}"), page(1, 2, "new"))]
    peer = read(*answers)

    assert (VPPError, "VERSION_CHANGES", True) == (type(peer.error), peer.error.code, peer.error.retryable)
    assert [4.0, 8.0, 16.0, 32.0] == peer.waited


@pytest.mark.parametrize(
    "last",
    [
        page(1, 1),
        page(1, 0),
        page(1, 3),
        page(0, 2),
        page(7, None),
    ],
)
def test_a_page_index_that_does_not_move_ends_the_listing(last: HttpResponse) -> None:
    peer = read(page(0, 1), last)

    assert ("PAGES_STAND_STILL", True) == (peer.error.code, peer.error.retryable)
    assert [(0, True, False)] == shape(peer)


def test_empty_pages_do_not_go_on_for_ever() -> None:
    nothing = [page(index, index + 1, assignments=[]) for index in range(102)]
    assert "PAGES_STAND_STILL" == read(*nothing[:101]).error.code

    assert read(*nothing[:100], page(100, 101), *nothing[101:], page(102)).error is None


def test_pages_without_version_and_index_are_read_all_the_same() -> None:
    peer = read(answer(body={"assignments": [], "nextPageIndex": "1"}), answer(body={"assignments": []}))

    assert [(0, True, False), (1, False, True)] == shape(peer)


def test_no_change_since_is_an_empty_page_and_no_error() -> None:
    peer = Peer(
        ops.user_pages(session(), since="v1"), answer(body={"users": [], "versionId": "v2", "size": 0})
    )

    assert ["GET /users sinceVersionId=v1"] == peer.asked
    assert [((), "v2")] == [(each.users, each.version_id) for each in peer.items]


def test_listings_are_filtered_by_apple() -> None:
    def asked(flow: Any) -> str:
        (only,) = Peer(flow, READY).asked
        return only

    one = session()
    assert "GET /assets adamId=5 pricingParam=PLUS" == asked(
        ops.asset_pages(one, adam_id=5, pricing_param="PLUS")
    )
    assert "GET /assets productType=Book" == asked(ops.asset_pages(one, product_type=ProductType.BOOK))
    assert "GET /assignments adamId=5 serialNumber=S sinceVersionId=v" == asked(
        ops.assignment_pages(one, adam_id="5", serial="S", since="v")
    )
    assert "GET /users activeOnly=true" == asked(ops.user_pages(one, state=UserState.ACTIVE))
    assert "GET /users retiredOnly=true clientUserId=u" == asked(
        ops.user_pages(one, state=UserState.RETIRED, client_user_id="u")
    )


def test_a_listing_takes_no_more_memory_however_long_it_is() -> None:
    def peak(rows: int) -> int:
        def send(request: HttpRequest) -> HttpResponse:
            index = int(dict(parse_qsl(urlsplit(request.url).query)).get("pageIndex", "0"))
            found = [{"adamId": "1", "serialNumber": f"S{index:06}-{row:03}"} for row in range(200)]
            last = (index + 1) * 200 >= rows
            body = {"assignments": found, "currentPageIndex": index, "versionId": "v"}
            return answer(body=body if last else {**body, "nextPageIndex": index + 1})

        tracemalloc.start()
        try:
            count = sum(len(page.assignments) for page in pages(ops.assignment_pages(session()), send))
            return tracemalloc.get_traced_memory()[1] if count == rows else 0
        finally:
            tracemalloc.stop()

    assert 0 < peak(8_000) < peak(1_600) * 1.2


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        (lambda s: ops.assignment_pages(s, serial=""), ValueError),
        (lambda s: ops.assignment_pages(s, client_user_id=""), ValueError),
        (lambda s: ops.assignment_pages(s, client_user_id=cast(Any, 7)), TypeError),
        (lambda s: ops.user_pages(s, client_user_id=""), ValueError),
        (lambda s: ops.user_pages(s, state=cast(Any, "activ")), ValueError),
        (lambda s: ops.asset_pages(s, pricing_param=""), ValueError),
        (lambda s: ops.asset_pages(s, adam_id=""), ValueError),
    ],
)
def test_what_names_nobody_does_not_list_everybody(wrong: Any, kind: type[Exception]) -> None:
    assert kind is type(Peer(wrong(session())).error)


@pytest.mark.parametrize("read", [ops.asset_pages, ops.assignment_pages, ops.user_pages])
def test_an_answer_of_nothing_is_no_location_without_anything(read: Any) -> None:
    for body in ({}, {"message": "sign in to this network"}):
        peer = Peer(read(session()), answer(body=body))
        assert (DecodeError, []) == (type(peer.error), peer.items)
