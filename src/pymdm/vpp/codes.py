"""Why Apps and Books refuses: Apple's numbers, what they mean, and the exception that each becomes.

Both interfaces share the numbers: that of 2014 uses those up to 9650, today's some of them and those from
9700 on.  A number that is not listed survives as it is.

Sources: MDM reference 2014, VPP App Assignment, Error Codes; Apple's documentation of Service Configuration
and Handling Error Responses.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from pymdm._retry import asked_wait
from pymdm.errors import (
    ContentTokenExpired,
    NoLicensesLeft,
    TooManyRequests,
    UnknownAsset,
    UnknownUser,
    UserRetired,
    VPPError,
)
from pymdm.vpp._json import integer
from pymdm.vpp._meanings import MEANINGS

if TYPE_CHECKING:
    from pymdm._flow import HttpRequest, HttpResponse

__all__ = ["RELOADED", "VPPCode", "error_in", "meaning", "number_of", "refusal"]

#: Bytes of an error's body that are looked at: a number and a sentence, perhaps with what was refused.
_MAX_BODY: Final = 1 << 20

#: Where the number stands: today, in 2014's text, and in 2014's example.
_KEYS: Final = ("errorNumber", "errorCode", "ErrorCode", "ErrorNumber")


@enum.unique
class VPPCode(enum.IntEnum):
    """Numbers that are known; ``meaning`` says what of."""

    MISSING_ARGUMENT = 9600
    LOGIN_REQUIRED = 9601
    INVALID_ARGUMENT = 9602
    INTERNAL_ERROR = 9603
    RESULT_NOT_FOUND = 9604
    WRONG_STOREFRONT = 9605
    TOKEN_CONSTRUCTION_FAILED = 9606
    LICENSE_IRREVOCABLE = 9607
    NO_SHARED_DATA = 9608
    USER_NOT_FOUND = 9609
    LICENSE_NOT_FOUND = 9610
    ADMIN_NOT_FOUND = 9611
    CLAIM_JOB_FAILED = 9612
    UNCLAIM_JOB_FAILED = 9613
    INVALID_DATE = 9614
    COUNTRY_NOT_FOUND = 9615
    LICENSE_ALREADY_ASSIGNED = 9616
    URL_MOVED = 9617
    USER_ALREADY_RETIRED = 9618
    LICENSE_NOT_ASSOCIATED = 9619
    USER_ALREADY_DELETED = 9620
    TOKEN_EXPIRED = 9621
    TOKEN_INVALID = 9622
    APN_TOKEN_INVALID = 9623
    LICENSE_REFUNDED = 9624
    TOKEN_REVOKED = 9625
    LICENSE_OF_OTHER_USER = 9626
    REASSOCIATED_TOO_OFTEN = 9627
    NOT_FOR_DEVICES = 9628
    BATCH_OF_OTHER_TOKEN = 9629
    ALREADY_ASSIGNED_TOO_OFTEN = 9630
    NO_LICENSE_TOO_OFTEN = 9631
    IDENTICAL_CALLS_TOO_OFTEN = 9632
    BATCH_GONE = 9633
    SERVICE_REMOVED = 9634
    ACCOUNT_NOT_ASSOCIABLE = 9635
    NO_REGISTERED_USER = 9636
    FACILITATOR_NOT_ALLOWED = 9637
    FACILITATOR_WITHOUT_ORGANIZATION = 9638
    FACILITATOR_MEMBER_NOT_FOUND = 9639
    FACILITATOR_LOOKUP_FAILED = 9640
    ACCOUNT_ALREADY_ASSOCIATED = 9641
    ACCOUNT_NEEDS_TERMS = 9642
    LICENSE_LOCKED = 9643
    MAINTENANCE = 9644
    TOO_MANY_REQUESTS = 9646
    LEGACY_TOKEN_NOT_SUPPORTED = 9647
    PAGE_INDEX_REQUIRED = 9649
    PAGE_INDEX_INVALID = 9650
    TOO_MANY_ASSETS = 9700
    TOO_MANY_USER_IDS = 9701
    TOO_MANY_SERIALS = 9702
    DUPLICATE_ASSETS = 9703
    DUPLICATE_USER_IDS = 9704
    DUPLICATE_SERIALS = 9705
    ASSET_NOT_REVOCABLE = 9706
    ASSET_NOT_FOR_DEVICES = 9707
    EVENT_NOT_FOUND = 9708
    NOT_ENOUGH_LICENSES = 9709
    NOTIFICATION_INCOMPLETE = 9710
    NOTIFICATION_TOO_LONG = 9711
    NOTIFICATION_URL_INVALID = 9712
    METADATA_TOO_LONG = 9713
    TOO_MANY_USERS = 9714
    DUPLICATE_USERS = 9715
    USER_EXISTS = 9716
    EMAIL_INVALID = 9717
    ASSET_REQUIRED = 9718
    TARGET_REQUIRED = 9719
    USER_REQUIRED = 9720
    VERSION_INVALID = 9721
    AUTHORIZATION_MALFORMED = 9722
    MDM_INFO_INCOMPLETE = 9723
    MDM_ID_TOO_LONG = 9724
    MDM_NAME_TOO_LONG = 9725
    METHOD_UNSUPPORTED = 9726
    CONTENT_TYPE_UNSUPPORTED = 9727
    NOTIFICATION_URL_UNREACHABLE = 9728
    UNAVAILABLE = 9729

    @property
    def meaning(self) -> str:
        """What it means, and what helps, in a few words."""
        return MEANINGS[self.value]


#: After these a new token is looked for, once: somebody may have put it in place meanwhile.
RELOADED: Final = frozenset({VPPCode.TOKEN_INVALID, VPPCode.TOKEN_REVOKED})

_TOKEN: Final = (
    VPPCode.LOGIN_REQUIRED,
    VPPCode.TOKEN_EXPIRED,
    VPPCode.TOKEN_INVALID,
    VPPCode.TOKEN_REVOKED,
    VPPCode.AUTHORIZATION_MALFORMED,
)
_BUSY: Final = (
    VPPCode.ALREADY_ASSIGNED_TOO_OFTEN,
    VPPCode.NO_LICENSE_TOO_OFTEN,
    VPPCode.IDENTICAL_CALLS_TOO_OFTEN,
    VPPCode.TOO_MANY_REQUESTS,
)
_CLASSES: Final[dict[int, type[VPPError]]] = {
    **dict.fromkeys(_TOKEN, ContentTokenExpired),
    **dict.fromkeys(_BUSY, TooManyRequests),
    VPPCode.LICENSE_NOT_FOUND: UnknownAsset,
    VPPCode.NOT_ENOUGH_LICENSES: NoLicensesLeft,
    VPPCode.USER_NOT_FOUND: UnknownUser,
    VPPCode.NO_REGISTERED_USER: UnknownUser,
    VPPCode.USER_ALREADY_RETIRED: UserRetired,
    VPPCode.USER_ALREADY_DELETED: UserRetired,
}
_LATER: Final = frozenset(
    {
        *_BUSY,
        VPPCode.INTERNAL_ERROR,
        VPPCode.REASSOCIATED_TOO_OFTEN,
        VPPCode.LICENSE_LOCKED,
        VPPCode.MAINTENANCE,
        VPPCode.UNAVAILABLE,
    }
)


def meaning(number: int) -> str:
    """What a number means, in a few words; empty if it is not known."""
    return MEANINGS.get(number, "")


def number_of(found: Mapping[str, Any]) -> VPPCode | int:
    """The number of the error in an answer, under any of its names; 0 if there is none."""
    for key in _KEYS:
        number = integer(found, key)
        if number:
            return VPPCode._value2member_map_.get(number, number)  # type: ignore[return-value] # a member, by value
    return 0


def error_in(found: Mapping[str, Any], *, status: int = 200, retry_after: float | None = None) -> VPPError:
    """The exception that an error is, be it raised or told as a value.  Apple's sentence is not in it."""
    number = number_of(found)
    kind = _CLASSES.get(number, VPPError)
    if status == 401:
        kind = ContentTokenExpired
    elif status == 429:
        kind = TooManyRequests
    words = meaning(number) or (
        "an error without a number" if not number else "an error that is not known here"
    )
    busy = number in _LATER or status == 429 or status >= 500
    return kind(
        f"{number or 'no number'}: {words}",
        status=status,
        code=number,
        retry_after=retry_after,
        retryable=busy,
    )


def refusal(request: HttpRequest, response: HttpResponse, now: datetime) -> VPPError:
    """The exception that an answer other than success is."""
    status = response.status
    found: Any = {}
    if len(response.body) <= _MAX_BODY:
        with suppress(ValueError, RecursionError):
            found = json.loads(response.body)
    found = found if type(found) is dict else {}
    busy = status == 429 or status >= 500
    error = error_in(found, status=status, retry_after=asked_wait(response, now) if busy else None)
    advice = "the service does not redirect: look at the base URL" if 300 <= status < 400 else error.args[0]
    if not number_of(found) and not 300 <= status < 400:
        advice = _BY_STATUS.get(status, "it gave no reason")
    error.args = (f"expected success of {request.method} {request.path}, not {status}: {advice}",)
    return error


_BY_STATUS: Final = {
    401: "the content token was not accepted; download a new one from Apple Business or School Manager",
    403: "whoever made the content token may not do this; look at their role in the portal",
    429: "too much was asked in too short a time",
}
