"""Server tokens and their key pairs in `pymdm inspect`: which they are, and none of their secrets."""

from __future__ import annotations

import json
from datetime import timedelta

import attrs
import pytest

from pymdm.dep.tokens import TokenKeys
from pymdm.enroll import Recipient
from pymdm.errors import DecodeError
from pymdm.testing.server_tokens import server_token_text
from tests.unit.cli.inspecting import look, part, text
from tests.unit.dep.token_files import END, JSON, NEXT, OTHER, OURS, SECRETS, envelope, mime, p7m, token

US = Recipient(certificate=OURS.certificate, key=OURS.key)
SHOWN = {
    "consumer_key": "CK_1",
    "expires": "2025-06-01T12:00:00Z",
    "days_left": 365,
    "consumer_secret": "<11 bytes, hidden>",
    "access_token": "<11 bytes, hidden>",
    "access_secret": "<11 bytes, hidden>",
}


def test_what_the_portal_gives_out_is_a_server_token_and_says_who_opens_it() -> None:
    report = look(p7m())

    assert "server token (.p7m)" == report.kind
    assert ["CN=pymdm server token, serial 1"] == report.facts["encrypted_to"]
    assert "AES-128-CBC" == report.facts["cipher"]
    assert any("only the private key whose certificate was uploaded" in note for note in report.notes)


@pytest.mark.parametrize("data", [p7m(), envelope(server_token_text(token()))], ids=["portal", "DER"])
def test_its_key_shows_which_token_is_inside(data: bytes) -> None:
    inside = part(look(data, recipient=US), "content, decrypted")

    assert "server token, decrypted" == inside.kind
    assert SHOWN == inside.facts


def test_another_key_opens_nothing() -> None:
    report = look(p7m(), recipient=Recipient(certificate=OTHER.certificate, key=OTHER.key))

    assert ("expected content encrypted to this certificate; it is for another one",) == report.problems


@pytest.mark.parametrize(
    "data",
    [JSON, token().to_json(), b"\xef\xbb\xbf\n" + JSON, server_token_text(token())],
    ids=["one line", "as kept", "byte order mark", "as encrypted"],
)
def test_t65_a_decrypted_token_shows_which_it_is_and_none_of_its_secrets(data: bytes) -> None:
    """T65"""
    report = look(data)

    assert ("server token, decrypted", SHOWN, ()) == (report.kind, report.facts, report.problems)
    assert not any(secret in text(data) + json.dumps(report.as_json()) for secret in SECRETS)
    assert all(secret in text(data, show_secrets=True) for secret in SECRETS)


def test_what_nobody_knows_in_a_token_is_shown_by_its_shape_only() -> None:
    """T65: any of it may be a secret."""
    data = attrs.evolve(token(), extra={"pin": "1234", "list": [1, 2]}).to_json()

    assert {"pin": "<string>", "list": "<array, 2 items>"} == look(data).facts["other_keys"]
    assert "1234" not in text(data)


def test_a_token_that_ends_says_so() -> None:
    (soon,) = look(JSON, now=END - timedelta(days=9)).problems
    (late,) = look(JSON, now=END + timedelta(days=9)).problems

    assert "ends on 2025-06-01 12:00 UTC; sign in to the portal" in soon
    assert "has expired on 2025-06-01 12:00 UTC" in late


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (JSON.replace(b'"access_token"', b'"access_tokem"'), "this has no access_token"),
        (JSON.replace(b"2025-06-01T", b"2025-66-01T"), "access_token_expiry: expected date, time and zone"),
        (b"-----BEGIN MESSAGE-----\nhello\n-----END MESSAGE-----\n", "expected the JSON of a server token"),
        (b"-----BEGIN MESSAGE-----\n" + JSON, "expected the JSON of a server token"),
    ],
    ids=["member", "date", "text", "end"],
)
def test_a_token_with_something_wrong_says_what(data: bytes, said: str) -> None:
    with pytest.raises(DecodeError) as caught:
        look(data)

    assert said in str(caught.value)
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    "data", [b"{}", b'{"a": 1}', b'{"consumer_key": "x"}', b"{", b'{"format": "x"}', b"[1]"], ids=repr
)
def test_other_json_is_none(data: bytes) -> None:
    with pytest.raises(DecodeError, match="expected a property list, a profile, CMS"):
        look(data)


def test_key_pairs_show_their_certificates_and_no_key() -> None:
    data = TokenKeys(current=OURS, staged=NEXT).to_json(password="correct horse")
    report = look(data)
    pair = {"certificate": "CN=pymdm server token", "valid_until": "2025-07-06T12:00:00Z", "key": "encrypted"}

    assert "server token key pairs" == report.kind
    assert {
        "current": pair | {"sha256": OURS.fingerprint.hex()},
        "staged": pair | {"sha256": NEXT.fingerprint.hex()},
    } == report.facts
    assert "PRIVATE" not in text(data, show_secrets=True)


def test_key_pairs_in_clear_are_called_so() -> None:
    report = look(TokenKeys(staged=OURS).to_json())

    assert {"staged"} == set(report.facts)
    assert "NOT encrypted" in text(TokenKeys(staged=OURS).to_json())
    with pytest.raises(DecodeError, match="staged: expected a certificate in PEM"):
        look(b'{"format":"pymdm-dep-keys-1","staged":"x"}')


def test_a_damaged_file_of_the_portal_is_no_token() -> None:
    with pytest.raises(DecodeError, match="expected S/MIME with CMS in base64 below its headers"):
        look(mime(envelope(JSON))[:-9])
