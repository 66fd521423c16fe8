"""The two drivers of a service, blocking and asyncio: they carry out steps and decide nothing."""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Callable, Generator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from pymdm.crypto import IdentitySource
from pymdm.errors import StorageError
from pymdm.protocol import EnrollmentID
from pymdm.service import flows
from pymdm.service import steps as st
from pymdm.service import verbs as vb
from pymdm.service.answer import MDMReply, unavailable
from pymdm.service.dispatch import EventDispatcher
from pymdm.service.events import Event, RequestRefused
from pymdm.service.machine import new_uuid, utc_now
from pymdm.service.records import CommandRecord, EnrollmentRecord
from pymdm.service.request import MDMRequest
from pymdm.service.rules import ServiceRules
from pymdm.service.store import Store

__all__ = ["AsyncMDMService", "MDMService"]

T = TypeVar("T")

log = logging.getLogger("pymdm.service")

_METHODS: dict[type, str] = {
    vb.RecordAuthenticate: "authenticate",
    vb.RecordTokenUpdate: "token_update",
    vb.RecordCheckOut: "check_out",
    vb.BootstrapTokenAccess: "bootstrap_token",
    vb.Recognise: "recognise",
    vb.Report: "report_and_next",
    vb.UnreadableReport: "report_and_next",
    vb.Enqueue: "enqueue",
    vb.Cancel: "cancel",
    vb.PushRound: "push_round",
    vb.IssueIdentity: "identities",
    vb.RevokeIdentity: "identities",
    vb.EventsAfter: "events_after",
    vb.EnrollmentQuery: "look_up",
    vb.EnrollmentsQuery: "look_up",
    vb.CommandQuery: "look_up",
    vb.QueueQuery: "look_up",
    vb.IdentityQuery: "look_up",
}


class _Base:
    """What both drivers share: the settings, the event callback and the questions to handlers."""

    def __init__(
        self,
        store: Store,
        *,
        identity: IdentitySource | None = None,
        rules: ServiceRules | None = None,
        on_event: Callable[[Event | RequestRefused], object] | None = None,
        on_push_wanted: Callable[[], object] | None = None,
        push: flows.PushSender | None = None,
        clock: Callable[[], datetime] = utc_now,
        new_uuid: Callable[[], str] = new_uuid,
    ) -> None:
        if (identity is None) == (rules is None):
            raise TypeError("give either identity, or rules that hold it")
        self.rules = rules if rules is not None else ServiceRules(identity=identity)  # type: ignore[arg-type]
        self._store = store
        self._on_event = on_event
        self._on_push_wanted = on_push_wanted
        self._push = push
        self._clock = clock
        self._new_uuid = new_uuid
        self._dispatcher = EventDispatcher(store, on_event) if on_event else None

    def _verb(self, verb: Any) -> Any:
        return getattr(self._store, _METHODS[type(verb)])([verb])[0]

    def _send(self, wish: flows.SendPushes) -> Sequence[flows.PushOutcomeLike]:
        if self._push is None:
            raise TypeError("send_pushes needs a push sender: MDMService(…, push=APNsClient(…))")
        return tuple(self._push.send_many(wish.targets))

    def _question(self, step: Any) -> Any:
        """Ask the handler that a step names; its answer may have to be awaited."""
        match step:
            case st.AskAdmission():
                return self.rules.admission(step.stranger)
            case st.AskDeclarations():
                return _wanted(self.rules.declarations)(step.request)
            case st.AskToken():
                return _wanted(self.rules.tokens)(step.request)
            case st.AskChallenge():
                return _wanted(self.rules.users).challenge(step.user, now=self._clock())
            case _:
                return _wanted(self.rules.users).verify(step.user, step.digest_response, now=self._clock())

    def _tell_push_wanted(self) -> None:
        # The command is queued: an error now would make the caller queue it a second time.
        if self._on_push_wanted is not None:
            try:
                self._on_push_wanted()
            except Exception:
                log.exception("on_push_wanted failed; the push stays pending")

    def _finish(self, request: MDMRequest, reply: MDMReply) -> None:
        """Log a refusal and tell what is only told, never stored."""
        if reply.status >= 400:
            log.info(
                "request refused status=%s reason=%s detail=%s source=%s",
                reply.status,
                reply.reason,
                reply.detail,
                request.source,
            )
        if reply.reason is not None and self._on_event is not None:
            refused = RequestRefused(at=self._clock(), reason=reply.reason, source=request.source)
            try:
                self._on_event(refused)
            except Exception:
                log.exception("event callback failed event=RequestRefused")
        try:
            self._deliver()
        except StorageError:
            # The message is stored and answered; its events are told with the next one.
            log.exception("events stay undelivered for now")

    def _deliver(self) -> int:
        return self._dispatcher.deliver() if self._dispatcher else 0


def _wanted(handler: T | None) -> T:
    # ``reply`` asks only for handlers that the rules have.
    assert handler is not None
    return handler


def _settled(answer: object) -> object:
    if inspect.iscoroutine(answer):
        answer.close()
        raise TypeError("a handler that is a coroutine function needs AsyncMDMService")
    return answer


def _failed(step: object) -> st.HandlerFailed:
    log.exception("handler failed step=%s", type(step).__name__)
    return st.HandlerFailed()


class MDMService(_Base):
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
        if isinstance(wish, flows.SendPushes):
            return self._send(wish)
        try:
            return _settled(self._question(wish))
        except Exception:  # noqa: BLE001 - handlers are not ours; the reply is 500, the log has the rest
            return _failed(wish)

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
        """Send every pending wake-up once; gives how many Apple has accepted.  Needs ``push``."""
        return self._run(flows.send_pushes(now=self._clock()))

    def deliver_events(self) -> int:
        """Offer waiting events to ``on_event`` again; gives how many it accepted."""
        return self._deliver()


class AsyncMDMService(_Base):
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
        if isinstance(wish, flows.SendPushes):
            return await asyncio.to_thread(self._send, wish)
        try:
            answer = self._question(wish)
            return await answer if inspect.isawaitable(answer) else answer
        except Exception:  # noqa: BLE001 - handlers are not ours; the reply is 500, the log has the rest
            return _failed(wish)

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
        """Send every pending wake-up once; gives how many Apple has accepted.  Needs ``push``."""
        return await self._run(flows.send_pushes(now=self._clock()))

    async def deliver_events(self) -> int:
        """Offer waiting events to ``on_event`` again; gives how many it accepted."""
        return await asyncio.to_thread(self._deliver)
