"""Senders over httpx: HTTP/1.1, every wait limited, no redirect followed, no state between calls.

What is common to both:

- A redirect is an answer like any other and goes to the flow: following one would carry a token to whom the
  answer names (T65).  Cookies are neither kept nor sent; no ``.netrc`` and no client's own login is used.
- An answer is read up to its limit and, unpacked, no further; a whole exchange ends with its deadline,
  however slowly a peer drips (T67).
- TLS is always verified.  ``ca`` replaces the authorities of the system for one sender, not for others (T68).
- The proxy of the environment (HTTPS_PROXY, ALL_PROXY, NO_PROXY) is taken, as `pymdm.http._network` tells.

A client of one's own is used as it is: its TLS, its proxies and its connections are its owner's care, and it
is not closed.  Where it blocks, the deadline holds from the body of the answer on; before that there is the
timeout of its transport, which is for one read each.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Self

import httpx

from pymdm._flow import HttpRequest, HttpResponse
from pymdm.errors import LocalProtocolError, TransportError
from pymdm.http._exchange import EXPECTED, Exchange
from pymdm.http._network import environment_proxy, tls_context
from pymdm.http._quiet import quiet
from pymdm.http._transports import LoopTransport, Transport

__all__ = ["HttpxAsyncSender", "HttpxSender", "async_httpx_sender", "httpx_sender"]

_CA_AND_CLIENT = "ca: expected with the sender's own client only; give yours its authorities yourself"


class HttpxSender:
    """Sends requests and blocks; for any number of threads.  Made by `httpx_sender`.

    A process that was forked off opens connections of its own: on its parent's, two conversations would mix.
    """

    def __init__(
        self, client: httpx.Client | None, *, ca: bytes | None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._own = client is None
        if not self._own and ca is not None:
            raise ValueError(_CA_AND_CLIENT)
        self._context = tls_context(ca) if self._own else None
        self._clock = clock
        self._client = client or self._made()
        self._process = os.getpid()
        self._inherited: httpx.Client | None = None
        self._closed = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, whatever its status.

        Raises:
            TransportError: none came, or none that can be used.
            LocalProtocolError: this request may not leave, or the sender is closed.
        """
        client = self._client_here()
        exchange = Exchange(request, clock=self._clock, own=self._own)
        try:
            with quiet():
                return _exchanged(client, exchange)
        except EXPECTED as error:
            failed = exchange.failure(error)
        raise failed  # outside, so that what was withheld is not its context

    def close(self) -> None:
        """Close the connections, if they are the sender's own.  A second time is harmless."""
        self._closed = True
        if self._own and self._process == os.getpid():
            self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _client_here(self) -> httpx.Client:
        if self._closed:
            raise LocalProtocolError("expected a sender that is open")
        if self._own and self._process != os.getpid():
            # Kept, not closed: closing takes locks that a thread may have held when the process was forked.
            self._inherited = self._client
            self._client = self._made()
            self._process = os.getpid()
        return self._client

    def _made(self) -> httpx.Client:
        assert self._context is not None
        transport = Transport(self._context, environment_proxy(self._context))
        return httpx.Client(transport=transport, trust_env=False, cookies=_no_cookies())


class HttpxAsyncSender:
    """Sends requests on one event loop of asyncio, for any number of tasks.  Made by `async_httpx_sender`.

    Neither for a second loop nor for a forked process: connections belong to the loop that opened them.
    """

    def __init__(
        self,
        client: httpx.AsyncClient | None,
        *,
        ca: bytes | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._own = client is None
        if client is not None and ca is not None:
            raise ValueError(_CA_AND_CLIENT)
        if client is None:
            context = tls_context(ca)
            transport = LoopTransport(context, environment_proxy(context))
            client = httpx.AsyncClient(transport=transport, trust_env=False, cookies=_no_cookies())
        self._clock = clock
        self._client = client
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False

    async def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, whatever its status.

        Raises:
            TransportError: none came, or none that can be used.
            LocalProtocolError: this request may not leave, or the sender is closed.
        """
        if self._closed:
            raise LocalProtocolError("expected a sender that is open")
        self._loop = self._loop or asyncio.get_running_loop()
        if self._own and self._loop is not asyncio.get_running_loop():
            raise LocalProtocolError(
                "expected the event loop that this sender was used on first: make another one"
            )
        exchange = Exchange(request, clock=self._clock, own=self._own)
        failed: TransportError
        try:
            async with asyncio.timeout(request.deadline):
                with quiet():
                    return await self._exchanged(exchange)
        except EXPECTED as error:
            failed = exchange.failure(error)
        raise failed  # outside, so that what was withheld is not its context

    async def aclose(self) -> None:
        """Close the connections, if they are the sender's own.  A second time is harmless."""
        self._closed = True
        if self._own:
            await self._client.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def _exchanged(self, exchange: Exchange) -> HttpResponse:
        response = await self._client.send(
            exchange.prepared(asynchronous=True), stream=True, auth=None, follow_redirects=False
        )
        try:
            exchange.begin(response)
            if response.is_stream_consumed:
                exchange.feed(response.content)
            else:
                async for piece in response.aiter_raw():
                    exchange.feed(piece)
            return exchange.answer(response)
        finally:
            await response.aclose()


def httpx_sender(client: httpx.Client | None = None, *, ca: bytes | None = None) -> HttpxSender:
    """A sender for blocking clients: ``send(request)``, closed by ``close()`` or at the end of a ``with``.

    Args:
        client: one of your own, which stays yours; None: one that the sender makes.
        ca: authorities to trust in place of the system's, PEM.

    Raises:
        ValueError: ``ca`` holds no certificates or comes with a client; the environment's proxy is unusable.
    """
    return HttpxSender(client, ca=ca)


def async_httpx_sender(
    client: httpx.AsyncClient | None = None, *, ca: bytes | None = None
) -> HttpxAsyncSender:
    """A sender for asyncio: ``await send(request)``, closed by ``aclose()`` or at the end of ``async with``.

    Arguments and errors are those of `httpx_sender`.
    """
    return HttpxAsyncSender(client, ca=ca)


def _exchanged(client: httpx.Client, exchange: Exchange) -> HttpResponse:
    response = client.send(
        exchange.prepared(asynchronous=False), stream=True, auth=None, follow_redirects=False
    )
    with closing(response):
        exchange.begin(response)
        for piece in _pieces(response):
            exchange.feed(piece)
        return exchange.answer(response)


def _pieces(response: httpx.Response) -> Iterator[bytes]:
    return iter([response.content]) if response.is_stream_consumed else response.iter_raw()


def _no_cookies() -> CookieJar:
    return CookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))
