"""The only place that can end a device's enrollment by an HTTP status.

A device that gets 401, or 403 with ``com.apple.unrecognized.device``, removes its management profile
and everything that came with it.  No other module may produce either on a device route; a test reads
the source for it (T17).
"""

from __future__ import annotations

import enum

from pymdm.protocol import parse_version
from pymdm.service.answer import JSON_TYPE, TEXT_TYPE, MDMReply, bad_request

__all__ = ["UnenrollForm", "unenroll"]

# Apple's error schema "unrecognized.device": first versions that understand the 403 form.
_SINCE = {"iOS": (17,), "iPadOS": (17,), "macOS": (14,), "tvOS": (17,), "visionOS": (1, 1), "watchOS": (10,)}


@enum.unique
class UnenrollForm(enum.Enum):
    """How a device is told to unenroll: 401, which every version obeys, or the 403 documented today."""

    UNAUTHORIZED = "401"
    UNRECOGNIZED_DEVICE = "403"


def unenroll(
    *, why: str, os: str | None = None, os_version: str | None = None, form: UnenrollForm | None = None
) -> MDMReply:
    """The answer that makes the device remove its management profile; ``why`` goes to the log.

    Without ``form`` the newer one is used for systems that are known to understand it, and 401, which
    all versions obey (2014 reference, "Terminating a Management Relationship"), for the rest.
    """
    if form is None:
        since = _SINCE.get(os or "")
        version = parse_version(os_version or "")
        modern = since is not None and version is not None and version >= since
        form = UnenrollForm.UNRECOGNIZED_DEVICE if modern else UnenrollForm.UNAUTHORIZED
    if form is UnenrollForm.UNAUTHORIZED:
        return MDMReply(
            status=401, body=b"Unauthorized\n", content_type=TEXT_TYPE, detail=why, unenrolls=True
        )
    return MDMReply(
        status=403,
        body=b'{"code": "com.apple.unrecognized.device"}',
        content_type=JSON_TYPE,
        detail=why,
        unenrolls=True,
    )


def only_deliberate(reply: MDMReply) -> MDMReply:
    """The reply, but 400 in place of a 401 or 403 that ``unenroll`` did not make (T17).

    Conversations and adapters pass every answer through here, so that a mistake elsewhere, in a handler of
    the embedding program or in code to come, costs one device one request and not its enrollment.
    """
    if reply.status in (401, 403) and not reply.unenrolls:
        return bad_request(detail="an answer that would have unenrolled the device was withheld")
    return reply
