"""Logging in: assertions, access tokens, who is refused and why, and what must not be seen of it."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import pytest

from pymdm._flow import HttpResponse
from pymdm.axm import AXMCredentials, MemoryTokenStore, ops
from pymdm.axm.session import AUDIENCE, TOKEN_URL
from pymdm.errors import AXMError, DecodeError, TransportError
from tests.unit.axm.talking import BASE, CREDENTIALS, NOW, Talk, document, refused, resource, token

DEVICE = resource("orgDevices", "C02A", serialNumber="C02A")
ELSEWHERE = f"{BASE}/token"


def claims(assertion: str) -> tuple[dict[str, Any], dict[str, Any]]:
    header, body = (json.loads(base64.urlsafe_b64decode(each + "==")) for each in assertion.split(".")[:2])
    return header, body


def test_the_first_call_logs_in_with_an_assertion_and_later_ones_do_not() -> None:
    talk = Talk(document(data=DEVICE), document(data=DEVICE))
    talk.run(ops.device(talk.session, "C02A"))
    talk.run(ops.device(talk.session, "C02A"))
    (login,) = talk.logins
    header, said = claims(login["client_assertion"])

    assert ["token-1", "token-1"] == talk.tokens()
    assert {"alg": "ES256", "typ": "JWT", "kid": "key-1"} == header
    assert ("BUSINESSAPI.me", "BUSINESSAPI.me", AUDIENCE, "jti-1") == tuple(
        said[k] for k in ("iss", "sub", "aud", "jti")
    )
    assert NOW.timestamp() == said["iat"]
    assert timedelta() < timedelta(seconds=said["exp"] - said["iat"]) <= timedelta(days=180)
    assert ("client_credentials", "BUSINESSAPI.me", "business.api") == tuple(
        login[key] for key in ("grant_type", "client_id", "scope")
    )


@pytest.mark.parametrize(
    ("client_id", "scope", "host"),
    [
        ("BUSINESSAPI.x", "business.api", "https://api-business.apple.com"),
        ("SCHOOLAPI.x", "school.api", "https://api-school.apple.com"),
    ],
)
def test_the_client_id_tells_which_api_is_meant(client_id: str, scope: str, host: str) -> None:
    credentials = AXMCredentials(client_id=client_id, key_id="k", key=CREDENTIALS.key)

    assert (scope, host) == (credentials.scope, Talk(credentials=credentials).session.base_url)


def test_a_token_is_replaced_shortly_before_it_expires() -> None:
    talk = Talk(*[document(data=DEVICE)] * 3)
    for seconds in (0, 3419, 1):
        talk.now += timedelta(seconds=seconds)
        talk.run(ops.device(talk.session, "C02A"))

    assert ["token-1", "token-1", "token-2"] == talk.tokens()
    assert "jti-2" == claims(talk.logins[1]["client_assertion"])[1]["jti"]


def test_a_refused_token_is_replaced_once() -> None:
    """F38: and then the answer is the caller's."""
    store = MemoryTokenStore()
    Talk(document(data=DEVICE), store=store).run(
        ops.device(Talk(document(data=DEVICE), store=store).session, "C02A")
    )
    talk = Talk(
        document(data=DEVICE), refused(401), document(data=DEVICE), refused(401), refused(401), store=store
    )
    talk.run(ops.device(talk.session, "C02A"))
    talk.run(ops.device(talk.session, "C02A"))
    with pytest.raises(AXMError) as caught:
        talk.run(ops.device(talk.session, "C02A"))

    assert 401 == caught.value.status
    assert 5 == len(talk.requests)


def test_a_token_that_was_just_fetched_is_not_replaced() -> None:
    """F38: a key that Apple does not take any more must not turn into a loop of logins."""
    talk = Talk(refused(401, "NOT_AUTHORIZED"))
    with pytest.raises(AXMError, match="whether client id, key id and key belong together"):
        talk.run(ops.device(talk.session, "C02A"))

    assert (1, 1) == (len(talk.logins), len(talk.requests))


