"""One server from its settings: two WSGI applications, the service behind them and a push worker."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import attrs

from pymdm.adapters import device_app
from pymdm.crypto import CertificateAuthority
from pymdm.server.admin import admin_app
from pymdm.server.enrollment import EnrollmentDesk, enrollment_app
from pymdm.server.eventlog import EventLog
from pymdm.server.pushes import PushWorker
from pymdm.server.settings import ServerSettings
from pymdm.service import MDMService, PushSender, ServiceRules, Store
from pymdm.service.machine import new_secret, new_uuid, utc_now

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication

__all__ = ["Server", "create_server"]


@attrs.frozen(kw_only=True)
class Server:
    """A wired server.  ``device`` and ``admin`` belong on different addresses (T52)."""

    device: WSGIApplication
    admin: WSGIApplication
    service: MDMService
    pushes: PushWorker | None

    def close(self) -> None:
        """End what runs beside the requests.  Pushes that were not sent stay pending."""
        if self.pushes is not None:
            self.pushes.stop()


def create_server(
    settings: ServerSettings,
    store: Store,
    authority: CertificateAuthority,
    *,
    rules: ServiceRules | None = None,
    push: PushSender | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> Server:
    """Wire a server together.

    ``authority`` issues the identities of the profiles that ``/enroll`` hands out, and by default
    they are the only ones that may enroll.  ``push`` sends wake-ups, from a thread that runs until
    ``close``; without it devices come only by themselves.

    Raises:
        LocalProtocolError: devices would refuse a profile with these settings.
    """
    desk = EnrollmentDesk(settings, store, authority, clock=clock, new_secret=new_secret, new_uuid=new_uuid)
    desk.check()
    rules = rules or ServiceRules(
        identity=authority.trust_store().mdm_signature(),
        session_required=True,
        topics=frozenset({settings.topic}),
    )
    worker = PushWorker() if push is not None else None
    events = EventLog()
    service = MDMService(
        store,
        rules=rules,
        on_event=events,
        on_push_wanted=worker.wake if worker else None,
        push=push,
        clock=clock,
    )
    if worker is not None:
        worker.start(service)
    checkin_path = "/checkin" if settings.separate_checkin else None
    return Server(
        device=_mount(
            {"/enroll": enrollment_app(desk, settings)},
            device_app(service, path="/mdm", checkin_path=checkin_path),
        ),
        admin=admin_app(service, store, events, token=settings.admin_token),
        service=service,
        pushes=worker,
    )


def _mount(routes: dict[str, WSGIApplication], otherwise: WSGIApplication) -> WSGIApplication:
    def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        chosen = routes.get(environ.get("PATH_INFO") or "", otherwise)
        return chosen(environ, start_response)

    return application
