"""HTTP Digest for UserAuthenticate."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import attrs
import pytest

from pymdm.errors import DecodeError, Reason, VerificationError
from pymdm.protocol import user_auth
from pymdm.protocol.user_auth import (
    MAX_DIGEST_TEXT,
    NONCE_LIFETIME,
    DigestResponse,
    answer_challenge,
    build_challenge,
    digest_ha1,
    make_nonce,
    parse_digest,
    verify_digest,
)

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
KEY = b"k" * 32
REALM = "mdm.example.com"
HA1 = digest_ha1(username="jane", realm=REALM, password="secret")
CONTEXT = "A:B"
# RFC 2617, 3.5
RFC = (
    'Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", '
    'uri="/dir/index.html", qop=auth, nc=00000001, cnonce="0a4f113b", '
    'response="6629fae49393a05397450978507c4ef1", opaque="5ccc069c403ebaf9f0171e9517f40e41"'
)


def challenge(**change: object) -> str:
    nonce = make_nonce(**{"key": KEY, "now": NOW, "context": CONTEXT, **change})
    return build_challenge(realm=REALM, nonce=nonce)


def answer(**change: object) -> DigestResponse:
    made = {"challenge": challenge(), "username": "jane", "password": "secret", "cnonce": "c1", **change}
    return parse_digest(answer_challenge(made.pop("challenge"), **made))


def verify(found: DigestResponse, **change: object) -> str:
    known = {"ha1": HA1, "realm": REALM, "key": KEY, "now": NOW, "context": CONTEXT, **change}
    return verify_digest(found, **known)


def refused(found: DigestResponse, **change: object) -> bool:
    with pytest.raises(VerificationError) as caught:
        verify(found, **change)
    return caught.value.reason is Reason.DIGEST_WRONG


def test_the_right_password_proves_the_user():
    assert "jane" == verify(answer())
    assert "jane" == verify(answer(), now=NOW + NONCE_LIFETIME)
    # F29: two servers whose clocks differ share the work.
    assert "jane" == verify(answer(), now=NOW - timedelta(seconds=1))
    assert "jane" == verify(answer(uri="/mdm/checkin", method="POST"), method="POST")


@pytest.mark.parametrize("name", ['ja"ne', "DOMAIN\\jane", "jäne", "a, b=c"])
def test_any_user_name_travels(name):
    ha1 = digest_ha1(username=name, realm=REALM, password="secret")

    assert name == verify(answer(username=name), ha1=ha1)


def test_the_example_of_the_rfc_has_the_right_response():
    found = parse_digest(RFC)
    ha1 = digest_ha1(username="Mufasa", realm="testrealm@host.com", password="Circle Of Life")

    assert found.response.encode() == user_auth._response(found, ha1, "GET")


def test_the_form_without_qop_verifies_too():
    """RFC 2617, 3.2.2.1: clients of RFC 2069 send neither qop nor cnonce."""
    bare = attrs.evolve(answer(), qop=None, nc=None, cnonce=None)
    proven = attrs.evolve(bare, response=user_auth._response(bare, HA1, "PUT").decode())

    assert "jane" == verify(proven)
    assert refused(bare)
    assert parse_digest(RFC.replace("qop=auth, ", "")).qop is None


def test_a_wrong_password_is_refused():
    assert refused(answer(password="guess"))
    assert refused(answer(), ha1=digest_ha1(username="jane", realm=REALM, password="other"))
    assert refused(answer(), method="POST")


def test_another_realm_is_refused():
    other = "other.example.com"
    ha1 = digest_ha1(username="jane", realm=other, password="secret")
    nonce = make_nonce(key=KEY, now=NOW, context=CONTEXT)

    assert refused(answer(challenge=build_challenge(realm=other, nonce=nonce)), ha1=ha1)


@pytest.mark.parametrize(
    "change",
    [
        {"key": b"x" * 32},
        {"context": "A:C"},
        {"now": NOW - NONCE_LIFETIME - timedelta(seconds=1)},
        {"now": NOW + NONCE_LIFETIME + timedelta(seconds=1)},
    ],
    ids=["another key", "another user", "too old", "from a future that no clock explains"],
)
def test_a_nonce_that_is_not_ours_or_not_fresh_is_refused(change):
    assert refused(answer(challenge=challenge(**change)))


@pytest.mark.parametrize("nonce", ["", "A", "!!!", "AAAA", "_" * 60, "ä", "_" * 11 + "="])
def test_an_invented_nonce_is_refused(nonce):
    found = attrs.evolve(answer(), nonce=nonce)

    assert refused(attrs.evolve(found, response=user_auth._response(found, HA1, "PUT").decode()))


@pytest.mark.parametrize("key", [b"", b"k" * 15])
def test_a_weak_key_makes_no_nonce(key):
    with pytest.raises(ValueError, match="key"):
        make_nonce(key=key, now=NOW, context=CONTEXT)


def test_a_naive_time_makes_no_nonce():
    with pytest.raises(ValueError, match="aware"):
        make_nonce(key=KEY, now=NOW.replace(tzinfo=None), context=CONTEXT)


@pytest.mark.parametrize("realm", ['a"b', "a\\b", "a\r\nb"])
def test_a_challenge_cannot_be_broken_out_of(realm):
    with pytest.raises(ValueError, match="realm"):
        build_challenge(realm=realm, nonce="n")


def test_a_challenge_is_the_text_of_a_header():
    assert 'Digest realm="r", nonce="n", qop="auth", algorithm=MD5' == build_challenge(realm="r", nonce="n")


def test_the_scheme_may_be_missing_and_names_have_no_case():
    bare = RFC.removeprefix("Digest ").replace("qop=auth", 'QOP="auth", algorithm="md5"')

    assert parse_digest(RFC) == parse_digest(bare)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Basic amFuZTpzZWNyZXQ=",
        RFC + ", username=x",
        RFC.replace("qop=auth", "qop=auth-int"),
        RFC.replace("nc=00000001", "nc=1"),
        RFC.replace("nc=00000001, ", ""),
        RFC.replace('cnonce="0a4f113b", ', ""),
        RFC.replace('cnonce="0a4f113b"', 'cnonce=""'),
        RFC.replace("6629fae4", "zzzz"),
        RFC.replace('"6629fae49393a05397450978507c4ef1"', '""'),
        RFC.replace('uri="/dir/index.html", ', ""),
        RFC.replace('username="Mufasa", ', ""),
        RFC + ", algorithm=SHA-256",
        RFC.replace('"5ccc', '5ccc"'),
        RFC + ", junk",
        RFC + ", a=" + "b" * MAX_DIGEST_TEXT,
    ],
)
def test_a_malformed_response_is_refused(text):
    with pytest.raises(DecodeError) as caught:
        parse_digest(text)

    assert "DigestResponse" == caught.value.path
    assert "Mufasa" not in str(caught.value)


def test_the_proof_is_not_shown():
    """T65"""
    assert "6629fae4" not in repr(parse_digest(RFC))
