"""Brings notifications to the server that asked for them, as Apple does: three attempts, and no more."""

from __future__ import annotations

import http.client
import ssl
import threading
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from pymdm._flow import HttpRequest, HttpResponse
from pymdm.errors import TransportError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pymdm.testing._vpp_notes import VPPNotification

__all__ = ["HttpPost", "Postman", "posted"]

#: "The server attempts to deliver them 3 times": Apple's documentation, Subscribing to Notifications.
_ATTEMPTS: Final = 3

#: Seconds between two looks for something to bring, and for a server to take it.
_PAUSE: Final = 0.02
_TIMEOUT: Final = 10.0


def posted(post: Callable[[HttpRequest], HttpResponse], url: str, token: str, note: VPPNotification) -> bool:
    """Whether somebody has taken it: any 2xx."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = HttpRequest(method="POST", url=url, headers=headers, body=note.body)
    for _ in range(_ATTEMPTS):
        try:
            status = post(request).status
        except TransportError:
            continue
        if 200 <= status < 300:
            return True
    return False


class HttpPost:
    """A sender over HTTP/1.1 that keeps one connection for each thread that it is used in.

    Args:
        ca: What it trusts, PEM; by default what the system does.
    """

    def __init__(self, ca: bytes | None = None) -> None:
        self._ca = ca
        self._context = ssl.create_default_context(cadata=ca.decode() if ca else None)
        self._open: dict[int, tuple[tuple[str, str], http.client.HTTPConnection]] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Post it.

        Raises:
            TransportError: nobody took it.
        """
        parts = urlsplit(request.url)
        connection = self._connection(parts.scheme, parts.netloc)
        try:
            connection.request(request.method, parts.path or "/", request.body, dict(request.headers))
            response = connection.getresponse()
            return HttpResponse(status=response.status, body=response.read())
        except (OSError, http.client.HTTPException) as error:
            connection.close()  # the next request opens it again
            raise TransportError("the server did not take the notification") from error

    def fresh(self) -> HttpPost:
        """Another one that trusts the same."""
        return HttpPost(self._ca)

    def close(self) -> None:
        """Close what is open; it opens again when it is used."""
        for _, connection in self._open.values():
            connection.close()
        self._open.clear()

    def _connection(self, scheme: str, host: str) -> http.client.HTTPConnection:
        key, thread = (scheme, host), threading.get_ident()
        known, connection = self._open.get(thread, (None, None))
        if connection is not None and known == key:
            return connection
        if connection is not None:
            connection.close()
        if scheme == "https":
            connection = http.client.HTTPSConnection(host, timeout=_TIMEOUT, context=self._context)
        else:
            connection = http.client.HTTPConnection(host, timeout=_TIMEOUT)
        self._open[thread] = (key, connection)
        return connection


class Postman:
    """A thread that brings what there is, until it is stopped."""

    def __init__(self, deliver: Callable[[], object]) -> None:
        self._deliver = deliver
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fake-vpp-notifications", daemon=True)
        self.error: BaseException | None = None

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, and wait for what is on its way.

        Raises:
            BaseException: what went wrong in the fake itself.
        """
        self._stopping.set()
        self._thread.join()
        if self.error is not None:
            raise self.error

    def _run(self) -> None:
        try:
            while not self._stopping.wait(_PAUSE):
                self._deliver()
        except BaseException as error:  # noqa: BLE001 - `stop` tells it
            self.error = error
