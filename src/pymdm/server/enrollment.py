"""Where people enroll: a page that asks for the enrollment code and hands out a profile.

Every download is an enrollment session of its own (T81): the profile holds the address of this server and
either a one-time challenge, with which the device gets a certificate for a key that it makes itself, or
certificate and key under a fresh password.
"""

from __future__ import annotations

import html
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from pymdm.crypto.pkcs12 import pkcs12
from pymdm.enroll import (
    ProfileCertificate,
    build_enrollment_profile,
    certificates_in,
    pkcs12_payload,
    root_payload,
    scep_payload,
)
from pymdm.protocol.profile import Payload
from pymdm.server.authorities import Authorities
from pymdm.server.http import HTTPError, Response, application, read_body
from pymdm.server.settings import EnrollWith, ServerSettings
from pymdm.service import EnrollmentRecord, EnrollmentSession, Store
from pymdm.service.sessions import OpenedSession, open_session
from pymdm.service.verbs import IssueIdentity

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

__all__ = ["EnrollmentDesk", "enrollment_app"]

log = logging.getLogger("pymdm.server")

# The form has one field, and a code of a few dozen characters.
MAX_FORM = 16 * 1024

# The form has one field; a few more may come from extensions of a browser.
MAX_FIELDS = 8

PROFILE_TYPE = "application/x-apple-aspen-config"

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Enroll this device</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{{font:17px/1.5 -apple-system,system-ui,sans-serif;
max-width:30rem;margin:3rem auto;padding:0 1rem}}
input,button{{font:inherit;padding:.5rem;width:100%;box-sizing:border-box;margin:.25rem 0}}
.error{{color:#b00020}}</style></head>
<body><h1>Enroll this device</h1>
<p>{organization} will be able to manage it: install settings, lock it and erase it. You can end that
at any time by removing the profile in Settings.</p>{error}
<form method="post"><label for="code">Enrollment code</label>
<input id="code" name="code" type="password" autocomplete="off" required autofocus>
<button>Download the profile</button></form></body></html>
"""


class EnrollmentDesk:
    """Makes enrollment profiles: session, identity or challenge, and document in one call."""

    def __init__(
        self,
        settings: ServerSettings,
        store: Store,
        authorities: Authorities,
        *,
        clock: Callable[[], datetime],
        new_secret: Callable[[], str],
        new_uuid: Callable[[], str],
    ) -> None:
        self._settings = settings
        self._store = store
        self._authorities = authorities
        self._clock = clock
        self._new_secret = new_secret
        self._new_uuid = new_uuid

    def check(self) -> None:
        """Raise LocalProtocolError if these settings make a profile that devices refuse.

        Better at the start of the server than at the first download.
        """
        self._document(self._scep("in its place", seed="check"), seed="check")

    def profile(self) -> bytes:
        """A fresh profile for one device.  The session is stored before the profile leaves."""
        opened = open_session(
            self._store,
            now=self._clock(),
            lifetime=self._settings.session_lifetime,
            new_id=self._new_uuid,
        )
        log.info("enrollment profile handed out session=%s", opened.session.id)
        return self._for(opened)

    def renewed(self, record: EnrollmentRecord, opened: OpenedSession) -> bytes:
        """A profile that replaces the one of an enrollment; a `pymdm.service.renewal.ProfileMaker`."""
        log.info("enrollment renewed enrollment=%s session=%s", record.id.id, opened.session.id)
        return self._for(opened)

    def watched(self) -> tuple[ProfileCertificate, ...]:
        """The certificates in every profile."""
        return certificates_in(self._document(self._scep("in its place", seed="watch"), seed="watch"))

    def _for(self, opened: OpenedSession) -> bytes:
        seed = self._new_uuid()
        if self._settings.enroll_with is EnrollWith.SCEP:
            return self._document(self._scep(opened.challenge.reveal(), seed=seed), seed=seed)
        return self._document(self._pkcs12(opened.session, seed=seed), seed=seed)

    @property
    def _name(self) -> str:
        # One identifier for all: a profile that is installed again replaces the one before it.
        return f"{self._settings.topic}.enrollment"

    def _scep(self, challenge: str, *, seed: str) -> Payload:
        url = f"{self._settings.url}/scep"
        return scep_payload(url, challenge=challenge, identifier=f"{self._name}.identity", seed=seed)

    def _pkcs12(self, session: EnrollmentSession, *, seed: str) -> Payload:
        now = self._clock()
        identity = self._authorities.current.issue_identity(
            common_name="MDM identity", now=now, valid=self._settings.identity_lifetime
        )
        self._store.identities(
            [
                IssueIdentity(
                    session=session, fingerprint=identity.fingerprint, not_after=identity.not_after, at=now
                )
            ]
        )
        password = self._new_secret()
        container = pkcs12(identity, password=password, name="MDM identity")
        return pkcs12_payload(container, password=password, identifier=f"{self._name}.identity", seed=seed)

    def _document(self, identity: Payload, *, seed: str) -> bytes:
        settings, name = self._settings, self._name
        trusted = [root_payload(self._authorities.current.certificate, identifier=f"{name}.ca", seed=seed)]
        if self._authorities.next is not None:
            following = self._authorities.next.certificate
            trusted.append(root_payload(following, identifier=f"{name}.next-ca", seed=seed))
        profile = build_enrollment_profile(
            identifier=name,
            seed=seed,
            display_name=f"{settings.organization}: device management",
            organization=settings.organization,
            trust=trusted,
            identity=identity,
            server_url=f"{settings.url}/mdm",
            check_in_url=f"{settings.url}/checkin" if settings.separate_checkin else None,
            topic=settings.topic,
            access_rights=settings.access_rights,
            transport=settings.transport,
        )
        return profile.encode()


def enrollment_app(desk: EnrollmentDesk, settings: ServerSettings) -> WSGIApplication:
    """``GET /enroll`` shows the page, ``POST /enroll`` with the code answers the profile."""

    def page(error: str = "", *, status: int = 200) -> Response:
        text = _PAGE.format(
            organization=html.escape(settings.organization),
            error=f'<p class="error" role="alert">{html.escape(error)}</p>' if error else "",
        )
        return Response(status=status, body=text.encode(), content_type="text/html; charset=utf-8")

    def handle(environ: Mapping[str, Any]) -> Response:
        method = environ.get("REQUEST_METHOD")
        if method in ("GET", "HEAD"):
            return page()
        if method != "POST":
            raise HTTPError(405, "use GET or POST", {"Allow": "GET, HEAD, POST"})
        code = _field(read_body(environ, limit=MAX_FORM), "code").strip()
        if not settings.enrollment_code.matches(code):
            log.info("enrollment code refused source=%s", environ.get("REMOTE_ADDR"))
            return page("This code is not right. Ask your administrator for the current one.", status=400)
        headers = {"Content-Disposition": 'attachment; filename="enroll.mobileconfig"'}
        return Response(body=desk.profile(), content_type=PROFILE_TYPE, headers=headers)

    def failed(error: HTTPError) -> Response:
        return Response(status=error.status, body=f"{error.text}\n".encode(), headers=error.headers)

    return application(handle, failed)


def _field(body: bytes, name: str) -> str:
    """One field of a form; empty where there is none."""
    try:
        form = parse_qs(body.decode("utf-8"), max_num_fields=MAX_FIELDS)
    except ValueError as error:
        raise HTTPError(400, "the form cannot be read") from error
    return form.get(name, [""])[0]
