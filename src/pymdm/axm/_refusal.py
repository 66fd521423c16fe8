"""Why the API refuses: the first of the errors that a JSON:API answer lists."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final

from pymdm._retry import asked_wait
from pymdm.errors import AXMError

if TYPE_CHECKING:
    from pymdm._flow import HttpRequest, HttpResponse

__all__ = ["code_of", "refusal"]

#: Bytes of an error's body that are looked at.
_MAX_BODY: Final = 65536

#: Codes are words joined by dots, such as PARAMETER_ERROR.INVALID; anything else may be what we sent.
_CODE: Final = re.compile(r"[A-Za-z][A-Za-z_]*(\.[A-Za-z][A-Za-z_]*){0,7}")

#: A clock that differs by less does not explain a refused login.
_SKEW: Final = timedelta(minutes=1)

_KEY: Final = "look in Apple Business or School Manager whether client id, key id and key belong together"
_ADVICE: Final = {
    "invalid_client": _KEY,
    "invalid_grant": _KEY,
    "invalid_scope": "the client id decides between business.api and school.api: look whether it is whole",
    "unauthorized_client": _KEY,
}


def code_of(response: HttpResponse) -> str:
    """The code of the first error, or OAuth's word for it; empty if there is none."""
    found: Any = None
    with suppress(ValueError, RecursionError):
        found = json.loads(response.body[:_MAX_BODY])
    if type(found) is not dict:
        return ""
    errors = found.get("errors")
    listed = errors[0] if type(errors) is list and errors and type(errors[0]) is dict else {}
    code = listed.get("code", found.get("error"))
    return code if type(code) is str and len(code) <= 128 and _CODE.fullmatch(code) else ""


def refusal(request: HttpRequest, response: HttpResponse, now: datetime) -> AXMError:
    """The exception that an answer other than success is; its text holds nothing of the body but a code."""
    code, status = code_of(response), response.status
    text = f"{request.method} {request.path}: refused with status {status}" + (f" ({code})" if code else "")
    advice = _clock(response, now) if code in _ADVICE or status == 401 else ""
    advice = advice or _ADVICE.get(code, "") or _by_status(status)
    return AXMError(
        f"{text}; {advice}" if advice else text,
        status=status,
        code=code,
        retry_after=asked_wait(response, now),
        retryable=status == 429 or status >= 500,
    )


def _by_status(status: int) -> str:
    if 300 <= status < 400:
        return "the service does not redirect: look at the base URL"
    return {401: _KEY, 403: "look in the portal what the API account may do"}.get(status, "")


def _clock(response: HttpResponse, now: datetime) -> str:
    """F29: an assertion from a clock that is wrong is refused with words that blame the key."""
    with suppress(ValueError, OverflowError):
        theirs = parsedate_to_datetime(response.headers.get("date", ""))
        difference = theirs.replace(tzinfo=theirs.tzinfo or UTC) - now  # -0000 is a date without a zone
        if abs(difference) > _SKEW:
            seconds = round(abs(difference).total_seconds())
            return f"this machine's clock differs from Apple's by {seconds} seconds: set it"
    return ""
