"""The client for asyncio: the same flow as `APNsClient`, on the event loop's own TLS.

async with AsyncAPNsClient(PushCertificate.load("push.pem")) as apns:
    outcome = await apns.push(target)
    async for outcome in apns.send_many(targets):
        print(outcome.target, outcome.status, outcome.reason)
"""

from __future__ import annotations

import asyncio
import random as dice
import time
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Self, TypeAlias

from pymdm.apns._async_driver import Driver
from pymdm.apns._async_source import ReadAhead, source_of
from pymdm.apns._client_options import (
    DEFAULT_EXPIRATION,
    PROGRESS_EVERY,
    ClientOptions,
    Environment,
    Progress,
)
from pymdm.apns._delivery_job import Job
from pymdm.apns._delivery_rules import CONNECTIONS, DEADLINE, RETRIES, DeliveryRules, PushStats
from pymdm.apns._tls import client_context
from pymdm.apns.client import CLOSE_TIMEOUT
from pymdm.apns.connection import Engine
from pymdm.apns.outcome import PRIORITY_NOW, PushOutcome
from pymdm.errors import LocalProtocolError
from pymdm.protocol.push import PushTarget

if TYPE_CHECKING:
    from types import TracebackType

    from pymdm.apns.certificate import PushCertificate

__all__ = ["AsyncAPNsClient"]

AsyncTargets: TypeAlias = Iterable[PushTarget] | AsyncIterable[PushTarget]


class AsyncAPNsClient:
    """Sends pushes of one topic, for any number of tasks of one event loop.

    Arguments, outcomes and rules are those of `APNsClient`.  A task that is cancelled while it waits for a
    push drops it, unless it is under way; other pushes are not touched.
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
        self._driver = Driver(self._options, certificate)
        self._closed = False
        self._told = 0.0

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
        return self._driver.delivery.stats

    async def push(self, target: PushTarget) -> PushOutcome:
        """Send one push and wait for what becomes of it.

        Raises:
            LocalProtocolError: the client is closed.
        """
        self._require_open()
        waiter = self._driver.push(target)
        try:
            return await waiter.future
        except asyncio.CancelledError:
            self._driver.forget(waiter)
            raise

    async def send_many(self, targets: AsyncTargets) -> AsyncIterator[PushOutcome]:
        """Send pushes as fast as Apple takes them; one outcome for each target, in any order.

        Lazy: a target is taken when its push can be used.  Memory does not grow with the number of targets.
        An iterator that is left half-way drops what is not under way.  An iterable that is not asynchronous
        holds up the event loop while it thinks.

        Raises:
            LocalProtocolError: the client is closed.
            Exception: whatever ``targets`` raises, after the outcomes of what came before.
        """
        self._require_open()
        self._driver.bind()
        driver, job, wakeup = self._driver, Job(), asyncio.Event()
        driver.wakeups[job] = wakeup
        source = source_of(targets, self._options.clock, wakeup.set)
        try:
            while not source.ended or job.unfinished:
                if job.unfinished == len(job.outcomes):
                    self._require_open()
                wakeup.clear()
                found = source.take(driver.delivery.appetite(job))
                if found:
                    driver.submit(found, job)
                    driver.tend()
                elif not job.outcomes and (job.unfinished or not source.ended):
                    await wakeup.wait()
                outcomes = job.take()
                self._tell_progress(last=False)
                for outcome in outcomes:
                    yield outcome
                if found:
                    await asyncio.sleep(0)
            if source.error is not None:
                raise source.error
        finally:
            del driver.wakeups[job]
            if job.unfinished:
                driver.delivery.abandon(job)
            if isinstance(source, ReadAhead):
                await source.aclose()
            self._tell_progress(last=True)

    def replace_certificate(self, certificate: PushCertificate) -> None:
        """Use the renewed certificate from now on; what is under way is answered on the old connections.

        Ends the time in which Apple's refusal of the old one is believed (F35).

        Raises:
            ValueError: it has another topic, is older than the one in use, or has expired.
        """
        self._options.check(certificate)
        context = client_context(self._certificate.renewed(certificate), ca=self._options.ca)
        self._require_open()
        self._certificate = certificate
        self._driver.context = context
        self._driver.delivery.new_certificate()
        if self._driver.delivery.links.by_key:
            self._driver.soon()

    async def close(self, *, timeout: float = CLOSE_TIMEOUT) -> None:
        """Wait for what is under way, up to ``timeout``; the rest ends as not sent or not answered."""
        if self._closed:
            return
        self._closed = True
        driver, wakeup = self._driver, asyncio.Event()
        closing = Job()
        driver.wakeups[closing] = wakeup
        driver.soon()
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(timeout):
                    while not driver.idle:
                        wakeup.clear()
                        await wakeup.wait()
        finally:  # cancelled or not: nobody may wait for a client that is closed
            del driver.wakeups[closing]
            await driver.end()

    async def __aenter__(self) -> Self:
        self._require_open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close(timeout=CLOSE_TIMEOUT if kind is None else 0.0)

    def _require_open(self) -> None:
        if self._closed:
            raise LocalProtocolError("expected an open client; this one was closed: make a new one")

    def _tell_progress(self, *, last: bool) -> None:
        if self._options.progress is None:
            return
        now = self._options.clock()
        if last or now - self._told >= PROGRESS_EVERY:
            self._told = now
            self._options.progress(self.stats)
