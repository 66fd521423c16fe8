"""Pushes of many topics: one client for each push certificate, behind one ``send_many``."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, Self

from pymdm.apns.client import CLOSE_TIMEOUT, APNsClient
from pymdm.apns.outcome import Push, PushHeaders, PushOutcome, PushReason
from pymdm.errors import LocalProtocolError

if TYPE_CHECKING:
    from types import TracebackType

    from pymdm.apns.certificate import PushCertificate
    from pymdm.protocol.push import PushTarget

__all__ = ["APNsPool"]

# Targets that are sorted by topic at a time: a second of pushes, and a few megabytes.
_SORTED: Final = 8192


class APNsPool:
    """Sends each push with the certificate of its topic; a push sender for `MDMService` with many tenants.

        with APNsPool([PushCertificate.load(path) for path in paths]) as apns:
            for outcome in apns.send_many(targets): ...

    Args:
        certificates: One for each topic.
        options: Keyword arguments of `APNsClient`, the same for all.

    Raises:
        ValueError: two certificates have the same topic, or a client cannot be made.
    """

    def __init__(self, certificates: Iterable[PushCertificate] = (), **options: Any) -> None:
        self._options = options
        self._clients: dict[str, APNsClient] = {}
        self._closed = False
        try:
            for certificate in certificates:
                if certificate.topic in self._clients:
                    raise ValueError("certificates: expected one for each topic; two of them have the same")
                self.add(certificate)
        except BaseException:
            self.close(timeout=0.0)
            raise

    @property
    def clients(self) -> Mapping[str, APNsClient]:
        """Topic → client."""
        return dict(self._clients)

    def add(self, certificate: PushCertificate) -> APNsClient:
        """A certificate of a new topic, or the renewed one of a topic that is known.

        Raises:
            ValueError: the certificate has expired, or is older than the one in use.
            LocalProtocolError: the pool is closed.
        """
        self._require_open()
        client = self._clients.get(certificate.topic)
        if client is None:
            client = self._clients[certificate.topic] = APNsClient(certificate, **self._options)
        else:
            client.replace_certificate(certificate)
        return client

    def push(self, target: PushTarget) -> PushOutcome:
        """Send one push; a topic without a certificate ends as not sent.

        Raises:
            LocalProtocolError: the pool is closed.
        """
        self._require_open()
        client = self._clients.get(target.topic)
        return _not_sent(target) if client is None else client.push(target)

    def send_many(self, targets: Iterable[PushTarget]) -> Iterator[PushOutcome]:
        """As `APNsClient.send_many`, some thousand targets at a time, of each those of one topic together.

        Raises:
            LocalProtocolError: the pool is closed.
        """
        self._require_open()
        return self._send(iter(targets))

    def _send(self, targets: Iterator[PushTarget]) -> Iterator[PushOutcome]:
        while piece := list(itertools.islice(targets, _SORTED)):
            by_topic: dict[str, list[PushTarget]] = {}
            for target in piece:
                by_topic.setdefault(target.topic, []).append(target)
            for topic, some in by_topic.items():
                client = self._clients.get(topic)
                yield from map(_not_sent, some) if client is None else client.send_many(some)

    def close(self, *, timeout: float = CLOSE_TIMEOUT) -> None:
        """Close all clients; see `APNsClient.close`."""
        self._closed = True
        for client in self._clients.values():
            client.close(timeout=timeout)

    def _require_open(self) -> None:
        if self._closed:
            raise LocalProtocolError("expected an open pool; this one was closed: make a new one")

    def __enter__(self) -> Self:
        self._require_open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close(timeout=CLOSE_TIMEOUT if kind is None else 0.0)


def _not_sent(target: PushTarget) -> PushOutcome:
    push = Push(target, PushHeaders(topic=target.topic, expiration=0))
    return PushOutcome(push, 0, reason=PushReason.NOT_SENT)
