"""Listings, page by page, begun anew when something changes meanwhile.

Source: Apple's documentation, Using Paginated Endpoints.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

import attrs

from pymdm._flow import Emit, Pages, Sleep
from pymdm.errors import VPPError
from pymdm.vpp._call import call
from pymdm.vpp._json import integer
from pymdm.vpp.codes import VPPCode
from pymdm.vpp.models_pages import AssetPage, Page, UserPage
from pymdm.vpp.session import Session

__all__ = ["MAX_STARTS", "listing"]

P = TypeVar("P", bound=Page)

#: Times that a listing is begun.  Whoever assigns in bulk changes the data for some minutes; a listing that
#: has been begun five times, with growing waits, does better to fail and be asked for later.
MAX_STARTS: Final = 5

#: Pages in a row that bring nothing and announce more.  Apple's listings have none of them.
_MAX_EMPTY: Final = 100


def listing(
    session: Session, name: str, query: Mapping[str, str], decode: Callable[[Mapping[str, Any]], P]
) -> Pages[P, None]:
    """All pages; the one with which the listing begins, for the first time or anew, says so.

    Raises:
        VPPError: Apple refuses, the listing stands still, or it changes faster than it can be read.
        DecodeError: an answer is something else.
        TransportError: no answer came.
    """
    for start in range(MAX_STARTS):
        if start:
            yield Sleep(min(session.rules.first_wait * 2**start, session.rules.longest_wait))
        if (yield from _once(session, name, query, decode)):
            return
    raise VPPError(
        "expected a listing that stays the same while it is read; it has changed each time: ask again when "
        "no bulk change is under way",
        status=200,
        code="VERSION_CHANGES",
        retryable=True,
    )


def _once(
    session: Session, name: str, query: Mapping[str, str], decode: Callable[[Mapping[str, Any]], P]
) -> Pages[P, bool]:
    """One reading; False if something has changed before its end."""
    index, version, empty = 0, None, 0
    while True:
        asked = {**query, "pageIndex": str(index)} if index else query
        try:
            found = yield from call(session, "GET", name, query=asked, repeatable=True)
        except VPPError as error:
            if index and error.code == VPPCode.PAGE_INDEX_INVALID:  # there are fewer pages than before
                return False
            raise
        session.check(found)
        page = attrs.evolve(decode(found), reset=index == 0, index=index)
        if version is not None and page.version_id != version:
            return False
        version = page.version_id
        empty = 0 if _rows(page) else empty + 1
        _moves(found, page, empty)
        yield Emit(page)
        if page.next_index is None:
            return True
        index = page.next_index


def _rows(page: Page) -> int:
    if isinstance(page, AssetPage):
        return len(page.assets)
    return len(page.users if isinstance(page, UserPage) else page.assignments)


def _moves(found: Mapping[str, Any], page: Page, empty: int) -> None:
    """A page that is not the one asked for, or does not lead to the next, would be read for ever."""
    other = integer(found, "currentPageIndex") not in (None, page.index)
    if other or page.next_index not in (None, page.index + 1) or empty > _MAX_EMPTY:
        raise VPPError(
            "expected page after page, but the listing stands still or leaps: ask again later, from the "
            "beginning",
            status=200,
            code="PAGES_STAND_STILL",
            retryable=True,
        )
