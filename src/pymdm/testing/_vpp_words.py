"""How the fake of Apps and Books writes: dates, JSON, targets, and errors with Apple's numbers.

Sources: Apple's documentation of Handling Error Responses and Service Config; MDM reference 2014, VPP App
Assignment, Error Codes.
"""

from __future__ import annotations

import json
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from pymdm._flow import HttpResponse

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

__all__ = [
    "JSON",
    "MESSAGES",
    "Refused",
    "device",
    "dump",
    "name_of",
    "named",
    "stamp",
    "user",
]

JSON: Final = "application/json"

_ENCODER: Final = json.JSONEncoder(separators=(",", ":"))

#: What the service says to people; not Apple's sentences.
MESSAGES: Final[Mapping[int, str]] = {
    9600: "A required argument is missing.",
    9601: "Log in first.",
    9602: "An argument is invalid.",
    9603: "Internal error.",
    9604: "Nothing was found.",
    9607: "The license is irrevocable.",
    9609: "There is no such registered user.",
    9610: "License not found.",
    9616: "The license is assigned already.",
    9617: "The URL has moved.",
    9618: "The user is retired already.",
    9619: "The license is not associated.",
    9620: "The user is deleted already.",
    9621: "The token has expired.",
    9622: "The token is invalid.",
    9623: "The push token is invalid.",
    9625: "The token was revoked.",
    9628: "The license is not for devices.",
    9629: "The batch token was made for another token.",
    9633: "The batch token has expired.",
    9634: "The service was removed.",
    9646: "Too many requests.",
    9650: "There is no page with this index.",
    9700: "Too many assets.",
    9701: "Too many clientUserIds.",
    9702: "Too many serialNumbers.",
    9703: "An asset is there twice.",
    9704: "A clientUserId is there twice.",
    9705: "A serialNumber is there twice.",
    9706: "The asset is not revocable.",
    9707: "The asset is not device assignable.",
    9708: "There is no such event.",
    9709: "There are not enough licenses.",
    9710: "Notifications need a URL and a token.",
    9711: "The URL or the token for notifications is too long.",
    9712: "The URL for notifications is not HTTPS.",
    9713: "The metadata is too long.",
    9714: "Too many users.",
    9715: "A user is there twice.",
    9716: "There is such a user already.",
    9717: "The email address is invalid.",
    9718: "An asset is required.",
    9719: "A user or a device is required.",
    9720: "A user is required.",
    9721: "The version is invalid.",
    9722: "The authorization header is invalid.",
    9723: "mdmInfo needs id, name and metadata.",
    9724: "The id is too long.",
    9725: "The name is too long.",
    9726: "The method is not supported.",
    9727: "The content type is not supported.",
    9728: "The URL for notifications does not answer.",
}

#: The status with which today's interface refuses; 400 where nothing is said.
_STATUS: Final = {
    9601: 401,
    9603: 500,
    9621: 401,
    9622: 401,
    9625: 401,
    9634: 410,
    9646: 429,
    9722: 401,
    9726: 405,
    9727: 415,
}


class Refused(Exception):
    """The service answers with an error.

    Args:
        number: Apple's; 0: a page for people, or with ``status`` 0 a broken connection.
        status: Of the answer; by default what belongs to the number.
        info: Goes into errorInfo.
        headers: Beyond the usual ones.
        page: Instead of JSON.
    """

    def __init__(
        self,
        number: int,
        *,
        status: int | None = None,
        info: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        page: str = "",
    ) -> None:
        super().__init__(number)
        self.number = number
        self.status = _STATUS.get(number, 400) if status is None else status
        self.info = dict(info or {})
        self.headers = dict(headers or {})
        self.page = page
        self.key = ""  # what the number is called, if a service of 2014 refuses

    def response(self) -> HttpResponse:
        """As today's interface answers, or with 200 and status -1 as those of 2014 do."""
        if self.key and not self.page:
            found = {
                "status": -1,
                "errorMessage": MESSAGES.get(self.number, "An error."),
                self.key: self.number,
            }
            return HttpResponse(status=200, headers={"Content-Type": JSON, **self.headers}, body=dump(found))
        if self.page:
            headers = {"Content-Type": "text/html", **self.headers}
            return HttpResponse(status=self.status, headers=headers, body=self.page.encode())
        body: dict[str, object] = named(self.number)
        if self.info:
            body["errorInfo"] = self.info
        headers = {"Content-Type": JSON, **self.headers}
        return HttpResponse(status=self.status, headers=headers, body=dump(body))


def named(number: int) -> dict[str, object]:
    """The number and the sentence of an error."""
    return {"errorMessage": MESSAGES.get(number, "An error."), "errorNumber": number}


def stamp(moment: datetime) -> str:
    """ISO 8601 in UTC with whole seconds and the offset without a colon, as this service writes it."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}+0000"


def dump(found: object) -> bytes:
    """JSON without spaces."""
    return _ENCODER.encode(found).encode()


def device(serial_number: str) -> str:
    """A target that is a device: the member of an assignment that names it, so that pages are cheap."""
    return f'"serialNumber":{json.dumps(serial_number)}'


def user(client_user_id: str) -> str:
    """A target that is a user."""
    return f'"clientUserId":{json.dumps(client_user_id)}'


def name_of(target: str) -> tuple[str, str]:
    """The key of a target, and whom it names."""
    found: dict[str, Any] = json.loads(f"{{{target}}}")
    ((key, name),) = found.items()
    return key, name
