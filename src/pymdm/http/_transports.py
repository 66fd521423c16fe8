"""Connections of pymdm's own senders: direct ones, and those by way of a proxy."""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Iterator

import httpcore
import httpx

from pymdm.http._deadline import LimitedBackend
from pymdm.http._network import LIMITS, takes_proxy

__all__ = ["LoopTransport", "Transport"]


class Transport(httpx.BaseTransport):
    """Blocking sockets, which `pymdm.http._deadline` limits."""

    def __init__(self, context: ssl.SSLContext, proxy: httpx.Proxy | None) -> None:
        self._direct = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=LIMITS.max_connections,
            max_keepalive_connections=LIMITS.max_keepalive_connections,
            keepalive_expiry=LIMITS.keepalive_expiry,
            network_backend=LimitedBackend(),
        )
        self._proxied: httpcore.ConnectionPool | None = None
        if proxy is not None:
            self._proxied = httpcore.HTTPProxy(
                proxy_url=_core_url(proxy.url),
                proxy_auth=proxy.raw_auth,
                ssl_context=context,
                proxy_ssl_context=proxy.ssl_context,
                max_connections=LIMITS.max_connections,
                max_keepalive_connections=LIMITS.max_keepalive_connections,
                keepalive_expiry=LIMITS.keepalive_expiry,
                network_backend=LimitedBackend(),
            )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send it, and return the answer when its headers are here."""
        pool = self._proxied if self._proxied and takes_proxy(request.url.host) else self._direct
        assert isinstance(request.stream, httpx.SyncByteStream)
        answer = pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=_core_url(request.url),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        assert isinstance(answer.stream, Iterable)
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Stream(answer), extensions=answer.extensions
        )

    def close(self) -> None:
        """Close all connections."""
        self._direct.close()
        if self._proxied is not None:
            self._proxied.close()


class _Stream(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        return self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class LoopTransport(httpx.AsyncBaseTransport):
    """The event loop's sockets; the whole exchange is under ``asyncio.timeout``, so they need no limits."""

    def __init__(self, context: ssl.SSLContext, proxy: httpx.Proxy | None) -> None:
        self._direct = httpx.AsyncHTTPTransport(verify=context, trust_env=False, limits=LIMITS)
        self._proxied: httpx.AsyncHTTPTransport | None = None
        if proxy is not None:
            self._proxied = httpx.AsyncHTTPTransport(
                verify=context, trust_env=False, limits=LIMITS, proxy=proxy
            )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send it, and return the answer when its headers are here."""
        way = self._proxied if self._proxied and takes_proxy(request.url.host) else self._direct
        return await way.handle_async_request(request)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._direct.aclose()
        if self._proxied is not None:
            await self._proxied.aclose()


def _core_url(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
