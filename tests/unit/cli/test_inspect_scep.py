"""Messages of SCEP: everything that stands openly in them, and nothing that is encrypted."""

from __future__ import annotations

import base64
from urllib.parse import quote

import pytest

from pymdm.cli._inspect_report import Outcome
from pymdm.crypto import scep
from pymdm.crypto.cms import MDM_SIGNATURE, certificates_only
from pymdm.crypto.scep import MessageType
from pymdm.errors import DecodeError
from tests.unit.cli.inspecting import look, part, pem, trust, verdict
from tests.unit.crypto.certs import rsa_key
from tests.unit.crypto.envelope.enveloping import Parts
from tests.unit.crypto.test_describe_scep import (
    CA,
    CLIENT,
    NONCE,
    TRANSACTION,
    failure,
    printable,
    request,
    with_attributes,
)

MESSAGE = request()


@pytest.mark.parametrize(
    "data",
    [
        MESSAGE,
        pem("CMS", MESSAGE),
        base64.encodebytes(MESSAGE),
        f"GET /scep?operation=PKIOperation&message={quote(base64.b64encode(MESSAGE))} HTTP/1.1".encode(),
        f"https://mdm.example.com/scep?message={quote(base64.b64encode(MESSAGE), safe='')}".encode(),
    ],
    ids=["DER", "PEM", "base64", "log line", "address"],
)
def test_a_message_tells_all_that_can_be_known_without_decrypting(data: bytes) -> None:
    report = look(data)

    assert "SCEP message" == report.kind
    assert {
        "message_type": "PKCSReq (19)",
        "transaction_id": TRANSACTION,
        "sender_nonce": NONCE.hex(),
        "policy": "SCEP",
        "encoding": "DER",
        "digest": "SHA-256",
        "algorithm": "rsa-sha256",
        "signed_attributes": True,
        "certificates": 1,
    } == report.facts
    assert (Outcome.VERIFIES, ()) == (verdict(report).outcome, report.problems)
    assert "CN=SCEP" == part(report, "signer").facts["subject"]
    envelope = part(report, "content").facts
    assert ("AES-256-CBC", ["RSA PKCS #1 v1.5"]) == (envelope["cipher"], envelope["key_transport"])
    assert ["CN=Device CA, serial 34"] == envelope["encrypted_to"]


def test_a_client_that_names_itself_is_not_taken_for_somebody() -> None:
    assert "it names nobody" in " ".join(look(MESSAGE).notes)
    assert "it names nobody" not in " ".join(look(request(MessageType.RENEWAL_REQ)).notes)
    assert True is look(MESSAGE, trust=trust()).failed


@pytest.mark.parametrize("kind", [MessageType.CERT_POLL, MessageType.GET_CERT, MessageType.GET_CRL])
def test_a_type_that_is_not_answered_is_said_to_be_so(kind: MessageType) -> None:
    """T44."""
    assert "refuses this type" in " ".join(look(request(kind)).notes)


def test_a_digest_of_the_past_is_named() -> None:
    assert "SHA-1" == look(request(digest="sha1")).facts["digest"]


def test_an_answer_that_failed_says_why_and_has_no_content() -> None:
    report = look(failure())

    assert ("CertRep (3)", "FAILURE (2)", "badRequest (2)") == (
        report.facts["message_type"],
        report.facts["status"],
        report.facts["fail_info"],
    )
    assert NONCE.hex() == report.facts["recipient_nonce"]
    assert ["signer"] == [role for role, _ in report.parts]
    assert (Outcome.VERIFIES, ()) == (verdict(report).outcome, report.problems)


def test_a_changed_message_fails_and_is_still_described() -> None:
    report = look(MESSAGE.replace(TRANSACTION.encode(), TRANSACTION[::-1].encode()))

    assert (Outcome.FAILS, True, ()) == (verdict(report).outcome, report.failed, report.problems)
    assert TRANSACTION[::-1] == report.facts["transaction_id"]
    assert "AES-256-CBC" == part(report, "content, not verified").facts["cipher"]


def test_a_message_that_pymdm_would_not_read_says_why() -> None:
    report = look(with_attributes({scep._values.MESSAGE_TYPE: printable("19")}))

    assert Outcome.VERIFIES is verdict(report).outcome
    assert "transactionID: expected" in report.problems[0]


def test_another_policy_may_be_asked_for() -> None:
    assert "MDM_SIGNATURE" == verdict(look(MESSAGE, policy=MDM_SIGNATURE)).policy


def test_a_message_is_no_detached_signature() -> None:
    with pytest.raises(DecodeError, match="leave it out"):
        look(MESSAGE, content=b"x")


def test_single_des_is_called_what_it_is() -> None:
    report = look(Parts.right(CA.certificate, rsa_key(0), cipher="des").encode())

    assert "DES-CBC" == report.facts["cipher"]
    assert "single DES" in report.notes[1]


def test_an_answer_of_certificates_alone_is_shown_one_by_one() -> None:
    """GetCACert of an authority with a chain."""
    report = look(certificates_only((CA.certificate, CLIENT.certificate)))

    assert ("certificates (.p7b)", 2) == (report.kind, report.facts["certificates"])
    assert ["certificate 1", "certificate 2"] == [role for role, _ in report.parts]
    assert "CN=SCEP" == part(report, "certificate 2").facts["subject"]
    assert None is report.verdict


@pytest.mark.parametrize(
    "line", [b"GET /?message=%%% HTTP/1.1", b"message=" + b"A" * 40_000, b"message=\xff"]
)
def test_a_line_with_no_message_in_it_is_not_recognised(line: bytes) -> None:
    with pytest.raises(DecodeError):
        look(line)
