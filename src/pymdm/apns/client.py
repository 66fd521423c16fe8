"""The blocking client: pushes go out over mutual TLS and HTTP/2, and each comes back as an outcome.

with APNsClient(PushCertificate.load("push.pem")) as apns:
    for outcome in apns.send_many(targets):
        print(outcome.target, outcome.status, outcome.reason)
"""

from __future__ import annotations

import logging
import os
import random as dice
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Self

from pymdm.apns._client_options import (
    DEFAULT_EXPIRATION,
    PROGRESS_EVERY,
    ClientOptions,
    Environment,
    Progress,
)
from pymdm.apns._client_sockets import Sockets
from pymdm.apns._client_source import Source, Targets
from pymdm.apns._delivery_job import Job
from pymdm.apns._delivery_rules import CONNECTIONS, DEADLINE, RETRIES, DeliveryRules, PushStats
from pymdm.apns._tls import client_context
from pymdm.apns.connection import Engine
from pymdm.apns.outcome import PRIORITY_NOW, PushOutcome
from pymdm.errors import LocalProtocolError

if TYPE_CHECKING:
    from types import TracebackType

    from pymdm.apns.certificate import PushCertificate
    from pymdm.protocol.push import PushTarget

__all__ = ["APNsClient"]

log = logging.getLogger(__name__)

# What is under way at the end is answered in a second or not at all.
CLOSE_TIMEOUT: Final = 5.0

# Nobody called for so long: what has come meanwhile is read before anything is taken for overdue.
STALE: Final = 1.0

# Reads of 16 KB for that: ten times what four connections full of answers take.
CATCH_UP: Final = 200


