"""The two drivers of a service, blocking and asyncio: they carry out steps and decide nothing."""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Generator, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from pymdm.errors import StorageError
from pymdm.protocol import EnrollmentID
from pymdm.service import flows
from pymdm.service import steps as st
from pymdm.service import verbs as vb
from pymdm.service._driving import BaseService, failed, settled
from pymdm.service.answer import MDMReply, unavailable
from pymdm.service.records import CommandRecord, EnrollmentRecord
from pymdm.service.request import MDMRequest

__all__ = ["AsyncMDMService", "MDMService"]

T = TypeVar("T")

log = logging.getLogger("pymdm.service")

# "Once a day or so" is what Apple calls harmless, and "several days to a week" of silence is after which it
# suggests to count a device as inactive (2014 reference, "Detecting Inactive Devices").
WAKE_AFTER = timedelta(days=1)
SILENT_AFTER = timedelta(days=7)


class MDMService(BaseService):
    """The MDM server side for blocking programs: Flask, Django, plain WSGI, scripts.

    ``store`` keeps everything; ``identity`` (or ``rules``, for more settings) says how devices prove
    who they are.  ``on_event`` is called after the commit, at least once for each event, possibly by
    several threads' requests but never by two at a time.  ``on_push_wanted`` is called when a command
    was queued: start ``send_pushes`` from there or from a timer.

    Example: ``reply = mdm.handle(MDMRequest.from_wsgi(environ))``.
    """

    def _run(self, flow: Generator[Any, Any, T]) -> T:
        try:
            wish = next(flow)
            while True:
                wish = flow.send(self._carry_out(wish))
        except StopIteration as stop:
            result: T = stop.value
            return result

    def _carry_out(self, wish: Any) -> Any:
        if isinstance(wish, st.Perform | st.Quarantine | flows.StoreVerb):
            return self._verb(wish.verb)
        if isinstance(wish, flows.SendPushes | flows.TakeOutcomes):
            return self._send(wish)
        try:
            return settled(self._question(wish))
        except Exception:  # noqa: BLE001 - handlers are not ours; the reply is 500, the log has the rest
            return failed(wish)

    def handle(self, request: MDMRequest) -> MDMReply:
        """The answer to a device; never raises for what a peer sent, 503 while the store is down."""
        try:
            reply = self._run(flows.conversation(request, self.rules, self._clock()))
            self._finish(request, reply)
        except StorageError:
            log.exception("store failed")
            return unavailable()
        return reply

    def enqueue(
        self,
        enrollment: EnrollmentID | str,
        command: flows.CommandLike,
        *,
        uuid: str | None = None,
        priority: int = 0,
        not_before: datetime | None = None,
        expires_at: datetime | None = None,
        dedupe_key: str | None = None,
        push: bool = True,
        unknown: str = "refuse",
    ) -> str:
        """Queue a command and record that its device wants a push; gives the CommandUUID.

        The command is checked against what is known of the device: refused where it cannot be done,
        and also where that is not known, unless ``unknown="allow"``.  Repeating the call with the
        same ``uuid`` queues it once; while one with the same ``dedupe_key`` is pending, that one's
        UUID is given.  Higher ``priority`` goes first.

        Raises:
            NotSupportedOn: the device cannot do it, or too little is known of it.
            LocalProtocolError: a value of the command is out of its range.
            NotFound: no such enrollment.
            Conflict: the enrollment has ended, its queue is full, or the UUID is another command's.
        """
        chosen = self._run(
            flows.enqueue(
                enrollment,
                command,
                uuid=uuid or self._new_uuid(),
                now=self._clock(),
                unknown=unknown,
                priority=priority,
                not_before=not_before,
                expires_at=expires_at,
                dedupe_key=dedupe_key,
                push=push,
            )
        )
        if push:
            self._tell_push_wanted()
        return chosen

    def cancel(self, enrollment: EnrollmentID | str, uuids: Sequence[str] | None = None) -> tuple[str, ...]:
        """Take pending commands back, all of them without ``uuids``; gives those that were pending.

        A command that was already handed out may still be executed.  Raises NotFound.
        """
        return self._run(flows.cancel(enrollment, uuids, now=self._clock()))

    def enrollment(self, enrollment: EnrollmentID | str) -> EnrollmentRecord:
        """What is known of a device or user.  Raises NotFound."""
        return self._run(flows.find_enrollment(enrollment))

    def command(self, enrollment: EnrollmentID | str, uuid: str) -> CommandRecord:
        """Where a command stands.  Raises NotFound."""
        return self._run(flows.find_command(enrollment, uuid))

    def send_pushes(self) -> int:
        """Send every wake-up that is due once; gives how many Apple has accepted.  Needs ``push``.

        What becomes of each is stored as it comes.  It takes as long as Apple does, so give it a thread of
        its own.  Two that run at once, here or in two processes, may both push to a device, which does no
        harm.
        """
        return self._run(flows.send_pushes(now=self._clock(), topics=self._topics))

    def unenroll(self, enrollment: EnrollmentID | str, *, by: str, why: str) -> bool:
        """Have the device told, with its next message, to remove its management profile.

        Whatever pymdm installed goes with it, and the device cannot be managed afterwards.  ``by`` and
        ``why`` go into the audit trail.  Gives False where it was ordered before.

        Raises:
            NotFound: no such enrollment.
            Conflict: it is a user's, or has ended already.
        """
        fresh = self._run(flows.order_unenroll(enrollment, by=by, why=why, now=self._clock()))
        self._tell_push_wanted()
        return fresh

    def hold_queues(self, why: str) -> None:
        """Let no command leave until ``release_queues``; results are still stored (F28)."""
        self._run(flows.hold_queues(why, now=self._clock()))

    def release_queues(self) -> None:
        """Let commands leave again, and wake every device for which some wait."""
        self._run(flows.hold_queues(None, now=self._clock()))
        self._tell_push_wanted()

    def sweep(
        self, *, wake_after: timedelta = WAKE_AFTER, silent_after: timedelta = SILENT_AFTER
    ) -> vb.Swept:
        """Wake devices that have been quiet and mark silent ones inactive, with an event each.

        Run it a few times a day.  Nobody is ever unenrolled for silence.
        """
        swept = self._run(flows.sweep(wake_after=wake_after, silent_after=silent_after, now=self._clock()))
        if swept.woken:
            self._tell_push_wanted()
        return swept

    def deliver_events(self) -> int:
        """Offer waiting events to ``on_event`` again; gives how many it accepted."""
        return self._deliver()


