"""Push certificates and signed requests for them, as `pymdm inspect` shows them."""

from __future__ import annotations

import json
import plistlib
from base64 import b64decode, b64encode
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pymdm.apns import vendor_request
from pymdm.apns._pem import pem_certificate
from pymdm.apns.vendor import push_request
from pymdm.cli._inspect_report import Outcome
from pymdm.cli.app import app
from pymdm.testing import FAKE_TOPIC
from tests.unit.apns.vendors import NOW
from tests.unit.cli.certs_folder import CA, GOOD, PUSH, ok, there, vendor_files
from tests.unit.cli.inspecting import look, part, text, verdict
from tests.unit.crypto.certs import rsa_key

__all__ = ["there"]

# --- inspect


def test_inspect_knows_a_push_certificate_and_when_it_ends() -> None:
    late = PUSH.not_after - timedelta(days=9)
    report = look(PUSH.certificate, now=NOW)

    assert ("push certificate", ()) == (report.kind, report.notes)
    assert FAKE_TOPIC == report.facts["topic"]
    assert "renew it at" in look(pem_certificate(PUSH.certificate), now=late).notes[0]
    assert "certificate" == look(CA.certificate, now=NOW).kind


def test_inspect_takes_a_signed_request_apart() -> None:
    vendor_files()
    Path("push.csr").write_bytes(push_request(rsa_key(0), country="DE"))
    ok("sign", "push.csr")
    data = Path("push.b64").read_bytes()

    for form in (data, b64decode(data)):
        report = look(form, now=NOW)
        assert "signed push certificate request" == report.kind
        assert "certificate request" == part(report, "request").kind
        assert ["request", "certificate 1", "certificate 2", "certificate 3"] == [
            name for name, _ in report.parts
        ]
    assert Outcome.FAILS is verdict(report).outcome  # Apple's authorities are others
    assert "these are others" in report.problems[0]
    assert "Apple would refuse it: certificate chain does not verify" in text(data, now=NOW)
    assert 3 == CliRunner().invoke(app, ["inspect", "push.b64"]).exit_code


def test_inspect_finds_that_a_signed_request_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    vendor_files()
    Path("push.csr").write_bytes(push_request(rsa_key(0), country="DE"))
    ok("sign", "push.csr")
    defaults = {"now": None, "pins": GOOD.pins}
    monkeypatch.setattr(vendor_request.verify_web_request, "__kwdefaults__", defaults)
    report = look(Path("push.b64").read_bytes(), now=NOW)

    assert Outcome.VERIFIES is verdict(report).outcome
    assert "signed with sha256" in verdict(report).text
    assert () == report.problems
    assert ("to upload at identity.apple.com/pushcert: Renew, if there is one already",) == report.notes
    assert "verifies" == json.loads(json.dumps(report.as_json()))["verdict"]["outcome"]


def test_inspect_tells_what_is_wrong_with_a_request_that_is_cut_short() -> None:
    chain = b"".join(map(pem_certificate, GOOD.chain)).decode()
    wide = chain.replace("-----BEGIN CERTIFICATE-----\n", "-----BEGIN CERTIFICATE-----\n\n", 1)
    for chain_text, told in ((chain, "expected one PKCS #10"), (wide, "expected lines of 64 characters")):
        value = {
            "PushCertRequestCSR": "MIID",
            "PushCertCertificateChain": chain_text,
            "PushCertSignature": "AAAA",
        }
        report = look(b64encode(plistlib.dumps(value)), now=NOW)

        assert "malformed" == verdict(report).reason
        assert [told in problem for problem in report.problems] == [True]
