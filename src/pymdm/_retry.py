"""When a request to one of Apple's services is sent again, and after how long.

One rule for all of them: what the service turned away unread (429, or 503 with a time to come back) may
always be repeated; what may have been carried out is repeated only where a repetition does no harm.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import attrs

from pymdm._flow import Flow, HttpRequest, HttpResponse, Sleep
from pymdm.errors import TransportError

__all__ = ["RetryRules", "asked_wait", "send_with_retries"]

_TOO_MANY, _UNAVAILABLE = 429, 503
_BROKEN = frozenset({500, 502, _UNAVAILABLE, 504})

#: Digits of a wait in seconds: three years.  More is no number that anybody meant.
_SECONDS = re.compile(r"\d{1,8}")

#: Bytes of a body that may say ``retry_after_seconds``: an error, not a page.
_MAX_ERROR_BODY = 65536

#: Up to a tenth more than Apple asks for, so that many workers do not come back in the same second.
_SPREAD = 0.1


@attrs.frozen(kw_only=True)
class RetryRules:
    """How often and how soon.  Time and chance are the caller's, so that tests decide them.

    Attributes:
        now: the time, aware; Retry-After may be a date.
        dice: a number from 0 up to 1; spreads the waits.
        attempts: requests in all, the first included.
        first_wait: seconds before the second request; doubled each time.
        longest_wait: seconds that a caller is kept waiting at once.  Where Apple asks for more, the answer is
            returned at once, so that its error says when to come back.
    """

    now: Callable[[], datetime] = attrs.field(repr=False)
    dice: Callable[[], float] = attrs.field(repr=False)
    attempts: int = 4
    first_wait: float = 1.0
    longest_wait: float = 120.0

    def waits(self) -> Iterator[float]:
        """Seconds before each further request, if nothing else is asked for: half of it is chance."""
        for turn in range(self.attempts - 1):
            most = min(self.first_wait * 2**turn, self.longest_wait)
            yield most / 2 * (1 + self.dice())


def asked_wait(response: HttpResponse, now: datetime) -> float | None:
    """Seconds that the service asks to wait: by Retry-After, or by ``retry_after_seconds`` in the body."""
    text = response.headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    with suppress(ValueError, OverflowError):  # an hour of twenty digits overflows
        when = parsedate_to_datetime(text)
        return max(0.0, (when.replace(tzinfo=when.tzinfo or UTC) - now).total_seconds())
    return _asked_in_body(response.body)


def _asked_in_body(body: bytes) -> float | None:
    if len(body) > _MAX_ERROR_BODY or b"retry_after_seconds" not in body:
        return None
    with suppress(ValueError, RecursionError):
        found = json.loads(body)
        seconds = str(found.get("retry_after_seconds", "")) if isinstance(found, dict) else ""
        if _SECONDS.fullmatch(seconds):
            return float(seconds)
    return None


def send_with_retries(
    make: Callable[[], HttpRequest], rules: RetryRules, *, repeatable: bool
) -> Flow[HttpResponse]:
    """Send what `make` builds, anew for each attempt, until an answer comes that waiting does not change.

    ``repeatable`` says that carrying the request out twice does no harm.  Returns the last answer, which may
    still be 429 or 5xx.

    Raises:
        TransportError: no answer came, and asking again is not allowed or did not help.
    """
    for wait in rules.waits():
        try:
            response = yield make()
        except TransportError as error:
            if not error.retryable or (not repeatable and error.request_sent):
                raise
        else:
            assert response is not None
            asked = asked_wait(response, rules.now())
            if not _again(response.status, asked, repeatable=repeatable):
                return response
            if asked is not None:
                if asked > rules.longest_wait:
                    return response
                # A time that is over, or 0 seconds, is no leave to ask in a burst.
                wait = max(wait, asked * (1 + _SPREAD * rules.dice()))
        yield Sleep(wait)
    response = yield make()
    assert response is not None
    return response


def _again(status: int, asked: float | None, *, repeatable: bool) -> bool:
    if status == _TOO_MANY or (status == _UNAVAILABLE and asked is not None):
        return True
    return repeatable and status in _BROKEN
