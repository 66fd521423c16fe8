"""Why the service refuses: Apple's codes, and the exception that each of them becomes.

A code stands alone in the body of the answer, as plain text, in quotes, or in JSON.

Sources: MDM reference 2014, Device Enrollment Program (Authentication Error Codes, Common Error Codes and
the errors of each request); the later ones from Apple's documentation and from trackers of other servers.
"""

from __future__ import annotations

import enum
import json
import re
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from pymdm._retry import asked_wait
from pymdm.dep._oauth import clock_hint
from pymdm.errors import CursorExhausted, CursorExpired, DEPError, TermsNotAccepted, TokenRejected

if TYPE_CHECKING:
    from pymdm._flow import HttpRequest, HttpResponse

__all__ = ["DEPCode", "code_of", "login_refusal", "refusal"]

#: Bytes of an error's body that are looked at.  Codes have up to forty; the rest is a page for people.
_MAX_BODY: Final = 4096

#: What may be a code although it is not known: no digits, and not both cases, so that no token is one.
_CODE: Final = re.compile(r"[A-Z][A-Z_]{1,62}[A-Z]|[a-z]{1,31}(?:_[a-z]{1,31}){1,4}")
_WORD: Final = re.compile(r"[A-Za-z_]+")

#: Where codes stand in JSON.
_KEYS: Final = ("code", "error_code", "errorCode", "error", "message", "status")


@enum.unique
class DEPCode(enum.StrEnum):
    """Codes that are known.  ``DEPError.code`` is one of them, or Apple's word as it came."""

    # about the session and the token
    UNAUTHORIZED = "UNAUTHORIZED"
    FORBIDDEN = "FORBIDDEN"
    ACCESS_DENIED = "ACCESS_DENIED"
    T_C_NOT_SIGNED = "T_C_NOT_SIGNED"
    TOKEN_REJECTED = "token_rejected"  # noqa: S105 - a code, not a token
    TOKEN_EXPIRED = "token_expired"  # noqa: S105
    CONSUMER_KEY_UNKNOWN = "consumer_key_unknown"
    CONSUMER_KEY_REJECTED = "consumer_key_rejected"
    SIGNATURE_INVALID = "signature_invalid"
    NONCE_USED = "nonce_used"
    TIMESTAMP_REFUSED = "timestamp_refused"
    # about the request
    MALFORMED_REQUEST_BODY = "MALFORMED_REQUEST_BODY"
    USER_AGENT_INVALID = "USER_AGENT_INVALID"
    # about cursors
    CURSOR_REQUIRED = "CURSOR_REQUIRED"
    INVALID_CURSOR = "INVALID_CURSOR"
    EXPIRED_CURSOR = "EXPIRED_CURSOR"
    EXHAUSTED_CURSOR = "EXHAUSTED_CURSOR"
    # about devices
    DEVICE_ID_REQUIRED = "DEVICE_ID_REQUIRED"
    DEVICE_NOT_FOUND = "DEVICE_NOT_FOUND"
    NOT_FOUND = "NOT_FOUND"
    # about profiles
    PROFILE_UUID_REQUIRED = "PROFILE_UUID_REQUIRED"
    PROFILE_NOT_FOUND = "PROFILE_NOT_FOUND"
    CONFIG_NAME_REQUIRED = "CONFIG_NAME_REQUIRED"
    CONFIG_NAME_INVALID = "CONFIG_NAME_INVALID"
    CONFIG_URL_REQUIRED = "CONFIG_URL_REQUIRED"
    CONFIG_URL_INVALID = "CONFIG_URL_INVALID"
    DEPARTMENT_REQUIRED = "DEPARTMENT_REQUIRED"
    DEPARTMENT_INVALID = "DEPARTMENT_INVALID"
    SUPPORT_PHONE_REQUIRED = "SUPPORT_PHONE_REQUIRED"
    SUPPORT_PHONE_INVALID = "SUPPORT_PHONE_INVALID"
    SUPPORT_EMAIL_INVALID = "SUPPORT_EMAIL_INVALID"
    MAGIC_INVALID = "MAGIC_INVALID"
    FLAGS_INVALID = "FLAGS_INVALID"
    # about beta programs
    APPLE_SEED_FOR_IT_TURNED_OFF = "APPLE_SEED_FOR_IT_TURNED_OFF"


_KNOWN: Final = {code.lower(): code for code in DEPCode}

