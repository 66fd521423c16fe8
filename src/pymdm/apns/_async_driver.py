"""The event loop's side of the asyncio client: connections, the timer, and who has to be woken."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from pymdm.apns._async_connection import Connection
from pymdm.apns._client_sockets import described
from pymdm.apns._delivery_job import Job, fits
from pymdm.apns._tls import client_context
from pymdm.apns.outcome import Push, PushOutcome
from pymdm.errors import LocalProtocolError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pymdm.apns._client_options import ClientOptions
    from pymdm.apns.certificate import PushCertificate
    from pymdm.protocol.push import PushTarget

__all__ = ["Driver", "Waiter"]

log = logging.getLogger(__name__)

# Turns of the loop in which a closed connection may still send its close_notify.
_CLOSE_TURNS: Final = 10

# RFC 8305, 5: the next address is tried beside one that has not answered for so long.
_NEXT_ADDRESS: Final = 0.25

# As in the blocking client.
STALE: Final = 1.0


class Waiter:
    """One ``push`` that waits for its outcome."""

    __slots__ = ("future", "push", "target")

    def __init__(self, target: PushTarget, future: asyncio.Future[PushOutcome]) -> None:
        self.target = target
        self.future = future
        self.push: Push | None = None


class Driver:
    """Drives one delivery on the event loop that it is first used on."""

    def __init__(self, options: ClientOptions, certificate: PushCertificate) -> None:
        self.options = options
        self.context = client_context(certificate, ca=options.ca)
        self.delivery = options.delivery(certificate)
        self.wakeups: dict[Job, asyncio.Event] = {}
        self._connections: dict[int, Connection] = {}
        self._opening: dict[int, asyncio.Task[None]] = {}
        self._new: list[Waiter] = []
        self._waiters: dict[Push, Waiter] = {}
        self._singles = Job()
        self._soon: asyncio.Handle | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._timer_due = 0.0
        self._tended = options.clock()
        self._loop: asyncio.AbstractEventLoop | None = None

    # -- what the client wants

    def bind(self) -> None:
        """Stay with one event loop: what waits on another would never be woken.

        Raises:
            LocalProtocolError: this is not the loop that the client was first used on.
        """
        loop = asyncio.get_running_loop()
        if self._loop is None:
            self._loop = loop
        elif self._loop is not loop:
            raise LocalProtocolError(
                "expected the event loop of this client's first use; make one for each loop"
            )

    def push(self, target: PushTarget) -> Waiter:
        """Send with all others that are wanted in this turn of the loop."""
        self.bind()
        fits(target, target.topic)  # raises here for what is no target, not where all others are sent
        waiter = Waiter(target, asyncio.get_running_loop().create_future())
        self._new.append(waiter)
        self.soon()
        return waiter

    def forget(self, waiter: Waiter) -> None:
        """Nobody waits for this push any more."""
        if waiter.push is None:
            waiter.future.cancel()
        elif self._waiters.pop(waiter.push, None) is not None:
            self.delivery.drop(waiter.push)

    def submit(self, targets: Sequence[PushTarget], job: Job) -> list[Push]:
        """Hand pushes over; `tend` writes them."""
        return self.delivery.submit(targets, job, self.options.clock(), self.options.wall_clock())

    def soon(self) -> None:
        """Tend at the end of this turn of the loop, once for all that happens in it."""
        if self._soon is None:
            self._soon = asyncio.get_running_loop().call_soon(self.tend)

    def tend(self) -> None:
        """Let time pass for the delivery, do what it wants done, wake whom it concerns."""
        if self._soon is not None:
            self._soon.cancel()
            self._soon = None
        now, before = self.options.clock(), self._tended
        self._tended = now
        if now - before > STALE and self._connections:
            # The program has kept the loop waiting: what has come meanwhile is read before anything is taken
            # for overdue, and timers come after reading.
            self._soon = asyncio.get_running_loop().call_later(0, self.tend)
            return
        self._tend(now)

    def _tend(self, now: float) -> None:
        self._submit_new()
        delivery, links = self.delivery, self.delivery.links
        delivery.step(now)
        for key in links.take_openings():
            self._opening[key] = asyncio.get_running_loop().create_task(self._open(key))
        for link in links:
            connection = self._connections.get(link.key)
            if connection is not None:
                connection.flush(link)
        for key, farewell in links.take_closings():
            self._close(key, farewell)
        if delivery.take_touched():
            self._answer()
        for wakeup in self.wakeups.values():
            wakeup.set()
        self._set_timer(delivery.due(now), now)

    def _submit_new(self) -> None:
        new = [waiter for waiter in self._new if not waiter.future.done()]
        self._new.clear()
        if new:
            pushes = self.submit([waiter.target for waiter in new], self._singles)
            for waiter, push in zip(new, pushes, strict=True):
                waiter.push = push
                self._waiters[push] = waiter

    def _answer(self) -> None:
        for outcome in self._singles.take():
            waiter = self._waiters.pop(outcome.push, None)
            if waiter is not None and not waiter.future.done():
                waiter.future.set_result(outcome)

    def _set_timer(self, due: float | None, now: float) -> None:
        if due is None or (self._timer is not None and self._timer_due <= due):
            return  # a timer that is early does no harm
        if self._timer is not None:
            self._timer.cancel()
        self._timer_due = due
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(max(0.0, due - now), self._timed)

    def _timed(self) -> None:
        self._timer = None
        self.tend()

    # -- connections

    async def _open(self, key: int) -> None:
        host, port = self.options.address
        timeout = self.options.rules.connect_timeout
        try:
            async with asyncio.timeout(timeout):
                await asyncio.get_running_loop().create_connection(
                    lambda: Connection(self, key),
                    host,
                    port,
                    ssl=self.context,
                    server_hostname=host,
                    happy_eyeballs_delay=_NEXT_ADDRESS,
                    # Python waits half a minute for a peer that does not close in its turn.
                    ssl_shutdown_timeout=1.0,
                )
        except (OSError, ValueError) as error:  # ValueError: a host name that cannot be one
            log.warning("push connection failed host=%s why=%s", host, described(error))
            self.delivery.links.not_connected(key, described(error), self.options.clock())
            self.soon()
        finally:
            self._opening.pop(key, None)

    def opened(self, connection: Connection) -> None:
        """TLS is there, and HTTP/2 agreed on."""
        if connection.key not in self.delivery.links.by_key:
            connection.abort()
            return
        self._connections[connection.key] = connection
        self.delivery.links.connected(connection.key, self.options.clock())
        self.soon()

    def received(self, key: int, data: bytes) -> None:
        """Bytes have come."""
        self.delivery.received(key, data, self.options.clock())
        self.soon()

    def writable(self) -> None:
        """A peer reads again."""
        self.soon()

    def gone(self, key: int, why: str) -> None:
        """A connection is closed, by whomever."""
        self._connections.pop(key, None)
        links = self.delivery.links
        if key in links.by_key:
            if not links.by_key[key].connected:
                links.not_connected(key, why, self.options.clock())
            elif self.delivery.lost(key, why, self.options.clock()):
                log.warning("push connection lost host=%s why=%s", self.options.address[0], why)
            self.soon()

    def _close(self, key: int, farewell: bytes) -> None:
        opening = self._opening.pop(key, None)
        if opening is not None:
            opening.cancel()
        connection = self._connections.get(key)
        if connection is not None:
            connection.close(farewell)

    async def end(self) -> None:
        """End every push and every connection."""
        self._submit_new()
        self.delivery.give_up()
        opening = list(self._opening.values())
        self._tend(self.options.clock())
        for task in opening:
            task.cancel()
        await asyncio.gather(*opening, return_exceptions=True)
        for _ in range(_CLOSE_TURNS):
            await asyncio.sleep(0)
            if not self._connections:
                break
        for connection in list(self._connections.values()):
            connection.abort()
        await asyncio.sleep(0)
        for handle in (self._timer, self._soon):
            if handle is not None:
                handle.cancel()

    @property
    def idle(self) -> bool:
        """Whether every push has ended."""
        return self.delivery.idle and not self._new
