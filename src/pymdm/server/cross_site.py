"""Requests that a page of somebody else's made an administrator's browser send (T83)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from pymdm.server.http import HTTPError

__all__ = ["refuse_cross_site"]

# What only reads may come from anywhere: other sites' pages do not get to see the answer.
_READING = frozenset({"GET", "HEAD"})

# Sent by the page itself, or by a person who typed the address.
_OWN = frozenset({"same-origin", "none"})


def refuse_cross_site(environ: Mapping[str, Any]) -> None:
    """Let only requests change something that no other site's page can have caused.

    Browsers say themselves where a request comes from, and pages cannot change what they say: in
    ``Sec-Fetch-Site``, older ones in ``Origin``.  Tools send neither and are let through.

    Raises:
        HTTPError: 403.
    """
    if str(environ.get("REQUEST_METHOD")) in _READING:
        return
    site, origin = environ.get("HTTP_SEC_FETCH_SITE"), environ.get("HTTP_ORIGIN")
    own = site in _OWN if site is not None else origin is None or _is_own(origin, environ)
    if not own:
        raise HTTPError(
            403, "this request was made by a page of another site; send it from this one or a tool"
        )


def _is_own(origin: str, environ: Mapping[str, Any]) -> bool:
    try:
        place = urlsplit(origin).netloc
    except ValueError:
        return False
    return bool(place) and place.lower() == str(environ.get("HTTP_HOST") or "").lower()