def test_a_token_that_another_worker_has_fetched_is_used() -> None:
    """F38: ten workers whose token expires at once log in once."""
    store = MemoryTokenStore()
    first = Talk(document(data=DEVICE), store=store)
    first.run(ops.device(first.session, "C02A"))
    talk = Talk(store=store)
    flow = ops.device(talk.session, "C02A")
    flow.send(None)
    fetched = first.run(ops.login(first.session))
    wanted: Any = flow.send(refused(401))

    assert f"Bearer {fetched.value.reveal()}" == wanted.headers["Authorization"] == "Bearer token-2"


@pytest.mark.parametrize(
    "answer",
    [
        document(),
        document(access_token="a b", expires_in=3600),
        document(access_token="", expires_in=3600),
        document(access_token="x" * 9000, expires_in=3600),
        token("t", seconds="3600"),
        token("t", seconds=0),
        token("t", kind="MAC"),
        HttpResponse(status=200, body=b"<html>"),
    ],
)
def test_a_login_that_brings_no_token_is_an_error(answer: HttpResponse) -> None:
    talk = Talk(answer, token_url=ELSEWHERE)
    with pytest.raises(DecodeError):
        talk.run(ops.login(talk.session))

    assert talk.session.store.get("BUSINESSAPI.me") is None


def test_a_token_for_ever_is_believed_for_a_day() -> None:
    talk = Talk(token("t", seconds=10**9), token_url=ELSEWHERE)

    assert timedelta(days=1) == talk.run(ops.login(talk.session)).expires - NOW


def test_a_refused_login_says_what_to_look_at_and_is_not_repeated() -> None:
    """F39."""
    talk = Talk(document(400, error="invalid_client", error_description="canary-4711"), token_url=ELSEWHERE)
    with pytest.raises(AXMError, match="belong together") as caught:
        talk.run(ops.login(talk.session))

    assert ("invalid_client", 400, False) == (caught.value.code, caught.value.status, caught.value.retryable)
    assert "canary" not in str(caught.value)
    assert 1 == len(talk.requests)


def test_a_wrong_clock_is_told_before_the_key_is_blamed() -> None:
    """F29: Apple dates its answer."""
    refusal = HttpResponse(
        status=400, headers={"Date": "Sat, 21 Nov 2026 12:10:00 GMT"}, body=b'{"error":"invalid_client"}'
    )
    talk = Talk(refusal, token_url=ELSEWHERE)
    with pytest.raises(AXMError, match="clock differs from Apple's by 600 seconds"):
        talk.run(ops.login(talk.session))


@pytest.mark.parametrize(
    "date", ["Sat, 21 Nov 2026 12:10:00 -0000", "Sat, 21 Nov 2026 99999999999:10:00 GMT"]
)
def test_an_odd_date_does_not_hide_the_refusal(date: str) -> None:
    """F29."""
    talk = Talk(HttpResponse(status=401, headers={"Date": date}), token_url=ELSEWHERE)
    with pytest.raises(AXMError, match="refused with status 401"):
        talk.run(ops.login(talk.session))


def test_each_attempt_to_log_in_is_signed_anew() -> None:
    """T64: a jti is good for one."""
    talk = Talk(TransportError("lost"), token("t"), token_url=ELSEWHERE)
    talk.run(ops.login(talk.session))

    assert talk.requests[0].body != talk.requests[1].body


@pytest.mark.parametrize(
    "wrong",
    [
        {"base_url": "http://api.example"},
        {"base_url": "https://u:p@api.example"},
        {"token_url": "https:///token"},
        {"token_url": f"{TOKEN_URL}?a=b"},
    ],
)
def test_addresses_that_would_show_the_token_are_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Talk(**wrong)


@pytest.mark.parametrize("wrong", ["", "two words", "with\nbreak", "ü"])
def test_ids_are_as_the_portal_shows_them(wrong: str) -> None:
    with pytest.raises(ValueError, match="client_id"):
        AXMCredentials(client_id=wrong, key_id="k", key=CREDENTIALS.key)
    with pytest.raises(ValueError, match="expected an id"):
        Talk().run(ops.device(Talk().session, ""))


def test_nothing_secret_is_in_a_repr() -> None:
    """T65."""
    talk = Talk(document(data=DEVICE))
    talk.run(ops.device(talk.session, "C02A"))
    store = talk.session.store
    shown = f"{talk.session!r} {store!r} {store.get('BUSINESSAPI.me')!r} {talk.requests!r}"

    assert "token-1" not in shown
    assert "client_assertion" not in shown
