"""Conversations with Apple's services as generators: they yield what they want and receive what they got.

    def account(session: Session) -> Flow[Account]:
        response = yield HttpRequest(method="GET", url=session.url("/account"), headers=…)
        return decode_account(response)

Nothing here opens a connection or waits.  ``pymdm.http`` drives a flow with a blocking or an asynchronous
sender; a test drives it by hand, with ``next(flow)`` and ``flow.send(HttpResponse(…))``, or throws a
``TransportError`` into it, as the drivers do when no answer comes.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Generic, TypeAlias, TypeVar
from urllib.parse import urlsplit

import attrs

__all__ = ["DEADLINE", "MAX_ANSWER", "Emit", "Flow", "HttpRequest", "HttpResponse", "Pages", "Sleep"]

T = TypeVar("T")
R = TypeVar("R")

#: Seconds for one exchange, from connecting to the last byte of the answer.  The slowest answers of Apple's
#: services that administrators report take half of it; a service that drips bytes must not hold a worker.
DEADLINE = 60.0

#: Bytes of an answer, unpacked.  The largest that is expected is a page of a thousand devices or licences,
#: about a megabyte; sixteen times that is no page but an attack on memory (T67).
MAX_ANSWER = 16 << 20


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


@attrs.frozen(kw_only=True)
class HttpRequest:
    """One request, whole.  Headers and body carry tokens and stay out of its repr.

    Attributes:
        method: ``"GET"``, ``"POST"``, …
        url: absolute, with its query.
        headers: what is sent beyond Host, Content-Length and the sender's connection headers.
        body: empty for none.
        deadline: seconds for the whole exchange.
        limit: bytes of the answer's body, unpacked; a longer one is a TransportError.
    """

    method: str
    url: str
    headers: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    body: bytes = attrs.field(default=b"", repr=False)
    deadline: float = DEADLINE
    limit: int = MAX_ANSWER

    @property
    def path(self) -> str:
        """The path of the URL, without its query."""
        return urlsplit(self.url).path


@attrs.frozen(kw_only=True)
class HttpResponse:
    """One answer.  Header names are lower case; several of one name are joined by ``", "``."""

    status: int
    headers: Mapping[str, str] = attrs.field(factory=dict, repr=False, converter=_lower)
    body: bytes = attrs.field(default=b"", repr=False)


@attrs.frozen
class Sleep:
    """Wait before going on; the driver sends None afterwards."""

    seconds: float


@attrs.frozen
class Emit(Generic[T]):
    """A part of the result that is there already, such as one page; the driver sends None."""

    item: T


#: One call: ends with its result.
Flow: TypeAlias = Generator[HttpRequest | Sleep, HttpResponse | None, T]

#: A listing: emits its pages as they come, and ends with what is known at the end.
Pages: TypeAlias = Generator[HttpRequest | Sleep | Emit[T], HttpResponse | None, R]
