"""The sender of a server: a client of Apple's push service for each certificate that is kept in its store."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Final, Protocol

import attrs

from pymdm.apns.certificate import PushCertificate
from pymdm.protocol import PushTarget
from pymdm.server.kept import KeptState
from pymdm.server.push_certificates import due_warnings, kept_certificates
from pymdm.service import PushOutcomeLike

__all__ = ["LOOK_SECONDS", "KeptPushSender", "NotSent", "PushClient"]

# How soon a certificate is used that another process has put into the store; a look is one read.
LOOK_SECONDS: Final = 60.0

# Pushes that are under way when the server ends are answered within this or pushed again by the next start.
END_SECONDS: Final = 2.0

log = logging.getLogger("pymdm.server")


class PushClient(Protocol):
    """What is needed of a client; `pymdm.apns.client.APNsClient` is one."""

    def send_many(self, targets: Iterable[PushTarget], /) -> Iterator[PushOutcomeLike]:
        """One outcome for each target, as they come."""

    def replace_certificate(self, certificate: PushCertificate, /) -> None:
        """Send with its renewal from now on."""

    def close(self, *, timeout: float) -> None:
        """Wait for what is under way, so many seconds at most."""


@attrs.frozen(kw_only=True)
class NotSent:
    """The outcome of a push for whose topic there is no certificate that could be used."""

    target: PushTarget
    status: int = 0
    reason: str = "NotSent"


@attrs.frozen(kw_only=True)
class _Open:
    certificate: PushCertificate
    client: PushClient


class KeptPushSender:
    """Sends with the push certificates that are kept in a store, and follows when they are replaced.

    For any number of threads at once.  Without a certificate every push ends as not sent, so that it stays
    due until there is one.

    Args:
        kept: Where the certificates are.
        client: Makes a client for a certificate.  Raises ValueError for one that cannot be used.
        clock: The time, for warnings.
    """

    def __init__(
        self,
        kept: KeptState,
        *,
        client: Callable[[PushCertificate], PushClient],
        clock: Callable[[], datetime],
    ) -> None:
        self._kept = kept
        self._client = client
        self._clock = clock
        self._lock = threading.Lock()
        self._open: dict[str, _Open] = {}
        self._unusable: set[bytes] = set()
        self._closed = False

    def send_many(self, targets: Iterable[PushTarget], /) -> Iterator[PushOutcomeLike]:
        """One outcome for each target, as they come; topic by topic."""
        by_topic: dict[str, list[PushTarget]] = {}
        for target in targets:
            by_topic.setdefault(target.topic, []).append(target)
        for topic, group in by_topic.items():
            with self._lock:
                found = self._open.get(topic)
            if found is None:
                yield from (NotSent(target=target) for target in group)
            else:
                yield from found.client.send_many(group)

    def refresh(self) -> tuple[str, ...]:
        """Look into the store; gives the topics that are sent with another certificate than before."""
        found = {certificate.topic: certificate for certificate in kept_certificates(self._kept)}
        with self._lock:
            if self._closed:
                return ()
            for topic in self._open.keys() - found.keys():
                self._open.pop(topic).client.close(timeout=END_SECONDS)
            changed = tuple(topic for topic in found if self._use(found[topic]))
        for warning in due_warnings(self._kept, self._clock()):
            (log.warning if warning.threshold else log.error)("%s", warning.text)
        return changed

    def _use(self, certificate: PushCertificate) -> bool:
        before = self._open.get(certificate.topic)
        if before is not None and before.certificate == certificate:
            return False
        try:
            if before is None:
                client = self._client(certificate)
            else:
                client = before.client
                client.replace_certificate(certificate)
        except ValueError as error:
            if certificate.fingerprint not in self._unusable:
                self._unusable.add(certificate.fingerprint)
                log.error("push certificate not used topic=%s: %s", certificate.topic, error)
            return False
        self._open[certificate.topic] = _Open(certificate=certificate, client=client)
        log.info("push certificate in use topic=%s ends=%s", certificate.topic, certificate.not_after.date())
        return True

    def close(self) -> None:
        """Send nothing more."""
        with self._lock:
            self._closed = True
            opened, self._open = self._open, {}
        for each in opened.values():
            each.client.close(timeout=END_SECONDS)