_CLASSES: Final = {
    DEPCode.T_C_NOT_SIGNED: TermsNotAccepted,
    DEPCode.INVALID_CURSOR: CursorExpired,
    DEPCode.EXPIRED_CURSOR: CursorExpired,
    DEPCode.EXHAUSTED_CURSOR: CursorExhausted,
    DEPCode.TOKEN_REJECTED: TokenRejected,
    DEPCode.TOKEN_EXPIRED: TokenRejected,
    DEPCode.CONSUMER_KEY_UNKNOWN: TokenRejected,
    DEPCode.CONSUMER_KEY_REJECTED: TokenRejected,
}

_ADVICE: Final = {
    DEPCode.T_C_NOT_SIGNED: "somebody has to accept Apple's new terms in Apple Business or School Manager",
    DEPCode.ACCESS_DENIED: "in Apple Business or School Manager, look what this server's token may do",
    DEPCode.USER_AGENT_INVALID: "give the client a user_agent that names your server",
    DEPCode.INVALID_CURSOR: "begin again with a full fetch",
    DEPCode.EXPIRED_CURSOR: "begin again with a full fetch",
    DEPCode.PROFILE_NOT_FOUND: "define the profile again, or give the UUID of another one",
    DEPCode.APPLE_SEED_FOR_IT_TURNED_OFF: "turn AppleSeed for IT on in Apple Business or School Manager",
}

_SET_CLOCK: Final = "look whether this machine's clock is right"
_DOWNLOAD: Final = "download a new server token from Apple Business or School Manager"

#: What a login may be told where the token, or the clock, is to blame.
_CLOCK: Final = (DEPCode.NONCE_USED, DEPCode.TIMESTAMP_REFUSED)
_DOUBTED: Final = (DEPCode.UNAUTHORIZED, DEPCode.FORBIDDEN, DEPCode.SIGNATURE_INVALID, *_CLOCK)


def code_of(response: HttpResponse) -> DEPCode | str:
    """The code in an answer's body; empty if there is none."""
    text = response.body[:_MAX_BODY].decode("utf-8", "replace").strip()
    found: Any = text
    with suppress(ValueError, RecursionError):
        found = json.loads(text)
    for candidate in _candidates(found):
        if known := _KNOWN.get(candidate.lower()):
            return known
    # A sentence, a form (oauth_problem=token_expired), an odd quotation mark: a code that is known in it.
    for word in _WORD.findall(text):
        if ("_" in word or word.isupper()) and (known := _KNOWN.get(word.lower())):
            return known
    return next((each for each in _candidates(found) if _CODE.fullmatch(each)), "")


def _candidates(found: object) -> list[str]:
    if type(found) is dict:
        found = [found[key] for key in _KEYS if key in found]
    values = found if type(found) is list else [found]
    return [value.strip(" \t\r\n\"'“”") for value in values if type(value) is str]


def refusal(request: HttpRequest, response: HttpResponse, now: datetime) -> DEPError:
    """The exception that an answer other than success is; its text holds nothing of the body but a code."""
    code, status = code_of(response), response.status
    kind = _CLASSES.get(code, DEPError) if isinstance(code, DEPCode) else DEPError
    advice = _ADVICE.get(code, "") if isinstance(code, DEPCode) else ""
    if kind is TokenRejected:
        advice = _DOWNLOAD
    elif 300 <= status < 400:
        advice = "the service does not redirect: look at the base URL"
    return _made(kind, request, response, now, advice=advice)


def login_refusal(
    request: HttpRequest, response: HttpResponse, now: datetime, *, token_expiry: datetime
) -> DEPError:
    """The same of a login, which Apple refuses for a wrong clock as it does for a bad token (F29)."""
    error = refusal(request, response, now)
    unclear = response.status == 401 and not isinstance(error.code, DEPCode)
    if not (isinstance(error, TokenRejected) or error.code in _DOUBTED or unclear):
        return error
    hint = clock_hint(response.headers.get("date", ""), now)
    advice = f"{hint}; " if hint else ""
    advice += f"the token expired on {token_expiry:%Y-%m-%d}; " if token_expiry <= now else ""
    # Whoever puts a good token out of use because of a clock has two problems.
    if (hint or error.code in _CLOCK) and not isinstance(error, TokenRejected) and token_expiry > now:
        return _made(DEPError, request, response, now, advice=(hint or _SET_CLOCK))
    return _made(TokenRejected, request, response, now, advice=advice + _DOWNLOAD)


def _made(
    kind: type[DEPError], request: HttpRequest, response: HttpResponse, now: datetime, *, advice: str
) -> DEPError:
    code, status = code_of(response), response.status
    text = f"expected success of {request.method} {request.path}, not {status}{f' {code}' if code else ''}"
    busy = status == 429 or status >= 500
    return kind(
        f"{text}: {advice}" if advice else text,
        status=status,
        code=code,
        retry_after=asked_wait(response, now) if busy else None,
        retryable=busy,
    )
