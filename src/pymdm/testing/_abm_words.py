"""How the fake of the Apple Business Manager API writes: JSON:API documents, errors, dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pymdm._flow import HttpResponse
from pymdm.testing._dep_words import dump

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

__all__ = ["JSON", "Denied", "TokenDenied", "precise"]

JSON: Final = "application/json"


class Denied(Exception):
    """The API answers with one error of JSON:API; status 0 is a broken connection.

    Args:
        status: Of the answer.
        code: Such as ``"NOT_FOUND"``.
        title: For people.
        source: A JSON pointer into the request, or a name of a parameter.
        headers: Beyond the usual ones.
    """

    def __init__(
        self,
        status: int,
        code: str,
        title: str = "",
        *,
        source: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.title = title
        self.source = source
        self.headers = dict(headers or {})

    def response(self, number: int) -> HttpResponse:
        """The document."""
        error: dict[str, object] = {
            "id": f"{number:032x}",
            "status": str(self.status),
            "code": self.code,
            "title": self.title or self.code,
            "detail": f"{self.title or self.code}.",
        }
        if self.source is not None:
            error["source"] = dict(self.source)
        headers = {"Content-Type": JSON, **self.headers}
        return HttpResponse(status=self.status, headers=headers, body=dump({"errors": [error]}))


class TokenDenied(Denied):
    """The token endpoint refuses, in the form of RFC 6749, section 5.2."""

    def response(self, number: int) -> HttpResponse:
        del number
        headers = {"Content-Type": JSON, **self.headers}
        body = dump({"error": self.code, "error_description": self.title})
        return HttpResponse(status=self.status, headers=headers, body=body)


def precise(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds, as this API writes it."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"
