"""One exchange with a peer, apart from the waiting: what is sent, what is kept, what a failure means."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import Any

import httpcore
import httpx

from pymdm._flow import HttpRequest, HttpResponse
from pymdm.errors import TransportError
from pymdm.http._body import Body, UnusableAnswer
from pymdm.http._deadline import Until
from pymdm.http._network import check_request

__all__ = ["EXPECTED", "Exchange"]

#: Seconds for a connection with its TLS: several round trips to another continent; who takes longer is down.
CONNECT = 10.0

#: Seconds for a free connection, where a client has none to spare.
POOL = 10.0

#: Seconds without a single byte.  Apple thinks for long before it answers; 30 is what administrators report.
SILENCE = 30.0

#: What a sender may run into; anything else is a mistake in a program.
EXPECTED = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    OSError,
    UnusableAnswer,
)

#: By their names, which httpx and httpcore share: errors from before the first byte of a request.
_UNSENT = {
    "ConnectError",
    "ConnectTimeout",
    "InvalidURL",
    "LocalProtocolError",
    "PoolTimeout",
    "ProxyError",
    "UnsupportedProtocol",
}

#: Errors of what was asked for, which asking again does not change.
_HOPELESS = {"InvalidURL", "LocalProtocolError", "UnsupportedProtocol"}

#: Errors about words, whose texts repeat bytes of the request, of the answer, or of what a proxy said.
_QUOTING = {"ProtocolError", "ProxyError"}

_TEXTS = {
    "ConnectError": "expected a connection",
    "ConnectTimeout": f"expected a connection within {CONNECT:g} seconds",
    "InvalidURL": "expected a URL that can be requested",
    "LocalProtocolError": "expected a request that HTTP can carry",
    "PoolTimeout": f"expected a free connection within {POOL:g} seconds: is there a call for each thread",
    "ProtocolError": "expected an answer in HTTP/1.1, whole",
    "ProxyError": "expected the proxy to let the connection through",
    "TimeoutException": f"expected a byte within {SILENCE:g} seconds",
}


class Exchange:
    """One request under way.

    Args:
        request: what to send.
        clock: seconds that only grow; the deadline is by it.
        own: the sender's connections are pymdm's own, which always tell how far a request came.

    Raises:
        LocalProtocolError: this request may not leave.
    """

    def __init__(self, request: HttpRequest, *, clock: Callable[[], float], own: bool) -> None:
        check_request(request)
        self._request = request
        self._clock = clock
        self._end = clock() + request.deadline
        self._told = own
        self._sent = False
        self._body: Body | None = None

    def prepared(self, *, asynchronous: bool) -> httpx.Request:
        """The request for httpx: no cookies, no credentials and no headers but those of the flow.

        Raises:
            httpx.InvalidURL: the URL cannot be requested.
        """
        request = self._request
        # What is not packed cannot be a bomb; nor may a flow ask for it.
        headers = {name: text for name, text in request.headers.items() if name.lower() != "accept-encoding"}
        return httpx.Request(
            request.method,
            request.url,
            headers={**headers, "Accept-Encoding": "identity"},
            content=request.body or None,
            extensions={
                "timeout": {
                    "connect": self._until(CONNECT),
                    "pool": self._until(POOL),
                    "read": self._until(SILENCE),
                    "write": self._until(SILENCE),
                },
                "trace": self._atrace if asynchronous else self._trace,
            },
        )

    def begin(self, response: httpx.Response) -> None:
        """The headers of the answer are here.

        Raises:
            UnusableAnswer: its body cannot be read.
        """
        # A response of a test's transport comes with its body read, and unpacked.
        encoding = "" if response.is_stream_consumed else response.headers.get("content-encoding", "")
        self._body = Body(limit=self._request.limit, encoding=encoding)

    def feed(self, piece: bytes) -> None:
        """A piece of the body.

        Raises:
            UnusableAnswer: too much, too late, or not what its headers say.
        """
        assert self._body is not None
        self._body.feed(piece)
        if self._clock() >= self._end:
            raise UnusableAnswer(self._late)

    def answer(self, response: httpx.Response) -> HttpResponse:
        """What the flow gets.

        Raises:
            UnusableAnswer: the body is not whole.
        """
        assert self._body is not None
        return HttpResponse(
            status=response.status_code, headers=dict(response.headers.items()), body=self._body.whole()
        )

    def failure(self, error: BaseException) -> TransportError:
        """The error for the flow: whom it concerns, whether the request may have been carried out, and why.

        Its cause is the error of the network; one whose text repeats what was said is replaced by one of its
        kind without text.  Neither it nor the frames that it went through lead to the request, for whatever
        prints attributes or local variables of an error would print its headers (T65).
        """
        names = {kind.__name__ for kind in type(error).__mro__}
        sent = not names & _UNSENT and (self._sent or not self._told)
        hopeless = bool(names & _HOPELESS) or _certificate_error(error) is not None
        text = f"{self._host}: {self._text(error, names)}"
        failed = TransportError(text, request_sent=sent, retryable=not hopeless)
        failed.__cause__ = type(error)("text withheld") if names & _QUOTING else _alone(error)
        return failed

    @property
    def _host(self) -> str:
        return httpcore.URL(self._request.url).host.decode("ascii", "replace")

    def _text(self, error: BaseException, names: set[str]) -> str:
        if isinstance(error, TimeoutError) or ("TimeoutException" in names and self._clock() >= self._end):
            return self._late
        if isinstance(error, UnusableAnswer):
            return str(error)
        refused = _certificate_error(error)
        if refused is not None:
            return f"expected a certificate that verifies: {refused.verify_message}"
        return next((text for name, text in _TEXTS.items() if name in names), "expected an answer")

    @property
    def _late(self) -> str:
        return f"expected the whole answer within {self._request.deadline:g} seconds"

    def _until(self, seconds: float) -> Until:
        return Until(seconds, end=self._end, clock=self._clock)

    def _trace(self, name: str, info: dict[str, Any]) -> None:
        """What httpcore tells of its steps.  A proxy's CONNECT is a request, too, but not this one."""
        self._told = True
        if name.endswith("send_request_headers.started") and info["request"].method != b"CONNECT":
            self._sent = True

    async def _atrace(self, name: str, info: dict[str, Any]) -> None:
        self._trace(name, info)


def _alone(error: BaseException) -> BaseException:
    each: BaseException | None = error
    while each is not None:
        if isinstance(each, httpx.RequestError):
            each._request = None  # noqa: SLF001 - set to None by a public argument, removed by nothing
        each.__traceback__ = None
        each = each.__cause__ or each.__context__
    return error


def _certificate_error(error: BaseException | None) -> ssl.SSLCertVerificationError | None:
    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error
