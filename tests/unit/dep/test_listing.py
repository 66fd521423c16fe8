"""Listings by pages: F41 (cursors that are expired, unknown, read to the end, or stand still)."""

from __future__ import annotations

from typing import Any

import pytest

from pymdm._flow import HttpResponse
from pymdm.dep import Account, ServiceURL, ops
from pymdm.errors import CursorExhausted, CursorExpired, DecodeError, DEPError, TransportError
from tests.unit.dep.calling import Peer, answer, session

ALL, CHANGES = "POST /server/devices", "POST /devices/sync"


def page(cursor: str, *serials: str, more: Any = False) -> HttpResponse:
    rows = [{"serial_number": serial, "model": "IPAD"} for serial in serials]
    return answer(body={"devices": rows, "cursor": cursor, "more_to_follow": more})


def code(word: str) -> HttpResponse:
    return answer(400, f'"{word}"'.encode())


def serials(peer: Peer) -> list[list[str]]:
    return [[device.serial_number for device in each.devices] for each in peer.items]


def test_a_full_listing_goes_from_page_to_page() -> None:
    peer = Peer(
        ops.fetch_devices(session()),
        page("1", "A", "B", more=True),
        page("2", "C", more="true"),
        page("3", "D", more="false"),
    )

    assert [ALL] * 3 == peer.asked
    assert [{"limit": 1000}, {"limit": 1000, "cursor": "1"}, {"limit": 1000, "cursor": "2"}] == peer.bodies
    assert [["A", "B"], ["C"], ["D"]] == serials(peer)
    assert [True, False, False] == [each.reset for each in peer.items]
    assert ["1", "2", "3"] == [each.cursor for each in peer.items]
    assert peer.error is None


def test_a_listing_can_be_gone_on_with() -> None:
    peer = Peer(ops.fetch_devices(session(), "7", limit=50), page("8", "A"))

    assert [{"limit": 50, "cursor": "7"}] == peer.bodies
    assert [False] == [each.reset for each in peer.items]


def test_pages_are_as_long_as_the_account_allows() -> None:
    urls = (ServiceURL(uri="/server/devices", maximum=2000), ServiceURL(uri="/devices/sync", maximum=30))
    made = session(account=Account(server_uuid="u", urls=urls))

    assert [{"limit": 2000}] == Peer(ops.fetch_devices(made), page("1")).bodies
    assert [{"limit": 30, "cursor": "1"}] == Peer(ops.sync_devices(made, "1"), page("2")).bodies


def test_pages_are_never_so_long_that_they_would_be_cut_off() -> None:
    made = session(account=Account(server_uuid="u", urls=(ServiceURL(uri="/server/devices", maximum=10**6),)))

    assert [{"limit": 10_000}] == Peer(ops.fetch_devices(made), page("1")).bodies


@pytest.mark.parametrize("limit", [0, -1, 1001])
def test_a_limit_that_apple_does_not_take_is_refused(limit: int) -> None:
    assert isinstance(Peer(ops.fetch_devices(session(), limit=limit)).error, ValueError)


def test_a_full_listing_read_to_its_end_is_done() -> None:
    """F41: EXHAUSTED_CURSOR.  The last page says so: all listings that came to their end look alike."""
    peer = Peer(ops.fetch_devices(session()), page("1", "A", more=True), code("EXHAUSTED_CURSOR"))

    assert peer.error is None
    assert [("1", True), ("1", False)] == [(each.cursor, each.more_to_follow) for each in peer.items]
    assert () == peer.items[-1].devices


def test_exhausted_from_the_start_is_an_error() -> None:
    """F41: nothing was read that could have come to its end."""
    assert isinstance(Peer(ops.fetch_devices(session()), code("EXHAUSTED_CURSOR")).error, CursorExhausted)


@pytest.mark.parametrize("word", ["EXPIRED_CURSOR", "INVALID_CURSOR"])
@pytest.mark.parametrize("flow", [ops.fetch_devices, ops.sync_devices])
def test_an_unusable_cursor_is_told(flow: Any, word: str) -> None:
    """F41."""
    peer = Peer(flow(session(), "old"), code(word))

    assert isinstance(peer.error, CursorExpired)
    assert word == peer.error.code


def test_changes_end_where_they_are_exhausted() -> None:
    peer = Peer(ops.sync_devices(session(), "1"), code("EXHAUSTED_CURSOR"))

    assert [("1", False)] == [(each.cursor, each.more_to_follow) for each in peer.items]


