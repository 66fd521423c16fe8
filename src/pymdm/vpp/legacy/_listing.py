"""Listings of 2014, batch by batch, until the service gives no further token."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from pymdm._flow import Emit, Pages
from pymdm.errors import VPPError
from pymdm.vpp.legacy._call import call
from pymdm.vpp.legacy.pages import LegacyPage
from pymdm.vpp.legacy.session import LegacySession

__all__ = ["listing"]

P = TypeVar("P", bound=LegacyPage)

#: Pages in a row that bring nothing and announce more.  The text knows none of them, but does not rule them
#: out; a hundred requests are asked within a minute.
_MAX_EMPTY: Final = 100


def listing(
    session: LegacySession,
    service: str,
    query: Mapping[str, object],
    decode: Callable[[Mapping[str, Any]], P],
    size: Callable[[P], int],
) -> Pages[P, None]:
    """All pages.  The service gives a new token for each; one that comes again would be read for ever.

    Raises:
        VPPError: Apple refuses, or the listing stands still.
        DecodeError: an answer is something else.
        TransportError: no answer came.
    """
    empty, asked = 0, {_mark(str(query.get("batchToken", "")))}
    while True:
        page = decode((yield from call(session, service, query, repeatable=True)))
        yield Emit(page)
        if not page.batch_token:
            return
        empty = 0 if size(page) else empty + 1
        mark = _mark(page.batch_token)
        if mark in asked or empty > _MAX_EMPTY:
            raise VPPError(
                f"expected page after page of {service}, but the listing stands still: ask again later, from "
                "the beginning",
                status=200,
                code="PAGES_STAND_STILL",
                retryable=True,
            )
        asked.add(mark)
        query = {"batchToken": page.batch_token}


def _mark(token: str) -> bytes:
    """Sixteen bytes instead of the kilobytes that a token may have."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()[:16]
