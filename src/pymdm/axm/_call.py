"""One call: with the access token that there is, and with a new one if Apple refuses that, once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from pymdm._flow import Flow, HttpRequest, HttpResponse
from pymdm._json import encode, load_object
from pymdm._retry import send_with_retries
from pymdm.axm._json import Object
from pymdm.axm._refusal import refusal
from pymdm.axm.session import AccessToken, AXMSession
from pymdm.crypto import Secret
from pymdm.errors import DecodeError

__all__ = ["call", "login"]

#: Bytes of a token, which each request carries; Apple's have about a thousand.
_MAX_TOKEN: Final = 8192

#: Bytes of a login's answer: one token, and room.
_MAX_LOGIN: Final = 65536

#: Seconds that a token may be good for.  Apple says 3600; one that says more than a day is not believed.
_MAX_LIFE: Final = 86400

_ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def call(
    session: AXMSession,
    method: str,
    url: str,
    *,
    body: Mapping[str, object] | None = None,
    repeatable: bool = True,
) -> Flow[Object]:
    """Send one request; what comes back says that it was done.

    Args:
        session: whose.
        method: such as ``"GET"``.
        url: of the API; the token goes there.
        body: what is sent as JSON.
        repeatable: carrying it out twice does no harm.

    Raises:
        AXMError: Apple refuses.
        DecodeError: the answer is no JSON object.
        TransportError: no answer came.
    """
    sent = b"" if body is None else encode(body)
    kept = session.store.get(session.credentials.client_id)
    fresh = kept is None or not kept.good(session.now)
    token = (yield from login(session)) if kept is None or fresh else kept

    def make() -> HttpRequest:
        headers = {
            "Accept": "application/json",
            "Authorization": f"Bearer {token.value.reveal()}",
            "User-Agent": session.user_agent,
            **({"Content-Type": "application/json"} if sent else {}),
        }
        return HttpRequest(method=method, url=url, headers=headers, body=sent)

    response: HttpResponse = yield from send_with_retries(make, session.rules, repeatable=repeatable)
    if response.status == 401 and not fresh:
        # Another worker may have replaced it already; else it is replaced here.  Not a second time (F38).
        kept = session.store.get(session.credentials.client_id)
        changed = kept is not None and kept.value != token.value and kept.good(session.now)
        token = kept if kept is not None and changed else (yield from login(session))
        response = yield from send_with_retries(make, session.rules, repeatable=repeatable)
    if not 200 <= response.status < 300:
        raise refusal(make(), response, session.now)
    return load_object(response.body, what=f"the answer of {method} {make().path}")


def login(session: AXMSession) -> Flow[AccessToken]:
    """Ask for a new access token, and keep it.

    Raises:
        AXMError: Apple does not take the assertion; ``code`` is OAuth's, such as ``"invalid_client"``.
        DecodeError: the answer holds no token.
        TransportError: no answer came.
    """

    def make() -> HttpRequest:
        # T64: signed for each attempt anew; a jti is good for one.
        assertion = session.credentials.assertion(now=session.now, jti=session.nonce())
        form = {
            "grant_type": "client_credentials",
            "client_id": session.credentials.client_id,
            "client_assertion_type": _ASSERTION_TYPE,
            "client_assertion": assertion,
            "scope": session.credentials.scope,
        }
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": session.user_agent,
        }
        return HttpRequest(
            method="POST",
            url=session.token_url,
            headers=headers,
            body=urlencode(form).encode("ascii"),
            limit=_MAX_LOGIN,
        )

    response = yield from send_with_retries(make, session.rules, repeatable=True)
    if response.status != 200:
        raise refusal(HttpRequest(method="POST", url=session.token_url), response, session.now)
    found = load_object(response.body, what="the answer of the login")
    token = _token(found, session)
    session.store.put(session.credentials.client_id, token)
    return token


def _token(found: Object, session: AXMSession) -> AccessToken:
    value, seconds = found.get("access_token"), found.get("expires_in")
    if type(value) is not str or not _usable(value):
        raise DecodeError("expected an access token", path="access_token")
    if str(found.get("token_type", "Bearer")).lower() != "bearer":
        raise DecodeError("expected Bearer", path="token_type")
    if type(seconds) is not int or seconds <= 0:
        raise DecodeError("expected a number of seconds", path="expires_in")
    now = session.now
    return AccessToken(
        value=Secret(value), fetched=now, expires=now + timedelta(seconds=min(seconds, _MAX_LIFE))
    )


def _usable(token: str) -> bool:
    return 0 < len(token) <= _MAX_TOKEN and token.isascii() and token.isprintable() and " " not in token