class AsyncMDMService(BaseService):
    """`MDMService` for asyncio programs: Starlette, FastAPI.  Store verbs run in threads.

    Handlers and admission policies may be coroutine functions; ``on_event`` and the push sender are
    called in a thread.

    Example: ``reply = await mdm.handle(await MDMRequest.from_asgi(scope, receive))``.
    """

    async def _run(self, flow: Generator[Any, Any, T]) -> T:
        try:
            wish = next(flow)
            while True:
                wish = flow.send(await self._carry_out(wish))
        except StopIteration as stop:
            result: T = stop.value
            return result

    async def _carry_out(self, wish: Any) -> Any:
        if isinstance(wish, st.Perform | st.Quarantine | flows.StoreVerb):
            return await asyncio.to_thread(self._verb, wish.verb)
        if isinstance(wish, flows.SendPushes | flows.TakeOutcomes):
            return await asyncio.to_thread(self._send, wish)
        try:
            answer = self._question(wish)
            return await answer if inspect.isawaitable(answer) else answer
        except Exception:  # noqa: BLE001 - handlers are not ours; the reply is 500, the log has the rest
            return failed(wish)

    async def handle(self, request: MDMRequest) -> MDMReply:
        """The answer to a device; never raises for what a peer sent, 503 while the store is down."""
        try:
            reply = await self._run(flows.conversation(request, self.rules, self._clock()))
            await asyncio.to_thread(self._finish, request, reply)
        except StorageError:
            log.exception("store failed")
            return unavailable()
        return reply

    async def enqueue(
        self,
        enrollment: EnrollmentID | str,
        command: flows.CommandLike,
        *,
        uuid: str | None = None,
        priority: int = 0,
        not_before: datetime | None = None,
        expires_at: datetime | None = None,
        dedupe_key: str | None = None,
        push: bool = True,
        unknown: str = "refuse",
    ) -> str:
        """Queue a command; see ``MDMService.enqueue``."""
        chosen = await self._run(
            flows.enqueue(
                enrollment,
                command,
                uuid=uuid or self._new_uuid(),
                now=self._clock(),
                unknown=unknown,
                priority=priority,
                not_before=not_before,
                expires_at=expires_at,
                dedupe_key=dedupe_key,
                push=push,
            )
        )
        if push:
            self._tell_push_wanted()
        return chosen

    async def cancel(
        self, enrollment: EnrollmentID | str, uuids: Sequence[str] | None = None
    ) -> tuple[str, ...]:
        """Take pending commands back; see ``MDMService.cancel``."""
        return await self._run(flows.cancel(enrollment, uuids, now=self._clock()))

    async def enrollment(self, enrollment: EnrollmentID | str) -> EnrollmentRecord:
        """What is known of a device or user.  Raises NotFound."""
        return await self._run(flows.find_enrollment(enrollment))

    async def command(self, enrollment: EnrollmentID | str, uuid: str) -> CommandRecord:
        """Where a command stands.  Raises NotFound."""
        return await self._run(flows.find_command(enrollment, uuid))

    async def send_pushes(self) -> int:
        """Send every wake-up that is due once; see ``MDMService.send_pushes``."""
        return await self._run(flows.send_pushes(now=self._clock(), topics=self._topics))

    async def unenroll(self, enrollment: EnrollmentID | str, *, by: str, why: str) -> bool:
        """Order an unenrollment; see ``MDMService.unenroll``."""
        fresh = await self._run(flows.order_unenroll(enrollment, by=by, why=why, now=self._clock()))
        self._tell_push_wanted()
        return fresh

    async def hold_queues(self, why: str) -> None:
        """Let no command leave; see ``MDMService.hold_queues``."""
        await self._run(flows.hold_queues(why, now=self._clock()))

    async def release_queues(self) -> None:
        """Let commands leave again; see ``MDMService.release_queues``."""
        await self._run(flows.hold_queues(None, now=self._clock()))
        self._tell_push_wanted()

    async def sweep(
        self, *, wake_after: timedelta = WAKE_AFTER, silent_after: timedelta = SILENT_AFTER
    ) -> vb.Swept:
        """Wake the quiet and mark the silent; see ``MDMService.sweep``."""
        swept = await self._run(
            flows.sweep(wake_after=wake_after, silent_after=silent_after, now=self._clock())
        )
        if swept.woken:
            self._tell_push_wanted()
        return swept

    async def deliver_events(self) -> int:
        """Offer waiting events to ``on_event`` again; gives how many it accepted."""
        return await asyncio.to_thread(self._deliver)
