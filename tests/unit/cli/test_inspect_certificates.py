"""Certificates and keys: what they are, when they end, and that a private key is never shown."""

from __future__ import annotations

import base64

import pytest
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives import serialization

from pymdm.cli._inspect_certificate import _serial
from pymdm.cli._inspect_report import Outcome
from pymdm.crypto.cms import (
    APPLE_DER,
    sign,
)
from pymdm.errors import DecodeError
from tests.unit.cli.inspecting import (
    CA,
    DEVICE,
    IDLE,
    OTHER_CA,
    SIGNER,
    look,
    part,
    pem,
    text,
    trust,
    verdict,
)
from tests.unit.crypto.certs import NOW, YEAR, ec_key
from tests.unit.crypto.test_recognize import container, request


def test_a_certificate_tells_its_expiry_in_days_from_now() -> None:
    report = look(DEVICE)

    assert (365, "RSA-2048", False, ()) == (
        report.facts["days_left"],
        report.facts["key"],
        report.facts["certificate_authority"],
        report.notes,
    )
    assert ("expired",) == look(DEVICE, now=NOW + 2 * YEAR).notes
    assert ("not yet valid",) == look(DEVICE, now=NOW - 2 * YEAR).notes
    assert None is report.verdict


def test_a_push_certificate_tells_its_topic() -> None:
    name = asn1.Name.build({"user_id": "com.apple.mgmt.External.1", "common_name": "APSP:1"})
    made = asn1.Certificate.load(CA.issue(ec_key(1)))
    made["tbs_certificate"]["subject"] = name
    report = look(bytes(made.dump(force=True)))

    assert "com.apple.mgmt.External.1" == report.facts["topic"]


def test_a_certificate_is_held_against_the_ca() -> None:
    good, bad = look(DEVICE, trust=trust()), look(OTHER_CA.issue(), trust=trust())

    assert (True, False) == (verdict(good).trusted, good.failed)
    assert (False, True, "issuer is not one of ours") == (
        verdict(bad).trusted,
        bad.failed,
        verdict(bad).trust_reason,
    )
    assert "days of grace" in verdict(look(DEVICE, trust=trust(), now=NOW + YEAR * 1.01)).text


def test_several_pem_blocks_are_one_report_with_parts() -> None:
    report = look(pem("CERTIFICATE", DEVICE) + pem("CERTIFICATE", CA.der))

    assert ("PEM file", ["block 1", "block 2"]) == (report.kind, [role for role, _ in report.parts])


def test_a_detached_signature_may_share_its_pem_file() -> None:
    signature = pem("CMS", sign(IDLE, SIGNER, shape=APPLE_DER))
    report = look(signature + pem("CERTIFICATE", CA.der), content=IDLE)

    assert Outcome.VERIFIES is verdict(part(report, "block 1")).outcome


KEYS = {
    "PRIVATE KEY": serialization.PrivateFormat.PKCS8,
    "EC PRIVATE KEY": serialization.PrivateFormat.TraditionalOpenSSL,
}


@pytest.mark.parametrize("show_secrets", [False, True])
@pytest.mark.parametrize("label", KEYS)
def test_a_private_key_is_recognised_and_never_shown(label: str, show_secrets: bool) -> None:
    plain = serialization.NoEncryption()
    der = ec_key().private_bytes(serialization.Encoding.DER, KEYS[label], plain)
    for data in (der, pem(label, der), base64.b64encode(der)):
        shown = text(data, show_secrets=show_secrets)

        assert shown.startswith("private key\n")
        assert base64.b64encode(der)[20:40].decode() not in shown
        assert der[20:30].hex() not in shown


@pytest.mark.parametrize(
    "data",
    [
        pem("ENCRYPTED PRIVATE KEY", b"whatever"),
        b"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nxx\n-----END RSA PRIVATE KEY-----",
        ec_key().private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"x"),
        ),
    ],
    ids=["pkcs8", "traditional", "der"],
)
def test_an_encrypted_private_key_is_told_as_such(data: bytes) -> None:
    assert "encrypted private key" == look(data).kind


def test_containers_and_requests_are_recognised() -> None:
    assert "PKCS#12 container" == look(container()).kind
    assert "CN=wants one" == look(pem("CERTIFICATE REQUEST", request())).facts["subject"]


def test_a_broken_request_is_an_error() -> None:
    with pytest.raises(DecodeError, match="request that is whole"):
        look(bytes.fromhex("300f" + "3009" + "020100" + "3100" + "3000" + "a000" + "3000" + "0300"))


def test_a_serial_number_that_python_would_not_write_out_is_told_by_its_size() -> None:
    assert 2**159 == _serial(2**159)
    assert "<number of 47996 bits>" == _serial(2**47995)