@pytest.mark.parametrize("flow", [ops.fetch_devices, ops.sync_devices])
@pytest.mark.parametrize(
    "cursors", [["0", "0"], ["1", "1", "1"], ["1", "2", "1"], ["1", "0"], ["1", "1", "2", "1"]]
)
def test_a_cursor_that_stands_still_ends_the_listing(flow: Any, cursors: list[str]) -> None:
    """F41: nanodep's tracker, 73.  The pages are handed out, and then it is an error and no end."""
    answers = [page(each, "A", more=True) for each in cursors]
    peer = Peer(flow(session(), "0"), *answers)

    assert len(cursors) == len(peer.items)
    assert isinstance(peer.error, DEPError)
    assert ("CURSOR_STANDS_STILL", True) == (peer.error.code, peer.error.retryable)


@pytest.mark.parametrize("flow", [ops.fetch_devices, ops.sync_devices])
def test_a_cursor_that_stands_still_once_is_asked_with_again(flow: Any) -> None:
    """F41: after a moment; the pages are all handed out."""
    peer = Peer(
        flow(session(), "0"),
        page("0", "A", more=True),
        page("1", "A", more=True),
        page("1", "B", more=True),
        page("2", "C"),
    )

    assert ["0", "0", "1", "1"] == [body["cursor"] for body in peer.bodies]
    assert [2.0, 2.0] == peer.waited
    assert peer.error is None


def test_empty_pages_without_end_end() -> None:
    """F41: even where each of them has a cursor of its own."""
    peer = Peer(ops.sync_devices(session(), "0"), *[page(f"c{n}", more=True) for n in range(101)])

    assert isinstance(peer.error, DEPError)


@pytest.mark.parametrize("cursor", [None, ""])
def test_a_first_sync_lists_all_devices(cursor: str | None) -> None:
    peer = Peer(ops.sync(session(), cursor), page("1", "A"))

    assert [ALL] == peer.asked
    assert [("1", True)] == [(each.cursor, each.reset) for each in peer.items]


def test_a_later_sync_lists_changes() -> None:
    peer = Peer(ops.sync(session(), "1"), page("2", "A", more=True), page("3"))

    assert [CHANGES] * 2 == peer.asked
    assert [False, False] == [each.reset for each in peer.items]
    assert ["2", "3"] == [each.cursor for each in peer.items]


@pytest.mark.parametrize("word", ["EXPIRED_CURSOR", "INVALID_CURSOR"])
def test_a_sync_with_an_unusable_cursor_lists_all_devices(word: str) -> None:
    """F41: also where it becomes unusable on the way."""
    peer = Peer(ops.sync(session(), "1"), page("2", "A", more=True), code(word), page("9", "B"))

    assert [CHANGES, CHANGES, ALL] == peer.asked
    assert [("2", False), ("9", True)] == [(each.cursor, each.reset) for each in peer.items]


def test_a_full_listing_that_expires_again_is_told_and_not_begun_for_ever() -> None:
    """F41."""
    peer = Peer(
        ops.sync(session(), "1"), code("EXPIRED_CURSOR"), page("2", "A", more=True), code("EXPIRED_CURSOR")
    )

    assert isinstance(peer.error, CursorExpired)


def test_a_full_listing_that_was_interrupted_goes_on_where_it_was() -> None:
    """Asked for the changes since that cursor, Apple would leave out all that was not listed yet."""
    first = Peer(
        ops.sync(session(), None),
        page("1", "A", more=True),
        TransportError("cut"),
        *[TransportError("cut")] * 3,
    )
    (kept,) = [each.cursor for each in first.items]
    again = Peer(ops.sync(session(), kept), page("2", "B", more=True), page("3", "C"))

    assert [ALL] * 2 == again.asked
    assert ["1", "2"] == [body["cursor"] for body in again.bodies]
    assert [False, False] == [each.reset for each in again.items]
    assert "3" == again.items[-1].cursor
    assert [CHANGES] == Peer(ops.sync(session(), again.items[-1].cursor), page("4")).asked


def test_an_interrupted_listing_that_was_over_already_ends() -> None:
    """F41: its cursor is one for changes from then on, and no loop."""
    peer = Peer(ops.sync(session(), f"{ops.FETCHING}1"), code("EXHAUSTED_CURSOR"))

    assert [("1", False)] == [(each.cursor, each.more_to_follow) for each in peer.items]


def test_an_interrupted_listing_that_has_expired_begins_again() -> None:
    """F41."""
    peer = Peer(ops.sync(session(), f"{ops.FETCHING}1"), code("EXPIRED_CURSOR"), page("2", "A"))

    assert [ALL] * 2 == peer.asked
    assert [("2", True)] == [(each.cursor, each.reset) for each in peer.items]


def test_a_page_that_cannot_be_read_is_no_end() -> None:
    peer = Peer(ops.fetch_devices(session()), answer(body={"devices": []}))

    assert isinstance(peer.error, DecodeError)


@pytest.mark.parametrize("cursor", ["", "x" * 1001, "a\nb"])
def test_a_cursor_that_never_came_from_apple_is_refused(cursor: str) -> None:
    assert isinstance(Peer(ops.sync_devices(session(), cursor)).error, ValueError)
