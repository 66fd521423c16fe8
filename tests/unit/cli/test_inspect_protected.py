"""What `pymdm inspect` says of signed and of encrypted profiles, and with the key of what is in them."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

import pytest

from pymdm.cli.inspect import FAILED
from pymdm.crypto import TrustStore, cms
from pymdm.crypto.envelope import encrypt_enveloped
from pymdm.crypto.profile_signers import ProfileSigners
from pymdm.enroll import Recipient, encrypt_profile, sign_profile
from tests.unit.cli.inspecting import look, part, text
from tests.unit.cli.profile_folder import ok, run, signed, there
from tests.unit.crypto.certs import FixedCA, ec_key, rsa_key
from tests.unit.enroll.profiles import (
    BETWEEN,
    CA,
    DEVICE,
    OTHER_DEVICE,
    PLAIN,
    SIGNER,
    WIFI,
    written,
)

__all__ = ["there"]

CLOSED = encrypt_profile(PLAIN, recipient=DEVICE, random=secrets.token_bytes)
SENT = sign_profile(CLOSED, signer=SIGNER, chain=(BETWEEN.der,))
OURS = Recipient(certificate=DEVICE, key=rsa_key(1))
THEIRS = Recipient(certificate=OTHER_DEVICE, key=rsa_key(2))
WHOLE = encrypt_enveloped(PLAIN, recipient=DEVICE, random=secrets.token_bytes)


def trusting(der: bytes) -> dict[str, Any]:
    return {"trust": TrustStore([der]), "signers": ProfileSigners([der])}


def test_signer_chain_and_policy_of_a_signed_profile_are_shown() -> None:
    report = look(SENT)

    assert ("CMS signed data", "PROFILE") == (report.kind, report.facts["policy"])
    assert ["CN=Profiles CA"] == report.facts["chain"]
    assert "CN=mdm.example.com" == part(report, "signer").facts["subject"]
    assert "profile" == part(report, "content").kind
    assert report.verdict is not None
    assert (None, "PROFILE") == (report.verdict.trusted, report.verdict.policy)


def test_an_administrator_s_certificate_is_judged_as_a_signer_not_as_a_device() -> None:
    """T24: a TrustStore alone would refuse a certificate for web servers, which devices accept."""
    verdict = look(SENT, **trusting(CA.der)).verdict
    stranger = look(SENT, **trusting(FixedCA.make(ec_key(5), subject="Other").der))
    device = look(cms.sign(b"hello", SIGNER, certificates=(BETWEEN.der,)), **trusting(BETWEEN.der))

    assert verdict is not None
    assert (True, None) == (verdict.trusted, verdict.trust_reason)
    assert stranger.verdict is not None
    assert (True, "issuer is not one of ours") == (stranger.failed, stranger.verdict.trust_reason)
    assert device.verdict is not None
    assert "certificate is for another purpose" == device.verdict.trust_reason


def test_a_chain_that_cannot_be_read_is_left_out() -> None:
    odd = CA.issue(ec_key(9), outer_digest="sha384")

    assert [] == look(cms.sign(PLAIN, SIGNER, certificates=(odd,))).facts["chain"]


def test_recipients_and_cipher_of_encrypted_payloads_are_shown() -> None:
    closed = part(look(CLOSED), "encrypted payloads")

    assert "CMS enveloped data" == closed.kind
    assert ["CN=Profiles Root, serial 34"] == closed.facts["encrypted_to"]
    assert ("AES-256-CBC", ["RSA PKCS #1 v1.5"]) == (closed.facts["cipher"], closed.facts["key_transport"])
    assert "--key FILE" in closed.notes[0]
    assert () == closed.parts
    assert "com.example.wifi.office" not in text(CLOSED)


def test_the_recipient_sees_the_payloads_and_still_no_secret() -> None:
    """T65."""
    report = part(part(look(SENT, recipient=OURS), "content"), "encrypted payloads")
    inside = part(report, "content, decrypted")

    assert "profile" == inside.kind
    assert [WIFI["PayloadIdentifier"], "com.example.wifi.clip"] == [
        payload["identifier"] for payload in inside.facts["payloads"]
    ]
    assert "anybody can encrypt" in report.notes[0]
    assert "CANARY" not in text(SENT, recipient=OURS)


def test_a_whole_profile_in_an_envelope_is_opened_too() -> None:
    assert "profile" == part(look(WHOLE, recipient=OURS), "content, decrypted").kind
    assert () == look(WHOLE).parts


@pytest.mark.parametrize(
    ("recipient", "told"),
    [
        (THEIRS, "it is for another one"),
        (Recipient(certificate=DEVICE, key=rsa_key(2)), "it cannot be decrypted"),
        (Recipient(certificate=DEVICE, key=ec_key(1)), "needs an RSA key"),
    ],
)
def test_who_has_another_key_is_told_so(recipient: Recipient, told: str) -> None:
    """T33."""
    for report in (
        part(look(CLOSED, recipient=recipient), "encrypted payloads"),
        look(WHOLE, recipient=recipient),
    ):
        assert told in report.problems[0]
        assert () == report.parts


def test_what_is_no_envelope_is_a_problem_and_no_error() -> None:
    closed = part(look(written(PayloadContent=None, EncryptedPayloadContent=b"x")), "encrypted payloads")

    assert ("unknown", ("expected CMS EnvelopedData that is whole",)) == (closed.kind, closed.problems)


def test_it_is_all_there_on_the_command_line() -> None:
    Path("sent").write_bytes(SENT)
    done = ok("sent", "--ca", "root.pem", "--key", "device.pem", "--json", password=True, command="inspect")
    report = json.loads(done.stdout)

    assert (True, "PROFILE") == (report["verdict"]["trusted"], report["verdict"]["policy"])
    assert "content, decrypted" == report["parts"][1]["parts"][0]["parts"][0]["role"]
    Path("other.cer").write_bytes(FixedCA.make(ec_key(5), subject="Other").der)
    signed()
    assert FAILED == run("signed", "--ca", "other.cer", command="inspect").exit_code


def test_a_key_that_cannot_be_used_is_told() -> None:
    Path("closed").write_bytes(CLOSED)
    done = run("closed", "--key", "signer.key", password=True, command="inspect")

    assert 1 == done.exit_code
    assert "expected the certificate beside its private key" in done.output
