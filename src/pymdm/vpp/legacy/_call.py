"""One call: at the address that the service tells, and once more when it has moved, or the token is new.

Nothing here loops: after one new address (F43) and one newer token (F44) the next refusal is the caller's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pymdm._flow import Flow, HttpRequest, HttpResponse
from pymdm._json import encode, load_object
from pymdm._retry import asked_wait, send_with_retries
from pymdm.errors import DecodeError, ServiceError, TransportError, VPPError, WrongLocation
from pymdm.vpp._json import integer
from pymdm.vpp.codes import RELOADED, VPPCode, error_in, number_of, refusal
from pymdm.vpp.legacy.config import LegacyConfig
from pymdm.vpp.legacy.session import DISCOVERY, LegacySession
from pymdm.vpp.models_config import uid_of
from pymdm.vpp.tokens import ContentToken

__all__ = ["call", "discover", "guard"]

#: Its answers tell the location.
_CLIENT_CONFIG: Final = "VPPClientConfigSrv"


def discover(session: LegacySession, *, anew: bool = False, limits: bool = False) -> Flow[LegacyConfig]:
    """Where the services are: what is known, or what VPPServiceConfigSrv says.  It gets no token.

    Args:
        session: whose.
        anew: ask, although it is known.
        limits: ask if what is known is older than five minutes; without an answer it is used all the same.

    Raises:
        VPPError: Apple refuses.
        DecodeError: the answer is none.
        TransportError: no answer came.
    """
    known = session.config
    if known is not None and not anew and not (limits and not session.limits_are_fresh()):
        return known
    shared = session.shared
    request = HttpRequest(method="GET", url=f"{shared.base_url}/{DISCOVERY}", headers=shared.headers(None))
    try:
        response = yield from send_with_retries(lambda: request, shared.rules, repeatable=True)
        found = _success(session, DISCOVERY, request, response)
    except (ServiceError, DecodeError, TransportError):
        if known is None or anew:
            raise
        return known
    config = LegacyConfig.decode(found)
    session.configured(config)
    return config


def call(
    session: LegacySession,
    service: str,
    parameters: Mapping[str, object],
    *,
    repeatable: bool,
    reload: bool = True,
) -> Flow[dict[str, Any]]:
    """Ask one service; the answer's object.

    Args:
        session: whose.
        service: its name, such as ``getVPPUserSrv``.
        parameters: what is sent, without the token.
        repeatable: carrying it out twice does no harm.
        reload: a newer token may be looked for.

    Raises:
        WrongLocation: the newer token belongs to another location than the one that is meant.
        VPPError: Apple refuses.
        DecodeError: the answer is something else.
        TransportError: no answer came.  ``request_sent`` is about this call, not the one for its address.
    """
    try:
        config = yield from discover(session)
    except TransportError as error:
        raise TransportError(str(error), request_sent=False, retryable=error.retryable) from error
    moves, reloads = 1, int(reload)
    while True:
        token = session.shared.token
        try:
            found = yield from _send(session, service, parameters, token, repeatable=repeatable)
        except VPPError as error:
            if moves and error.code == VPPCode.URL_MOVED:
                moves = 0
                yield from _moved(session, config, error)
            elif reloads and _reloaded(error) and session.shared.take_newer(token):
                reloads = 0
                if parameters:  # what changes something has some, and what guard sends has none
                    yield from guard(session, reload=False)
            else:
                raise
        else:
            session.seen(token, found)
            return found


def guard(session: LegacySession, *, reload: bool = True) -> Flow[None]:
    """Before something is changed: the location is the one that is meant, if one is.

    Raises:
        WrongLocation: the token belongs to another location, or the service does not tell to which.
    """
    shared = session.shared
    if not shared.meant or shared.location_uid == shared.meant:
        return
    found = yield from call(session, _CLIENT_CONFIG, {}, repeatable=True, reload=reload)
    shared.check(found, meant=shared.meant)
    if not uid_of(found):
        raise WrongLocation(
            "expected an answer that tells the location of the content token; this service does not, as in "
            "2014: leave uid empty to work without",
            status=200,
        )


def _send(
    session: LegacySession,
    service: str,
    parameters: Mapping[str, object],
    token: ContentToken,
    *,
    repeatable: bool,
) -> Flow[dict[str, Any]]:
    body = encode({**parameters, "sToken": token.raw.reveal()})
    shared = session.shared
    request = HttpRequest(method="POST", url=session.url(service), headers=shared.headers(None), body=body)
    response = yield from send_with_retries(lambda: request, shared.rules, repeatable=repeatable)
    return _success(session, service, request, response)


def _moved(session: LegacySession, used: LegacyConfig, error: VPPError) -> Flow[None]:
    """Ask where the services are now, unless another thread has done so since."""
    if session.config is not used:
        return
    try:
        yield from discover(session, anew=True)
    except (ServiceError, DecodeError, TransportError) as failure:
        raise error from failure  # what was asked for was refused, whatever became of the new address


def _success(
    session: LegacySession, service: str, request: HttpRequest, response: HttpResponse
) -> dict[str, Any]:
    """The object of an answer that is no refusal; most refusals come as 200 with a status other than 0."""
    if not 200 <= response.status < 300:
        raise refusal(request, response, session.shared.now)
    found = load_object(response.body, what=f"the answer of {service}")
    if not number_of(found) and integer(found, "status") in (0, None):
        return found
    error = error_in(found, status=response.status)
    error.args = (f"expected success of {service}: {error.args[0]}",)
    if error.retryable:
        error.retry_after = asked_wait(response, session.shared.now)
    raise error


def _reloaded(error: VPPError) -> bool:
    return error.code in RELOADED or (error.status == 401 and error.code == 0)