class APNsClient:
    """Sends pushes of one topic; for any number of threads at once.

    No thread runs between calls: whichever caller waits for its outcomes serves all connections, and the
    others wait for theirs.  A connection that was silent meanwhile is asked for a sign of life.

    Args:
        certificate: Push certificate and key; the topic is the certificate's.
        environment: ``"production"`` (api.push.apple.com), or ``"sandbox"``, which no enrolled device uses.
        port: 443, or 2197 where the firewall wants it.
        endpoint: Another host and port instead, such as a fake's.
        ca: The only certificate authorities to trust (PEM); None: those of the system.
        engine: ``"frames"``, or the slower ``"h2"``, which is the reference.
        connections: At most so many; more than one is opened only where streams are the limit.
        deadline: Seconds after which a push ends whatever happens.
        retries: How often a push is tried again that Apple refuses for a time (429, 5xx), and how many
            connections in a row may fail before pushes end with ``NoConnection``.
        pace: At most so many pushes a second; None: as many as go.
        expiration: How long Apple keeps the push for a device that is away.
        priority: 10, or 5 to spare batteries.
        collapse_id: ``apns-collapse-id`` of all pushes.
        progress: Called now and then during ``send_many``, and at its end, with the counts so far.
        clock, wall_clock, random: The machine's, unless a test knows better.

    Raises:
        ValueError: an argument is out of its range, or the certificate has expired.
    """

    def __init__(
        self,
        certificate: PushCertificate,
        *,
        environment: Environment = "production",
        port: int = 443,
        endpoint: tuple[str, int] | None = None,
        ca: bytes | None = None,
        engine: Engine = "frames",
        connections: int = CONNECTIONS,
        deadline: float = DEADLINE,
        retries: int = RETRIES,
        pace: float | None = None,
        expiration: timedelta = DEFAULT_EXPIRATION,
        priority: int = PRIORITY_NOW,
        collapse_id: str | None = None,
        progress: Progress | None = None,
        clock: Callable[[], float] = time.monotonic,
        wall_clock: Callable[[], float] = time.time,
        random: Callable[[], float] = dice.random,
    ) -> None:
        rules = DeliveryRules(connections=connections, deadline=deadline, retries=retries, pace=pace)
        self._options = ClientOptions(
            environment=environment,
            port=port,
            endpoint=endpoint,
            ca=ca,
            engine=engine,
            rules=rules,
            expiration=expiration,
            priority=priority,
            collapse_id=collapse_id,
            progress=progress,
            clock=clock,
            wall_clock=wall_clock,
            random=random,
        )
        self._options.check(certificate)
        self._certificate = certificate
        self._context = client_context(certificate, ca=ca)
        self._delivery = self._options.delivery(certificate)
        self._sockets = Sockets(self._options.address, rules.connect_timeout)
        self._lock = threading.Lock()
        self._turn = threading.Condition(self._lock)
        self._leading, self._waiting = False, 0
        self._closed = False
        self._process = os.getpid()
        self._told = self._read_at = clock()
        self._abandoned: deque[Job] = deque()

    @property
    def topic(self) -> str:
        """The topic of the certificate; targets of another one are not sent."""
        return self._certificate.topic

    @property
    def certificate(self) -> PushCertificate:
        """The certificate in use."""
        return self._certificate

    @property
    def stats(self) -> PushStats:
        """What this client has done so far."""
        return self._delivery.stats

    def push(self, target: PushTarget) -> PushOutcome:
        """Send one push and wait for what becomes of it.

        Raises:
            LocalProtocolError: the client is closed.
        """
        self._require_open()  # before the lock: a fork may have caught it held
        job = Job()
        try:
            with self._serving():
                self._submit([target], job)
                self._tend()
                self._until_outcomes(job, hungry=False)
                return job.take()[0]
        finally:
            if job.unfinished:
                self._abandoned.append(job)

    def send_many(self, targets: Targets) -> Iterator[PushOutcome]:
        """Send pushes as fast as Apple takes them; one outcome for each target, in any order.

        Lazy at both ends: a target is taken when its push can be used, and nothing is sent while the caller
        keeps the iterator waiting.  Memory does not grow with the number of targets.  An iterator that is
        left half-way drops what is not under way.

        Raises:
            LocalProtocolError: the client is closed.
            Exception: whatever ``targets`` raises, after the outcomes of what came before.
        """
        self._require_open()
        return self._send(Source(targets, self._options.clock))

    def _send(self, source: Source) -> Iterator[PushOutcome]:
        job = Job()
        try:
            while not source.ended or job.unfinished:
                if job.unfinished == len(job.outcomes) or os.getpid() != self._process:
                    self._require_open()
                found = source.take(self._appetite(job))
                with self._serving():
                    if found:
                        self._submit(found, job)
                    self._tend()
                    self._exchange_for(job, source)
                    outcomes = job.take()
                self._tell_progress(last=False)
                yield from outcomes
            if source.error is not None:
                raise source.error
        finally:
            if job.unfinished:
                self._abandoned.append(job)
                self._tend_if_free()
            self._tell_progress(last=True)

    def _appetite(self, job: Job) -> int:
        with self._lock:
            return self._delivery.appetite(job)

    def _exchange_for(self, job: Job, source: Source) -> None:
        """Wait for outcomes, unless there is more to send."""
        hungry = not source.ended
        if hungry and self._delivery.appetite(job):
            if not (self._leading or self._sockets.closed):
                self._lead(0.0)
        elif job.unfinished or hungry:
            self._until_outcomes(job, hungry=hungry)

    def replace_certificate(self, certificate: PushCertificate) -> None:
        """Use the renewed certificate from now on; what is under way is answered on the old connections.

        Ends the time in which Apple's refusal of the old one is believed (F35).

        Raises:
            ValueError: it has another topic, is older than the one in use, or has expired.
        """
        self._options.check(certificate)
        context = client_context(self._certificate.renewed(certificate), ca=self._options.ca)
        with self._serving():
            self._require_open()
            self._certificate, self._context = certificate, context
            self._delivery.new_certificate()
            self._tend()

    def close(self, *, timeout: float = CLOSE_TIMEOUT) -> None:
        """Wait for what is under way, up to ``timeout``; the rest ends as not sent or not answered."""
        if os.getpid() != self._process:
            return  # the connections are the parent's
        with self._lock:
            if self._closed:
                return
            self._closed = True
            clock, until = self._options.clock, self._options.clock() + timeout
            while not self._delivery.idle and (left := until - clock()) > 0:
                self._tend()
                if self._leading:
                    self._turn.wait(left)
                else:
                    self._lead(left)
            self._delivery.give_up()
            self._tend()
            self._sockets.wake()
            while self._leading:
                self._turn.wait()
            self._sockets.close_all()
            self._turn.notify_all()

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

    @contextmanager
    def _serving(self) -> Iterator[None]:
        """Hold the lock; whatever happens meanwhile, one of those who wait goes on serving afterwards."""
        with self._lock:
            try:
                yield
            finally:
                self._hand_over()

    # -- all that follows is done with the lock held

    def _hand_over(self) -> None:
        if self._waiting and not self._leading:
            self._turn.notify()

    def _require_open(self) -> None:
        if os.getpid() != self._process:  # two processes on one TLS connection break it for both
            raise LocalProtocolError("expected the process that made this client; make one after the fork")
        if self._closed:
            raise LocalProtocolError("expected an open client; this one was closed: make a new one")

    def _submit(self, targets: list[PushTarget], job: Job) -> None:
        self._require_open()
        self._delivery.submit(targets, job, self._options.clock(), self._options.wall_clock())
        if self._leading:
            self._sockets.wake()  # whoever waits has not reckoned with these

    def _until_outcomes(self, job: Job, *, hungry: bool) -> None:
        """Serve the connections, or wait while another thread does, until something has come for ``job``."""
        while not job.outcomes and not self._sockets.closed:
            if self._leading:
                self._waiting += 1
                try:
                    self._turn.wait()
                finally:
                    self._waiting -= 1
            else:
                self._lead(None)
                if job.outcomes:
                    break
                self._tend()
            if hungry and self._delivery.appetite(job):
                break
        self._notify()

    def _lead(self, longest: float | None) -> None:
        """Wait for the connections once, without the lock, and read what has come."""
        clock = self._options.clock
        now = clock()
        due = self._delivery.due(now)
        timeout = None if due is None else max(0.0, due - now)
        if longest is not None:
            timeout = longest if timeout is None else min(timeout, longest)
        self._leading = True
        self._lock.release()
        try:
            keys = self._sockets.wait(timeout)
        finally:
            self._lock.acquire()
            self._leading = False
            if self._closed:
                self._turn.notify_all()
        self._sockets.calm()
        self._read_at = now = clock()
        for key in keys:
            data, why = self._sockets.read(key)
            if data:
                self._delivery.received(key, data, now)
            if why is not None:
                self._lose(key, why, now)

    def _tend(self) -> None:
        """Let time pass for the delivery, and do what it wants done."""
        while self._abandoned:
            self._delivery.abandon(self._abandoned.popleft())
        if self._options.clock() - self._read_at > STALE:
            self._catch_up()
        links, now = self._delivery.links, self._options.clock()
        for arrived in self._sockets.take_arrived():
            if arrived.socket is None:
                log.warning("push connection failed host=%s why=%s", self._options.address[0], arrived.why)
                links.not_connected(arrived.key, arrived.why, now)
            elif arrived.key in links.by_key:
                self._sockets.adopt(arrived.key, arrived.socket)
                links.connected(arrived.key, now)
            else:
                arrived.socket.close()
        self._delivery.step(now)
        for key in links.take_openings():
            self._sockets.connect(key, self._context)
        for link in list(links):
            if link.connected:
                link.clogged, why = self._sockets.write(link.key, link.machine.data_to_send())
                if why is not None:
                    self._lose(link.key, why, now)
        for key, farewell in links.take_closings():
            self._sockets.close(key, farewell)
        self._notify()

    def _catch_up(self) -> None:
        for _ in range(CATCH_UP):
            if self._leading or self._sockets.closed:
                return
            self._lead(0.0)
            if not self._sockets.eager:
                return

    def _notify(self) -> None:
        if self._delivery.take_touched() and self._waiting:
            self._turn.notify_all()

    def _tend_if_free(self) -> None:
        """An iterator may be left anywhere, even by the garbage collector in the middle of a call."""
        if not self._closed and self._lock.acquire(blocking=False):
            try:
                self._tend()
                self._hand_over()
            finally:
                self._lock.release()

    def _lose(self, key: int, why: str, now: float) -> None:
        self._sockets.close(key)
        if self._delivery.lost(key, why, now):
            log.warning("push connection lost host=%s why=%s", self._options.address[0], why)

    def _tell_progress(self, *, last: bool) -> None:
        if self._options.progress is None:
            return
        now = self._options.clock()
        if last or now - self._told >= PROGRESS_EVERY:
            self._told = now
            self._options.progress(self._delivery.stats)
