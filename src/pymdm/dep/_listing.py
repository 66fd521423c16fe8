"""Listings of devices, page by page: the full one, the changes since a cursor, and whichever is needed.

Source: MDM reference 2014, Device Enrollment Program, Fetch Devices and Sync Devices.
"""

from __future__ import annotations

from typing import Final

import attrs

from pymdm._flow import Emit, Pages, Sleep
from pymdm.dep._call import call_for_object
from pymdm.dep.devices import MAX_CURSOR, DevicePage
from pymdm.dep.session import MOST, Session
from pymdm.errors import CursorExhausted, CursorExpired, DEPError

__all__ = ["FETCHING", "fetch_devices", "sync", "sync_devices"]

#: In front of the cursors that `sync` gives out in the middle of a full listing.  With such a one the listing
#: is gone on with; asked for changes since then, Apple would leave out what had not been listed yet.
FETCHING: Final = "fetch:"

_ALL: Final = "/server/devices"
_CHANGES: Final = "/devices/sync"

#: Devices on a page, whatever the account says: more would be cut off as too long an answer, each time.
_MOST_ON_PAGE: Final = 10_000

#: Pages in a row that bring no device and announce more.  Apple's listings have none of them.
_MAX_EMPTY: Final = 100


def fetch_devices(
    session: Session, cursor: str | None = None, *, limit: int | None = None
) -> Pages[DevicePage, None]:
    """All devices of this server, from the beginning or from a cursor of an earlier page.

    The last page of a listing that came to its end says that no more follow, whichever way Apple says so.

    Raises:
        CursorExpired: the cursor is too old, or unknown.
        CursorExhausted: there is no page before it that could be the last.
        DEPError: Apple refuses, or the listing stands still (F41).
        TransportError: no answer came.
    """
    yield from _fetch(session, cursor, limit)


def sync_devices(session: Session, cursor: str, *, limit: int | None = None) -> Pages[DevicePage, None]:
    """What has changed since a cursor: of the last page of `fetch_devices`, or of an earlier `sync_devices`.

    Raises:
        CursorExpired: the cursor is older than seven days, or unknown: fetch all devices again.
        DEPError: Apple refuses, or the listing stands still (F41).
        TransportError: no answer came.
    """
    steps = _Steps(cursor)
    while True:
        try:
            page = yield from _page(session, _CHANGES, steps.cursor, limit)
        except CursorExhausted:
            page = DevicePage(devices=(), cursor=steps.cursor or "", more_to_follow=False)
        yield Emit(page)
        if not page.more_to_follow:
            return
        if steps.go_on(page, _CHANGES):
            yield Sleep(session.rules.first_wait)


def sync(session: Session, cursor: str | None, *, limit: int | None = None) -> Pages[DevicePage, None]:
    """The changes since `cursor`; all devices, if there is none, or Apple knows it no more.

    Every page's cursor can be kept and given to the next call, whatever happens in between.

    Raises:
        DEPError: Apple refuses, or the listing stands still (F41).
        TransportError: no answer came.
    """
    if cursor:
        try:
            if cursor.startswith(FETCHING):
                yield from _fetch(session, cursor.removeprefix(FETCHING), limit, mark=FETCHING)
            else:
                yield from sync_devices(session, cursor, limit=limit)
        except CursorExpired:
            pass
        else:
            return
    yield from _fetch(session, None, limit, mark=FETCHING)


def _fetch(
    session: Session, cursor: str | None, limit: int | None, *, mark: str = ""
) -> Pages[DevicePage, None]:
    """A full listing, whose cursors are marked until it is over."""
    first = cursor is None
    steps = _Steps(cursor)
    while True:
        try:
            page = yield from _page(session, _ALL, steps.cursor, limit)
        except CursorExhausted:
            if steps.cursor is None:
                raise
            page = DevicePage(devices=(), cursor=steps.cursor, more_to_follow=False)
        if not page.more_to_follow:
            yield Emit(attrs.evolve(page, reset=first))
            return
        yield Emit(attrs.evolve(page, reset=first, cursor=f"{mark}{page.cursor}"))
        if steps.go_on(page, _ALL):
            yield Sleep(session.rules.first_wait)
        first = False


class _Steps:
    """Where a listing is, and whether it moves at all."""

    def __init__(self, cursor: str | None) -> None:
        if cursor is not None and not (0 < len(cursor) <= MAX_CURSOR and cursor.isprintable()):
            raise ValueError(f"cursor: expected 1 to {MAX_CURSOR} characters, as they came with a page")
        self.cursor = cursor
        self._seen = {cursor}
        self._empty = 0
        self._again = False

    def go_on(self, page: DevicePage, path: str) -> bool:
        """Take the next step; True if it is the same once more, which has been seen to help.

        Raises:
            DEPError: it has been taken before; nanodep's tracker (73) has seen Apple do that, without end.
        """
        stands_still = page.cursor == self.cursor and not self._again
        self._again = page.cursor == self.cursor
        self._empty = 0 if page.devices else self._empty + 1
        if (page.cursor in self._seen and not stands_still) or self._empty > _MAX_EMPTY:
            raise DEPError(
                f"expected POST {path} to go on, but its cursor stands still: ask again later, from the "
                "cursor of the last page",
                status=200,
                code="CURSOR_STANDS_STILL",
                retryable=True,
            )
        self._seen.add(page.cursor)
        self.cursor = page.cursor
        return stands_still


def _page(
    session: Session, path: str, cursor: str | None, limit: int | None
) -> Pages[DevicePage, DevicePage]:
    most = session.most(path)
    if limit is not None and not 0 < limit <= max(most, MOST):
        raise ValueError(f"limit: expected 1 to {max(most, MOST)}")
    body: dict[str, object] = {"limit": limit or min(most, _MOST_ON_PAGE)}
    if cursor is not None:
        body["cursor"] = cursor
    # Asked twice, the same cursor gives the same answer, and later changes.
    found = yield from call_for_object(session, "POST", path, body=body, repeatable=True)
    return DevicePage.decode(found)
