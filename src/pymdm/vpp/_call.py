"""One call: with addresses and limits that are known, and with a newer token if Apple refuses this one, once.

Nothing here loops: after the newer token, or the new address, the next refusal is the caller's (F44).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeVar

from pymdm._flow import Flow, HttpRequest, HttpResponse, Sleep
from pymdm._json import encode, load_object
from pymdm._retry import send_with_retries
from pymdm.errors import (
    DecodeError,
    ManagedElsewhere,
    ServiceError,
    TransportError,
    VPPError,
    WrongLocation,
)
from pymdm.vpp.codes import RELOADED, VPPCode, number_of, refusal
from pymdm.vpp.models import MdmInfo
from pymdm.vpp.models_config import ServiceConfig, uid_of
from pymdm.vpp.session import CONFIG_PATIENCE, Session
from pymdm.vpp.tokens import ContentToken

__all__ = ["before", "call", "configure", "elsewhere", "guard"]

T = TypeVar("T")

#: Its answers tell the location, and who manages it.
_CLIENT_CONFIG: Final = "clientConfig"


def configure(session: Session, *, anew: bool = False) -> Flow[ServiceConfig]:
    """Addresses and limits: those that are kept, or new ones if they are older than five minutes.

    While the service does not tell them, the old ones are used.

    Raises:
        VPPError: Apple refuses, and there are none.
        DecodeError: the answer is none.
        TransportError: no answer came, and there are none.
    """
    if session.config is not None and not anew and session.config_is_fresh():
        return session.config
    request = HttpRequest(method="GET", url=session.url("serviceConfig"), headers=session.headers(None))
    try:
        response = yield from send_with_retries(lambda: request, session.rules, repeatable=True)
        if response.status != 200:
            raise refusal(request, response, session.now)
        config = ServiceConfig.decode(load_object(response.body, what="the answer of GET service/config"))
    except (ServiceError, TransportError, DecodeError):
        if session.config is None or anew:
            raise
        session.config_until = session.now + CONFIG_PATIENCE
        return session.config
    session.configured(config)
    return config


def call(
    session: Session,
    method: str,
    name: str,
    *,
    query: Mapping[str, str] | None = None,
    body: Mapping[str, object] | None = None,
    repeatable: bool,
    reload: bool = True,
) -> Flow[dict[str, Any]]:
    """Send one request; the answer's object.

    What has a body changes something, and is sent only with a token whose location `guard` has looked at: a
    newer one may have come since, by this call or by another thread (F44).

    Args:
        session: whose.
        method: GET or POST.
        name: of the address, as the service config calls it.
        query: what goes into the URL.
        body: what is sent as JSON.
        repeatable: carrying it out twice does no harm.
        reload: a newer token may be looked for.

    Raises:
        WrongLocation, ManagedElsewhere: as `guard`; nothing was changed.
        VPPError: Apple refuses.
        DecodeError: the answer is something else.
        TransportError: no answer came.  ``request_sent`` is about this call, not about what was asked first.
    """
    yield from before(configure(session))
    sent = b"" if body is None else encode(body)
    reloads, moves = int(reload), 1
    while True:
        token = session.token
        if body is not None:
            yield from before(guard(session, managed=name != _CLIENT_CONFIG, reload=bool(reloads)))
            if session.token is not token:
                continue
        url = session.url(name, query)
        request, response = yield from _send(session, token, method, url, sent, repeatable=repeatable)
        found = _object(response, method, url)
        if found is not None:
            session.heard(token, found, managed=name == _CLIENT_CONFIG)
            return found
        error = refusal(request, response, session.now)
        if moves and error.code == VPPCode.URL_MOVED:
            moves = 0
            yield from before(configure(session, anew=True))
        elif reloads and _reloaded(error) and session.take_newer(token):
            reloads = 0
        else:
            raise error


def guard(session: Session, *, managed: bool = True, reload: bool = True) -> Flow[None]:
    """Before something is changed: the location is the one that is meant, and nobody else manages it.

    Asks Apple only where that is wanted (``session.mdm``, ``session.uid``) and not known, or not right.

    Args:
        session: whose.
        managed: it matters who manages the location.
        reload: a newer token may be looked for.

    Raises:
        WrongLocation: the token belongs to another location, or Apple does not tell to which.
        ManagedElsewhere: another server manages this one.
    """
    astray = bool(session.meant) and session.location_uid != session.meant
    ours = session.mdm if managed else None
    if not astray and (ours is None or (session.managed_known and not elsewhere(ours, session.managed_by))):
        return
    found = yield from call(session, "GET", _CLIENT_CONFIG, repeatable=True, reload=reload)
    session.check(found, meant=session.meant)
    if session.meant and not uid_of(found):
        raise WrongLocation(
            "expected an answer that tells the location of the content token; this one does not: leave uid "
            "empty to work without",
            status=200,
        )
    if (error := elsewhere(ours, MdmInfo.decode(found.get("mdmInfo")))) is not None:
        raise error


def elsewhere(ours: MdmInfo | None, theirs: MdmInfo | None) -> ManagedElsewhere | None:
    """The error that another server's management is; None if there is none, it is ours, or we are nobody."""
    if ours is None or theirs is None or ours.id == theirs.id:
        return None
    return ManagedElsewhere(
        "expected a location that this server manages, or nobody; another one has told Apple that it manages "
        "it (see manager_name): take the location from that server first, or say that it is taken over",
        manager_id=theirs.id,
        manager_name=theirs.name,
    )


def before(flow: Flow[T]) -> Flow[T]:
    """What is asked before the call itself, which nobody has seen then."""
    try:
        return (yield from flow)
    except TransportError as error:
        raise TransportError(str(error), request_sent=False, retryable=error.retryable) from error


def _send(
    session: Session, token: ContentToken, method: str, url: str, body: bytes, *, repeatable: bool
) -> Flow[tuple[HttpRequest, HttpResponse]]:
    request = HttpRequest(method=method, url=url, headers=session.headers(token), body=body)
    if wait := session.pause():
        yield Sleep(wait)
    response = yield from send_with_retries(lambda: request, session.rules, repeatable=repeatable)
    return request, response


def _object(response: HttpResponse, method: str, url: str) -> dict[str, Any] | None:
    """The object of an answer that is no refusal; a number in it makes it one, whatever its status."""
    if not 200 <= response.status < 300:
        return None
    path = HttpRequest(method=method, url=url).path
    found = load_object(response.body, what=f"the answer of {method} {path}")
    return None if number_of(found) else found


def _reloaded(error: VPPError) -> bool:
    return error.code in RELOADED or (error.status == 401 and error.code == 0)
