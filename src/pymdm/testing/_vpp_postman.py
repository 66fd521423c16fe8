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

__all__ = ["Postman", "http_post", "posted"]

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


def http_post(ca: bytes | None = None) -> Callable[[HttpRequest], HttpResponse]:
    """A sender over HTTP/1.1, with a connection for each request; ``ca`` is what it trusts, PEM."""
    context = ssl.create_default_context(cadata=ca.decode() if ca else None)

    def send(request: HttpRequest) -> HttpResponse:
        parts = urlsplit(request.url)
        host, port = parts.hostname or "", parts.port
        connection: http.client.HTTPConnection
        if parts.scheme == "https":
            connection = http.client.HTTPSConnection(host, port, timeout=_TIMEOUT, context=context)
        else:
            connection = http.client.HTTPConnection(host, port, timeout=_TIMEOUT)
        try:
            connection.request(request.method, parts.path or "/", request.body, dict(request.headers))
            response = connection.getresponse()
            return HttpResponse(status=response.status, body=response.read())
        except (OSError, http.client.HTTPException) as error:
            raise TransportError("the server did not take the notification") from error
        finally:
            connection.close()

    return send


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
