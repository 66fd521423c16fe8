"""Signed logins: right by another implementation of RFC 5849 and by vectors, and silent about the token."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest

from pymdm.crypto import Secret
from pymdm.dep import _oauth
from pymdm.dep.tokens import ServerToken
from tests.unit.dep import rfc5849
from tests.unit.dep.golden import VECTORS, Vector

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
SESSION = "https://mdmenrollment.apple.com/session"
NONCE = "4572616e48616d6d65724c61"


def token(
    consumer_key: str = "CK_1",
    consumer_secret: str = "CS_canary",
    access_token: str = "AT_canary",
    access_secret: str = "AS_canary",
) -> ServerToken:
    return ServerToken(
        consumer_key=consumer_key,
        consumer_secret=Secret(consumer_secret),
        access_token=Secret(access_token),
        access_secret=Secret(access_secret),
        access_token_expiry=NOW,
    )


def header_of(parts: rfc5849.Parts) -> str:
    signer = token(parts.consumer_key, parts.consumer_secret, parts.token, parts.token_secret)
    moment = datetime.fromtimestamp(parts.timestamp, UTC)
    return _oauth.sign(signer, method=parts.method, url=parts.url, now=moment, nonce=parts.nonce)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_signatures_are_those_that_openssl_made_of_the_same_parts(vector: Vector) -> None:
    assert vector.signature == rfc5849.header_parameters(header_of(vector.parts))["oauth_signature"]
    assert vector.base_string == rfc5849.base_string(
        vector.parts.method, vector.parts.url, rfc5849.header_parameters(header_of(vector.parts))
    )


def test_1000_signatures_are_those_of_another_implementation() -> None:
    """The same in tests/external with openssl for the digest, and other dice."""
    for number in range(1_000):
        parts = rfc5849.parts(f"oauth {number}")
        found = rfc5849.header_parameters(header_of(parts))
        base = rfc5849.base_string(parts.method, parts.url, found)
        key = rfc5849.key(parts.consumer_secret, parts.token_secret)
        assert rfc5849.signature(base, key) == found["oauth_signature"], parts
        assert (parts.consumer_key, parts.token) == (found["oauth_consumer_key"], found["oauth_token"])


def test_the_header_has_the_realm_and_the_seven_parameters_of_the_reference() -> None:
    header = _oauth.sign(token(), method="GET", url=SESSION, now=NOW, nonce=NONCE)
    found = rfc5849.header_parameters(header)

    assert header.startswith('OAuth realm="ADM", ')
    assert {
        "realm": "ADM",
        "oauth_consumer_key": "CK_1",
        "oauth_token": "AT_canary",
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_signature": found["oauth_signature"],
        "oauth_timestamp": str(int(NOW.timestamp())),
        "oauth_nonce": NONCE,
        "oauth_version": "1.0",
    } == found


def test_t64_each_attempt_is_signed_with_its_own_nonce_and_time() -> None:
    """T64: and without a nonce it is not signed at all."""
    first, again, later = (
        _oauth.sign(token(), method="GET", url=SESSION, now=now, nonce=nonce)
        for now, nonce in ((NOW, NONCE), (NOW, NONCE[::-1]), (NOW + timedelta(seconds=1), NONCE))
    )

    assert 3 == len({rfc5849.header_parameters(each)["oauth_signature"] for each in (first, again, later)})
    with pytest.raises(ValueError, match="expected a nonce that was never used before"):
        _oauth.sign(token(), method="GET", url=SESSION, now=NOW, nonce="")


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware datetime"):
        _oauth.sign(token(), method="GET", url=SESSION, now=NOW.replace(tzinfo=None), nonce=NONCE)


@pytest.mark.parametrize("url", ["", "/session", "https:///session", "https://example.com/?a b=ä"])
def test_an_address_that_is_not_whole_or_not_encoded_is_refused(url: str) -> None:
    with pytest.raises(ValueError) as caught:
        _oauth.sign(token(), method="GET", url=url, now=NOW, nonce=NONCE)
    assert "canary" not in str(caught.value)


def test_t65_nothing_of_the_token_is_logged_while_signing(caplog: pytest.LogCaptureFixture) -> None:
    """T65: oauthlib's own Client.sign logs the token, the base string and the signature for debugging."""
    caplog.set_level(logging.DEBUG)
    header = _oauth.sign(token(), method="GET", url=SESSION, now=NOW, nonce=NONCE)

    assert "AT_canary" in header
    for secret in ("canary", rfc5849.header_parameters(header)["oauth_signature"]):
        assert secret not in caplog.text


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (timedelta(minutes=15), "15 minutes ahead of"),
        (timedelta(minutes=-15), "15 minutes behind"),
        (timedelta(seconds=75), "75 seconds ahead of"),
        (timedelta(seconds=60), ""),
        (timedelta(seconds=-60), ""),
    ],
)
def test_f29_a_wrong_clock_is_told_from_the_date_of_the_answer(ahead: timedelta, said: str) -> None:
    """F29: Apple refuses logins of a wrong clock like those of a bad token."""
    hint = _oauth.clock_hint("Fri, 02 Jan 2026 03:04:05 GMT", NOW + ahead)

    assert bool(said) == bool(hint)
    assert said in hint
    assert not said or f"this machine's clock is {said} Apple's: set it, by NTP if possible" == hint


@pytest.mark.parametrize("date", ["", "now", "Fri, 99 Jan 2026 03:04:05 GMT", "Fri, 02 Jan 2026 03:04:05"])
def test_an_odd_date_blames_no_clock(date: str) -> None:
    assert "" == _oauth.clock_hint(date, NOW)
