"""Certificate requests: what they wish, who signed them, and never their challenge."""

from __future__ import annotations

import base64

import pytest

from pymdm.cli._inspect_report import Outcome
from pymdm.crypto import Secret
from pymdm.crypto.csr import make_csr
from tests.unit.cli.inspecting import look, pem, text, verdict
from tests.unit.crypto.certs import rsa_key
from tests.unit.crypto.test_describe_request import CHALLENGE, request

REQUEST = request()


@pytest.mark.parametrize(
    "data",
    [
        REQUEST,
        pem("CERTIFICATE REQUEST", REQUEST),
        pem("NEW CERTIFICATE REQUEST", REQUEST),
        base64.b64encode(REQUEST),
    ],
    ids=["DER", "PEM", "old PEM", "base64"],
)
def test_a_request_is_read_in_every_form(data: bytes) -> None:
    report = look(data)

    assert ("certificate request", ()) == (report.kind, report.problems)
    assert {
        "subject": "O=Example, CN=a Mac",
        "key": "RSA-2048",
        "signed_with": "rsa-sha256",
        "requested_extensions": ["subjectAltName", "extendedKeyUsage", "1.2.3.4"],
        "challenge_password": True,
    } == report.facts
    assert Outcome.VERIFIES is verdict(report).outcome
    assert False is report.failed
    assert "wishes" in report.notes[0]


@pytest.mark.parametrize("show_secrets", [False, True])
def test_a_challenge_is_never_shown(show_secrets: bool) -> None:
    """T42, T50: whoever has it may enroll."""
    shown = text(REQUEST, show_secrets=show_secrets)

    assert "challenge password    yes" in shown
    for form in (CHALLENGE, base64.b64encode(CHALLENGE), CHALLENGE.hex().encode()):
        assert form.decode() not in shown


def test_a_request_without_a_challenge_says_so() -> None:
    assert False is look(make_csr(rsa_key())).facts["challenge_password"]
    assert True is look(make_csr(rsa_key(), challenge=Secret("x"))).facts["challenge_password"]


def test_a_wrong_signature_fails_and_everything_is_still_shown() -> None:
    report = look(REQUEST[:-1] + bytes((REQUEST[-1] ^ 1,)))

    assert (Outcome.FAILS, "wrong signature", True) == (
        verdict(report).outcome,
        verdict(report).reason,
        report.failed,
    )
    assert "O=Example, CN=a Mac" == report.facts["subject"]


def test_a_signature_that_cannot_be_checked_is_not_called_wrong() -> None:
    unknown = REQUEST.replace(
        bytes.fromhex("06092a864886f70d01010b"), bytes.fromhex("06092a864886f70d010163")
    )
    report = look(unknown)

    assert (Outcome.UNCHECKED, False) == (verdict(report).outcome, report.failed)
    assert "signed by its own RSA or EC key" in report.problems[0]


def test_wishes_that_cannot_be_read_are_called_that() -> None:
    broken = REQUEST.replace(
        bytes.fromhex("06092a864886f70d01090731"), bytes.fromhex("06092a864886f70d01090730")
    )

    assert ("(unreadable)", "(unreadable)") == (
        look(broken).facts["requested_extensions"],
        look(broken).facts["challenge_password"],
    )


def test_a_key_that_gets_no_certificate_is_a_problem_with_its_remedy() -> None:
    report = look(make_csr(rsa_key(9, bits=1024)))

    assert "RSA-1024" == report.facts["key"]
    assert "Keysize in the SCEP payload" in report.problems[0]
