"""How the fake enrollment service writes: dates, JSON, codes of errors."""

from __future__ import annotations

import json
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final

from pymdm._flow import HttpResponse

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping
    from datetime import datetime

__all__ = ["CONTENT_TYPE", "PLAIN", "Refused", "dump", "error_response", "http_date", "stamp"]

CONTENT_TYPE: Final = "application/json;charset=UTF8"
PLAIN: Final = "text/plain;Charset=UTF8"

# What is seen of codes in bodies: bare (2014), quoted (nanodep), and inside JSON.
_STYLES: Final = ("plain", "quoted", "json")


_ENCODER: Final = json.JSONEncoder(separators=(",", ":"))


class Refused(Exception):
    """The service answers with a code.

    Args:
        status: Of the answer.
        word: Apple's code.
        headers: Beyond the usual ones.
        extra: Goes into a body that is JSON, beside the code.
        style: How the body is written; empty: as the chaos says.
    """

    def __init__(
        self,
        status: int,
        word: str,
        *,
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, object] | None = None,
        style: str = "",
    ) -> None:
        super().__init__(word)
        self.style = style
        self.status = status
        self.word = word
        self.headers = dict(headers or {})
        self.extra = dict(extra or {})


def stamp(moment: datetime) -> str:
    """ISO 8601 in UTC with whole seconds, as the service writes it."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def http_date(moment: datetime) -> str:
    """For Date and Retry-After."""
    return format_datetime(moment, usegmt=True)


def dump(found: object) -> bytes:
    """JSON without spaces."""
    return _ENCODER.encode(found).encode()


def error_response(refused: Refused, style: str, rng: random.Random) -> HttpResponse:
    """A refusal as it goes out; ``"mixed"`` takes any of the styles."""
    if refused.status == 0:
        return HttpResponse(status=0)
    if refused.extra:
        style = "json"
    elif style == "mixed":
        style = rng.choice(_STYLES)
    headers = {"Content-Type": PLAIN, **refused.headers}
    if style == "json":
        headers["Content-Type"] = CONTENT_TYPE
        body = dump({"code": refused.word, **refused.extra})
    elif style == "quoted":
        body = f'"{refused.word}"'.encode()
    else:
        body = refused.word.encode()
    if refused.status == 401:
        headers["WWW-Authenticate"] = "ADM-Auth-Token"
    return HttpResponse(status=refused.status, headers=headers, body=body)
