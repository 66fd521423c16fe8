"""The fake enrollment service as one function from request to answer: the gate, the routes, the headers."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urljoin, urlsplit

import attrs

from pymdm._flow import HttpResponse
from pymdm.testing import _dep_reading as reading
from pymdm.testing import _dep_writes as writes
from pymdm.testing._dep_state import Call
from pymdm.testing._dep_words import CONTENT_TYPE, Refused, dump, http_date

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from pymdm._flow import HttpRequest
    from pymdm.testing._dep_login import Gate
    from pymdm.testing._dep_state import State

__all__ = ["Answered", "Service"]

_SESSION: Final = "X-ADM-Auth-Session"

#: A product, as RFC 9110 has it: a name, and mostly a version.
_USER_AGENT: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+(/\S+)?( .*)?")

_ROUTES: Final[dict[str, dict[str, Callable[[State, Call], Any]]]] = {
    "/account": {"GET": reading.account},
    "/server/devices": {"POST": reading.fetch},
    "/devices/sync": {"POST": reading.sync},
    "/devices": {"POST": reading.details},
    "/devices/disown": {"POST": writes.disown},
    "/device/activationlock": {"POST": writes.activation_lock},
    "/profile": {"GET": writes.get_profile, "POST": writes.define},
    "/profile/devices": {"PUT": writes.assign, "POST": writes.assign, "DELETE": writes.remove},
    "/account-driven-enrollment/profile": {
        "GET": writes.get_discovery,
        "POST": writes.set_discovery,
        "DELETE": writes.remove_discovery,
    },
    "/os-beta-enrollment/tokens": {"GET": writes.beta_tokens},
}


@attrs.frozen(kw_only=True)
class Answered:
    """An answer, and what the log wants to know of it."""

    response: HttpResponse
    devices: int = 0


class Service:
    """Answers requests out of a state; knows nothing of sockets."""

    def __init__(self, state: State, gate: Gate) -> None:
        self._state = state
        self._gate = gate

    def answer(self, request: HttpRequest, *, number: int, now: datetime) -> Answered:
        """The answer to one request.

        Raises:
            Refused: it is an error.
        """
        headers = {name.lower(): value for name, value in request.headers.items()}
        _check_agent(headers)
        version = _version(headers)
        if request.path == "/session":
            return self._login(request, headers, now)
        handler = _handler(request)
        token = self._pass(headers.get(_SESSION.lower(), ""), now)
        if not self._state.terms_accepted:
            raise Refused(403, "T_C_NOT_SIGNED")
        if request.path in self._state.access_denied:
            raise Refused(403, "ACCESS_DENIED")
        call = Call(
            number=number,
            method=request.method,
            path=request.path,
            base=urljoin(request.url, "/").rstrip("/"),
            version=version,
            query=dict(parse_qsl(urlsplit(request.url).query, keep_blank_values=True)),
            body=_body(request, headers),
            now=now,
        )
        found, devices = handler(self._state, call), 0
        if isinstance(found, tuple):
            body, devices = found
        else:
            body = dump(found)
        sent = {"Content-Type": CONTENT_TYPE, "Date": http_date(now), _SESSION: token}
        return Answered(response=HttpResponse(status=200, headers=sent, body=body), devices=devices)

    def _login(self, request: HttpRequest, headers: Mapping[str, str], now: datetime) -> Answered:
        if request.method != "GET":
            raise Refused(405, "METHOD_NOT_ALLOWED", headers={"Allow": "GET"})
        # oauthlib looks for the header in the spelling of the RFC.
        sent = {"Authorization": headers["authorization"]} if "authorization" in headers else {}
        self._gate.check(method="GET", url=request.url, headers=sent, now=now)
        if not self._state.terms_accepted:
            raise Refused(403, "T_C_NOT_SIGNED")
        body = dump({"auth_session_token": self._state.sessions.open(now)})
        kept = {"Content-Type": CONTENT_TYPE, "Date": http_date(now)}
        return Answered(response=HttpResponse(status=200, headers=kept, body=body))

    def _pass(self, token: str, now: datetime) -> str:
        """The token that the answer carries: the same, or a new one."""
        state, chaos = self._state, self._state.chaos
        # A new one is good once, so that who logs in again gets through.
        if state.sessions.used(token):
            if state.roll(chaos.stale):
                state.sessions.end(token)
            elif state.roll(chaos.forbidden):
                state.sessions.forget(token)
        state.sessions.check(token, now)
        if not state.roll(chaos.rotate):
            return token
        if chaos.rotate_kills:
            state.sessions.end(token)
        return state.sessions.open(now)


def _check_agent(headers: Mapping[str, str]) -> None:
    if not _USER_AGENT.fullmatch(headers.get("user-agent", "")):
        raise Refused(400, "USER_AGENT_INVALID")


def _version(headers: Mapping[str, str]) -> int:
    found = headers.get("x-server-protocol-version", "")
    if not re.fullmatch(r"[1-9]\d{0,2}", found):
        raise Refused(400, "PROTOCOL_VERSION_INVALID")
    return int(found)


def _handler(request: HttpRequest) -> Callable[[State, Call], Any]:
    methods = _ROUTES.get(request.path)
    if methods is None:
        raise Refused(404, "NOT_FOUND")
    if request.method not in methods:
        raise Refused(405, "METHOD_NOT_ALLOWED", headers={"Allow": ", ".join(methods)})
    return methods[request.method]


def _body(request: HttpRequest, headers: Mapping[str, str]) -> dict[str, Any]:
    if request.method == "GET" or not request.body:
        if request.method == "POST" and request.path != "/server/devices":
            raise Refused(400, "MALFORMED_REQUEST_BODY")
        return {}
    if headers.get("content-type", "") != CONTENT_TYPE:
        raise Refused(415, "UNSUPPORTED_MEDIA_TYPE")
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError):
        raise Refused(400, "MALFORMED_REQUEST_BODY") from None
    if not isinstance(found, dict):
        raise Refused(400, "MALFORMED_REQUEST_BODY")
    return found
