"""The answer to a device, and the few fixed texts that a device may ever see.

A refusal says nothing about why: the reason goes to the log (``MDMReply.reason``), the peer gets the
same short text for every failed identity (threat table, "Default reply").
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from pymdm.errors import Reason

__all__ = ["COMMAND_TYPE", "MDMReply"]

#: Content type of commands and of every property list that goes to a device.
COMMAND_TYPE = "application/xml; charset=UTF-8"
TEXT_TYPE = "text/plain; charset=utf-8"
JSON_TYPE = "application/json; charset=utf-8"


@attrs.frozen(kw_only=True)
class MDMReply:
    """One HTTP answer: status, body and content type, and for the log why it was refused."""

    status: int = 200
    body: bytes = attrs.field(default=b"", repr=False)
    content_type: str = COMMAND_TYPE
    headers: Mapping[str, str] = attrs.field(factory=dict)
    #: Set by ``unenroll`` alone: this answer ends an enrollment, and is meant to.
    unenrolls: bool = False
    #: Why an identity was refused; for the log and the audit trail, never for the peer.
    reason: Reason | None = None
    #: What was wrong with the message, in words that repeat nothing of it; for the log only.
    detail: str = ""


#: Nothing to do: zero bytes (2014 reference, "Structure of MDM Messages").
NOTHING = MDMReply()


def refuse(status: int, text: str, *, reason: Reason | None = None, detail: str = "") -> MDMReply:
    """A refusal with a fixed short text."""
    return MDMReply(
        status=status, body=f"{text}\n".encode(), content_type=TEXT_TYPE, reason=reason, detail=detail
    )


def bad_request(*, reason: Reason | None = None, detail: str = "") -> MDMReply:
    """400, the answer to everything that a device or an attacker got wrong.

    The 2014 text recommends 401 here.  It makes the device remove its management profile, so that
    one bug, one lost database row or one bad proxy would unenroll a fleet (T17).
    """
    return refuse(400, "Bad Request", reason=reason, detail=detail)


def unavailable() -> MDMReply:
    """503: our side failed; the device keeps its result and comes back."""
    return MDMReply(
        status=503,
        body=b"Service Unavailable\n",
        content_type=TEXT_TYPE,
        headers={"Retry-After": "60"},
    )
