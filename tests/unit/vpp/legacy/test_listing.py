"""Listings of 2014: batch by batch, and what has changed since."""

from __future__ import annotations

from typing import Any

import pytest

from pymdm.errors import DecodeError, TransportError, VPPError
from pymdm.vpp.legacy import ops
from tests.unit.vpp.calling import Peer, answer
from tests.unit.vpp.legacy.calling import asked, bad, fine, sent, session


def users(*numbers: int, **keys: Any) -> Any:
    return fine(users=[{"userId": number, "status": "Associated"} for number in numbers], **keys)


def test_each_page_is_asked_for_with_the_token_of_the_last_one_and_nothing_else() -> None:
    peer = Peer(
        ops.user_pages(session(), include_retired=True),
        users(1, 2, batchToken="b1", totalCount=5),
        users(3, 4, batchToken="b2"),
        users(5, sinceModifiedToken="s"),
    )

    bodies = [{key: value for key, value in body.items() if key != "sToken"} for body in peer.bodies]
    assert [{"includeRetired": 1}, {"batchToken": "b1"}, {"batchToken": "b2"}] == bodies
    assert [[1, 2], [3, 4], [5]] == [[user.user_id for user in page.users] for page in peer.items]
    assert [5, None, None] == [page.total for page in peer.items]
    assert [("b1", ""), ("b2", ""), ("", "s")] == [(page.batch_token, page.since) for page in peer.items]


def test_a_listing_may_be_empty_and_still_tells_where_to_go_on() -> None:
    peer = Peer(ops.license_pages(session(), since="s1"), fine(sinceModifiedToken="s2"))

    (page,) = peer.items
    assert ((), "s2") == (page.licenses, page.since)
    assert {"sinceModifiedToken": "s1"} == sent(peer)


def test_a_listing_that_was_broken_off_goes_on() -> None:
    peer = Peer(ops.user_pages(session(), batch_token="b1"), users(3, sinceModifiedToken="s"))

    assert (None, {"batchToken": "b1"}) == (peer.error, sent(peer))


@pytest.mark.parametrize("tokens", [["b1", "b1"], ["b1", "b2", "b1"], ["b1", "b2", "b3", "b2"]])
def test_a_token_that_comes_again_ends_the_listing(tokens: list[str]) -> None:
    peer = Peer(ops.user_pages(session()), *(users(1, batchToken=token) for token in tokens))

    assert "PAGES_STAND_STILL" == peer.error.code
    assert peer.error.retryable
    assert len(tokens) == len(peer.items)


def test_the_token_that_a_listing_goes_on_with_may_not_come_again_either() -> None:
    peer = Peer(ops.user_pages(session(), batch_token="b1"), users(1, batchToken="b1"))

    assert "PAGES_STAND_STILL" == peer.error.code


def test_pages_that_bring_nothing_are_not_read_for_ever() -> None:
    pages = (users(*([1] if number == 50 else []), batchToken=f"b{number}") for number in range(152))
    peer = Peer(ops.user_pages(session()), *pages)

    assert ("PAGES_STAND_STILL", 152) == (peer.error.code, len(peer.items))


def test_a_batch_that_apple_has_forgotten_is_told() -> None:
    peer = Peer(ops.license_pages(session()), fine(batchToken="b1"), bad(9633))

    assert (VPPError, 9633) == (type(peer.error), peer.error.code)


def test_a_page_whose_answer_is_lost_is_asked_for_again() -> None:
    peer = Peer(ops.user_pages(session()), TransportError("cut"), users(1))

    assert ["POST getVPPUsersSrv"] * 2 == asked(peer)
    assert 1 == len(peer.items)


def test_an_answer_of_nothing_is_no_location_without_anything() -> None:
    for read in (ops.user_pages, ops.license_pages):
        peer = Peer(read(session()), answer(body={}))
        assert (DecodeError, []) == (type(peer.error), peer.items)
        assert 1 == len(Peer(read(session()), fine()).items)
