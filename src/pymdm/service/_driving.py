"""What the blocking and the asyncio driver of a service share: settings, callbacks, which verb goes where."""

from __future__ import annotations

import inspect
import itertools
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from pymdm.crypto import IdentitySource
from pymdm.errors import StorageError
from pymdm.service import flows
from pymdm.service import steps as st
from pymdm.service import verbs as vb
from pymdm.service.answer import MDMReply
from pymdm.service.dispatch import EventDispatcher
from pymdm.service.events import Event, RequestRefused
from pymdm.service.machine import new_uuid, utc_now
from pymdm.service.pushing import TopicRefusal, TopicWatch
from pymdm.service.request import MDMRequest
from pymdm.service.rules import ServiceRules
from pymdm.service.store import Store

__all__ = ["BaseService", "failed", "settled"]

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
    vb.HoldQueues: "cancel",
    vb.ReleaseQueues: "cancel",
    vb.OrderUnenroll: "cancel",
    vb.PushRound: "push_round",
    vb.Sweep: "push_round",
    vb.EnrollmentQuery: "look_up",
    vb.CommandQuery: "look_up",
}


class BaseService:
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
        self._topics = TopicWatch(_topic_refused)
        self._dispatcher = EventDispatcher(store, on_event) if on_event else None

    def _verb(self, verb: Any) -> Any:
        return getattr(self._store, _METHODS[type(verb)])([verb])[0]

    @property
    def refused_topics(self) -> tuple[TopicRefusal, ...]:
        """Topics whose push certificate Apple refuses, as far as this process knows; their pushes wait."""
        return self._topics.refusals()

    def push_certificate_replaced(self, topic: str) -> None:
        """Push to the devices of this topic again: its certificate was replaced."""
        self._topics.replaced(topic)
        self._tell_push_wanted()

    def _send(self, wish: flows.SendPushes | flows.TakeOutcomes) -> Any:
        if isinstance(wish, flows.TakeOutcomes):
            outcomes = tuple(itertools.islice(wish.sending, wish.limit))
            return flows.Outcomes(outcomes=outcomes, at=self._clock())
        if self._push is None:
            raise TypeError("send_pushes needs a push sender: MDMService(…, push=APNsClient(…))")
        return iter(self._push.send_many(wish.targets))

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


def _topic_refused(refusal: TopicRefusal) -> None:
    log.error(
        "Apple refuses the push certificate topic=%s reason=%s: nothing is pushed to its devices until it is "
        "replaced; what is due waits",
        refusal.topic,
        refusal.reason,
    )


def _wanted(handler: T | None) -> T:
    # ``reply`` asks only for handlers that the rules have.
    assert handler is not None
    return handler


def settled(answer: object) -> object:
    if inspect.iscoroutine(answer):
        answer.close()
        raise TypeError("a handler that is a coroutine function needs AsyncMDMService")
    return answer


def failed(step: object) -> st.HandlerFailed:
    log.exception("handler failed step=%s", type(step).__name__)
    return st.HandlerFailed()
