"""A device route as every framework has it: one method, no exception, no cache, no stray unenrollment."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

import attrs

from pymdm.service import MDMReply, MDMRequest
from pymdm.service.answer import refuse
from pymdm.service.unenroll import only_deliberate

__all__ = ["METHODS", "answer", "answer_async", "device_paths", "header_lines", "not_found", "shown_body"]

log = logging.getLogger("pymdm.adapters")

#: For frameworks whose routes name their methods: all of RFC 9110 and PATCH, so that 405 is our answer and
#: not a page of the framework's.
METHODS = ("CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE")


def device_paths(path: str, checkin_path: str | None) -> frozenset[str]:
    """The paths of ServerURL and CheckInURL; one may serve both, and an empty one is a mount's own.

    Raises:
        ValueError: a path that no request can have.
    """
    paths = frozenset({path} if checkin_path is None else {path, checkin_path})
    if any(known and not known.startswith("/") for known in paths):
        raise ValueError("path and checkin_path must begin with a slash, such as /mdm")
    return paths


def not_found() -> MDMReply:
    """404, for adapters that find the route themselves."""
    return refuse(404, "Not Found")


def answer(
    method: str | None, handle: Callable[[MDMRequest], MDMReply], read: Callable[[], MDMRequest]
) -> MDMReply:
    """What goes to the device: 405 for other methods than PUT, 500 with a fixed text for an exception.

    The traceback goes to the log and never to the peer (T40).  Whatever has made the reply, it unenrolls
    only on purpose (T17).
    """
    if method != "PUT":
        return _not_allowed()
    try:
        return only_deliberate(handle(read()))
    except Exception:  # noqa: BLE001 - whatever it is, the device gets a short answer and comes back
        return _failed()


async def answer_async(
    method: str | None,
    handle: Callable[[MDMRequest], Awaitable[MDMReply]],
    read: Callable[[], Awaitable[MDMRequest]],
) -> MDMReply:
    """`answer`, for an `AsyncMDMService`."""
    if method != "PUT":
        return _not_allowed()
    try:
        return only_deliberate(await handle(await read()))
    except Exception:  # noqa: BLE001 - as above
        return _failed()


def header_lines(reply: MDMReply) -> list[tuple[str, str]]:
    """The header of a reply, its length included."""
    return [
        # Commands hold passcodes and profiles: nothing between here and the device may keep one (T50).
        ("Cache-Control", "no-store"),
        *reply.headers.items(),
        ("Content-Type", reply.content_type),
        ("Content-Length", str(len(reply.body))),
    ]


def shown_body(method: str | None, reply: MDMReply) -> bytes:
    """The body, but none for HEAD: many servers send whatever they get, and it would pass for an answer."""
    return b"" if method == "HEAD" else reply.body


def _not_allowed() -> MDMReply:
    return attrs.evolve(refuse(405, "Method Not Allowed"), headers={"Allow": "PUT"})


def _failed() -> MDMReply:
    log.exception("device request failed")
    return refuse(500, "Internal Server Error")
