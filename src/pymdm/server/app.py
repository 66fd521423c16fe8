"""One server from its settings: two WSGI applications, the service behind them and a worker beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from pymdm.adapters import device_app
from pymdm.crypto import CertificateAuthority, IdentitySource, TrustStore
from pymdm.enroll import RENEWAL_LEAD, ProfileCertificate, tls_certificates
from pymdm.server.admin import admin_app
from pymdm.server.authorities import Authorities
from pymdm.server.enrollment import EnrollmentDesk, enrollment_app
from pymdm.server.eventlog import EventLog
from pymdm.server.renewal import Renewer
from pymdm.server.scep import scep_app
from pymdm.server.settings import EnrollWith, ServerSettings
from pymdm.server.sweeping import Sweeper
from pymdm.server.worker import Job, Worker
from pymdm.service import MDMService, PushSender, ServiceRules, Store
from pymdm.service.machine import new_secret, new_uuid, utc_now
from pymdm.service.renewal import IdentityRenewal
from pymdm.service.scep import SCEPService

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication

__all__ = ["PUSH_SECONDS", "SWEEP_SECONDS", "Server", "create_server"]

# Wake-ups that failed, or that become due later, are tried again this often.
PUSH_SECONDS = 60.0

# Events are told with the requests that cause them; this is for those that an end of the process left over.
EVENTS_SECONDS = 60.0

# A few times a day would do for limits of a day and a week; each hour a fleet of any size is woken in parts.
SWEEP_SECONDS = 3600.0

# Begun two months before an identity ends; an hour spreads a large fleet over some days.
RENEWAL_SECONDS = 3600.0


@attrs.frozen(kw_only=True)
class Server:
    """A wired server.  ``device`` and ``admin`` belong on different addresses (T52)."""

    device: WSGIApplication
    admin: WSGIApplication
    service: MDMService
    worker: Worker

    def close(self) -> None:
        """End what runs beside the requests.  What was not done stays to be done."""
        self.worker.stop()


def create_server(
    settings: ServerSettings,
    store: Store,
    authority: CertificateAuthority | Authorities,
    *,
    identity: Callable[[TrustStore], IdentitySource] = TrustStore.mdm_signature,
    mtls_for_secrets: bool = False,
    rules: ServiceRules | None = None,
    push: PushSender | None = None,
    alive_at: datetime | None = None,
    tls_chain: Path | None = None,
    jobs: Sequence[Job] = (),
    start_worker: bool = True,
    clock: Callable[[], datetime] = utc_now,
) -> Server:
    """Wire a server together.

    Args:
        settings: What an operator decides.
        store: Where everything is kept.
        authority: Issues the identities with which devices enroll; by default no others may.
        identity: How devices prove who they are; ``settings.transport`` has to fit it.
        mtls_for_secrets: See `ServiceRules` (T82).
        rules: In place of those that follow from ``identity`` and ``mtls_for_secrets``.
        push: Sends wake-ups, in a thread of its own: an `pymdm.apns.client.APNsClient`, or a
            `pymdm.server.push.KeptPushSender`; without it devices come only by themselves.  Yours to close,
            after the server.
        alive_at: When this server last ran, so that its own absence is not taken for the devices' silence.
        tls_chain: The certificates that devices are shown at ``settings.url`` (PEM): before one of them ends,
            the log says so.  Read anew each time.
        jobs: More to do beside the requests.
        start_worker: False leaves the worker to the caller: ``server.worker.round()`` or ``.start()``.
        clock: The time.

    Raises:
        LocalProtocolError: devices would refuse a profile with these settings.
        ValueError: SCEP with a CA that has no RSA key; ``tls_chain`` holds no certificates.
        OSError: ``tls_chain`` cannot be read.
    """
    authorities = authority if isinstance(authority, Authorities) else Authorities(current=authority)
    desk = EnrollmentDesk(settings, store, authorities, clock=clock, new_secret=new_secret, new_uuid=new_uuid)
    desk.check()
    _tls(tls_chain)  # for its errors
    events = EventLog(store)
    service = MDMService(
        store,
        rules=rules
        or ServiceRules(
            identity=identity(authorities.trust_store()),
            session_required=True,
            mtls_for_secrets=mtls_for_secrets,
            topics=frozenset({settings.topic}),
        ),
        on_event=events,
        on_push_wanted=lambda: worker.wake("pushes"),
        push=push,
        clock=clock,
    )
    sweeper = Sweeper(
        service,
        wake_after=settings.wake_after,
        silent_after=settings.silent_after,
        clock=clock,
        alive_at=alive_at,
    )
    renewer = Renewer(
        IdentityRenewal(
            service,
            store,
            profile=desk.renewed,
            # Else identities with a short life would be due again as soon as they are new.
            lead=min(RENEWAL_LEAD, settings.identity_lifetime / 3),
            lifetime=settings.session_lifetime,
        ),
        clock=clock,
        certificates=lambda: (*desk.watched(), *_tls(tls_chain)),
    )
    worker = Worker(
        (
            *(
                (Job(name="pushes", every=PUSH_SECONDS, run=service.send_pushes, own_thread=True),)
                if push
                else ()
            ),
            Job(name="events", every=EVENTS_SECONDS, run=service.deliver_events),
            Job(name="sweep", every=SWEEP_SECONDS, run=sweeper),
            Job(name="renewals", every=RENEWAL_SECONDS, run=renewer),
            *jobs,
        )
    )
    routes = {"/enroll": enrollment_app(desk, settings)}
    if settings.enroll_with is EnrollWith.SCEP:
        routes["/scep"] = scep_app(_scep(settings, store, authorities), clock=clock)
    checkin_path = "/checkin" if settings.separate_checkin else None
    server = Server(
        device=_mount(routes, device_app(service, path="/mdm", checkin_path=checkin_path)),
        admin=admin_app(service, store, events, token=settings.admin_token),
        service=service,
        worker=worker,
    )
    if start_worker:
        worker.start()
    return server


def _tls(chain: Path | None) -> tuple[ProfileCertificate, ...]:
    return tls_certificates(chain.read_bytes()) if chain is not None else ()


def _scep(settings: ServerSettings, store: Store, authorities: Authorities) -> SCEPService:
    following = authorities.next
    return SCEPService(
        store,
        authorities.current,
        trust=authorities.trust_store(),
        coming=() if following is None else (following.certificate,),
        valid=settings.identity_lifetime,
    )


def _mount(routes: dict[str, WSGIApplication], otherwise: WSGIApplication) -> WSGIApplication:
    def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        chosen = routes.get(environ.get("PATH_INFO") or "", otherwise)
        return chosen(environ, start_response)

    return application
