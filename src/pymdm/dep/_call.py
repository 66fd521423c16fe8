"""One call: with the session that there is, and with a new one if Apple refuses that, once.

Nothing here loops: after a login that was just made, the next refusal is the caller's (F38, F39).  What was
refused for another reason (terms, access) is never asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from pymdm._flow import Flow, HttpRequest, HttpResponse
from pymdm._json import encode, load_object
from pymdm._retry import send_with_retries
from pymdm.crypto import Secret
from pymdm.dep._oauth import sign
from pymdm.dep.codes import DEPCode, code_of, login_refusal, refusal
from pymdm.dep.session import Session
from pymdm.errors import DecodeError, TransportError

__all__ = ["call", "call_for_object", "login"]

_HEADER: Final = "X-ADM-Auth-Session"

#: Characters of a session token; Apple's have 50 to 200, and each request carries it.
_MAX_TOKEN: Final = 4096

#: Bytes of a login's answer: one token, and room.
_MAX_LOGIN: Final = 65536


def call_for_object(
    session: Session,
    method: str,
    path: str,
    *,
    query: Mapping[str, str] | None = None,
    body: Mapping[str, object] | None = None,
    repeatable: bool,
) -> Flow[dict[str, Any]]:
    """The same as `call`, for answers that are a JSON object.

    Raises:
        DecodeError: the answer is something else.
    """
    response = yield from call(session, method, path, query=query, body=body, repeatable=repeatable)
    if not response.body.lstrip().startswith(b"{") and isinstance(code_of(response), DEPCode):
        # MDM reference 2014, Device Details: an error NOT_FOUND that comes with status 200
        request = HttpRequest(method=method, url=session.url(path))
        raise refusal(request, response, session.now)
    return load_object(response.body, what=f"the answer of {method} {path}")


def call(
    session: Session,
    method: str,
    path: str,
    *,
    query: Mapping[str, str] | None = None,
    body: Mapping[str, object] | None = None,
    repeatable: bool,
) -> Flow[HttpResponse]:
    """Send one request; the answer says that it was done.

    Args:
        session: whose.
        method: such as ``"GET"``.
        path: such as ``"/account"``.
        query: what goes into the URL.
        body: what is sent as JSON.
        repeatable: carrying it out twice does no harm.

    Raises:
        DEPError: Apple refuses.
        TransportError: no answer came.
    """
    url, sent = session.url(path, query), b"" if body is None else encode(body)
    kept = session.kept_token()
    logins, others = (1, 1) if kept is not None else (0, 1)
    using = _Using(session, kept if kept is not None else (yield from login(session)))

    def make() -> HttpRequest:
        headers = {**session.headers(), _HEADER: using.token.reveal()}
        return HttpRequest(method=method, url=url, headers=headers, body=sent)

    while True:
        response = yield from _seen(
            send_with_retries(make, session.rules, repeatable=repeatable), using.take_over
        )
        if 200 <= response.status < 300:
            return response
        if not _session_refused(response):
            raise refusal(make(), response, session.now)
        kept = session.kept_token()
        if others and kept is not None and kept != using.sent:  # another worker has logged in meanwhile
            others, using.token = 0, kept
        elif logins:
            logins, using.token = 0, (yield from login(session, instead_of=kept))
        else:
            raise refusal(make(), response, session.now)


def login(session: Session, *, instead_of: Secret[str] | None = None) -> Flow[Secret[str]]:
    """Open a session with the server token, and keep it in place of the one that is kept now.

    Raises:
        TokenRejected: Apple does not take the token.
        TermsNotAccepted: Apple wants its new terms accepted first.
        DEPError: Apple refuses for another reason, or because of this machine's clock.
        DecodeError: the answer holds no session token.
        TransportError: no answer came.
    """
    url = session.url("/session")

    def make() -> HttpRequest:
        # T64: for each attempt anew; a nonce is good for one.
        signed = sign(session.token, method="GET", url=url, now=session.now, nonce=session.nonce())
        headers = {**session.headers(), "Authorization": signed}
        return HttpRequest(method="GET", url=url, headers=headers, limit=_MAX_LOGIN)

    response = yield from send_with_retries(make, session.rules, repeatable=True)
    if response.status != 200:
        expiry = session.token.access_token_expiry
        raise login_refusal(HttpRequest(method="GET", url=url), response, session.now, token_expiry=expiry)
    found = load_object(response.body, what="the answer of GET /session").get("auth_session_token")
    if type(found) is not str or not _usable(found):
        raise DecodeError("expected a session token", path="auth_session_token")
    token = Secret(found)
    session.keep_token(token, expected=instead_of)
    return token


class _Using:
    """The session token of one call, which any answer may replace."""

    def __init__(self, session: Session, token: Secret[str]) -> None:
        self._session = session
        self.token = self.sent = token

    def take_over(self, response: HttpResponse) -> None:
        self.sent = self.token
        found = response.headers.get(_HEADER.lower(), "").strip()
        if not _usable(found) or found == self.token.reveal():
            return
        self._session.keep_token(Secret(found), expected=self.token)
        self.token = Secret(found)


def _usable(token: str) -> bool:
    return 0 < len(token) <= _MAX_TOKEN and token.isascii() and token.isprintable() and " " not in token


def _session_refused(response: HttpResponse) -> bool:
    """The session is bad, and a new one may help: never where Apple says that something else is."""
    code = code_of(response)
    if response.status == 401:
        return code not in (DEPCode.ACCESS_DENIED, DEPCode.T_C_NOT_SIGNED)
    return response.status == 403 and code == DEPCode.FORBIDDEN


def _seen(flow: Flow[HttpResponse], see: Callable[[HttpResponse], None]) -> Flow[HttpResponse]:
    """The flow, with each answer shown on its way in, also those after which it asks again."""
    try:
        wanted = next(flow)
        while True:
            try:
                got = yield wanted
            except TransportError as error:
                wanted = flow.throw(error)
                continue
            if got is not None:
                see(got)
            wanted = flow.send(got)
    except StopIteration as end:
        result: HttpResponse = end.value
        return result
