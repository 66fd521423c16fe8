"""Signatures, certificates and what is encrypted: the verdict, in words and for programs."""

from __future__ import annotations

import base64
import plistlib
from typing import Any

import attrs
import pytest
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives import serialization

from pymdm.cli._inspect_cms import policy_for
from pymdm.cli._inspect_report import MAX_DEPTH, Outcome
from pymdm.crypto.apple import APPLE_IPHONE_DEVICE_CA
from pymdm.crypto.cms import (
    APPLE_BER,
    APPLE_DER,
    MACHINE_INFO,
    OTA,
    PROFILE,
    STRICT,
    PrivateKeySigner,
    Shape,
    sign,
)
from pymdm.errors import DecodeError
from tests.support import shared
from tests.unit.cli.inspecting import (
    CA,
    DEVICE,
    IDLE,
    OTHER_CA,
    SIGNER,
    UDID,
    look,
    part,
    pem,
    trust,
    verdict,
)
from tests.unit.cli.test_inspect_profiles import profile
from tests.unit.crypto.certs import NOW, YEAR, rsa_key
from tests.unit.crypto.certs import sign as sign_bytes
from tests.unit.crypto.test_recognize import envelope

HEADER = base64.b64encode(sign(IDLE, SIGNER, shape=APPLE_BER))


@pytest.mark.parametrize("shape", [APPLE_BER, APPLE_DER])
def test_a_header_value_verifies_over_its_body_and_nobody_is_trusted_by_that(shape: Shape) -> None:
    """T24"""
    report = look(base64.b64encode(sign(IDLE, SIGNER, shape=shape)) + b"\n", content=IDLE)

    assert ("Mdm-Signature value", "MDM_SIGNATURE") == (report.kind, report.facts["policy"])
    assert (Outcome.VERIFIES, None, False) == (
        verdict(report).outcome,
        verdict(report).trusted,
        report.failed,
    )
    assert "signature verifies; nothing here says that the signer is trusted" == verdict(report).text
    assert "Idle" == part(report, "content").facts["status"]
    assert ("", 34) == (part(report, "signer").facts["subject"], part(report, "signer").facts["serial"])


@pytest.mark.parametrize("prefix", [b"Mdm-Signature: ", b"mdm-signature:"])
def test_a_whole_header_line_will_do(prefix: bytes) -> None:
    assert Outcome.VERIFIES is verdict(look(prefix + HEADER, content=IDLE)).outcome


def test_a_changed_body_fails_and_is_shown_as_not_verified() -> None:
    report = look(HEADER, content=IDLE.replace(b"Idle", b"idle"))

    assert report.failed
    assert (Outcome.FAILS, "wrong signature") == (verdict(report).outcome, verdict(report).reason)
    assert "signature does not verify: wrong signature" == verdict(report).text
    assert ["certificate 1, not verified", "content, not verified"] == [role for role, _ in report.parts]


def test_a_header_without_its_body_says_what_is_needed() -> None:
    report = look(HEADER)

    assert ("Mdm-Signature value", Outcome.UNCHECKED) == (report.kind, verdict(report).outcome)
    assert "--content" in verdict(report).text
    assert ("BER", "SHA-1", False) == (
        report.facts["encoding"],
        report.facts["digest"],
        report.facts["signed_attributes"],
    )
    assert not report.failed


def test_a_header_that_carries_other_content_than_the_body_is_refused() -> None:
    """T26"""
    report = look(base64.b64encode(sign(b"other", SIGNER)), content=IDLE)

    assert "content where none may be" == verdict(report).reason


def test_a_malformed_signature_fails() -> None:
    cut = sign(IDLE, SIGNER, shape=APPLE_BER)
    cut = cut.replace(
        rsa_key(1)
        .public_key()
        .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo),
        b"",
    )
    report = look(cut, content=IDLE)

    assert (Outcome.FAILS, "malformed") == (verdict(report).outcome, verdict(report).reason)


def test_a_ca_that_vouches_for_the_signer_is_said_so() -> None:
    report = look(HEADER, content=IDLE, trust=trust())

    assert (True, None) == (verdict(report).trusted, verdict(report).trust_reason)
    assert "the signer is trusted: a CA of the given file vouches for it" in verdict(report).text
    assert not report.failed


def test_a_signer_in_its_days_of_grace_is_marked() -> None:
    now = NOW + YEAR * 1 + YEAR / 365
    report = look(HEADER, content=IDLE, trust=trust(), now=now)

    assert verdict(report).trusted
    assert "expired" in verdict(report).text


def test_a_stranger_whose_signature_verifies_fails_against_the_ca() -> None:
    """T24"""
    stranger = OTHER_CA.issue(rsa_key(1))
    signed = sign(IDLE, PrivateKeySigner(certificate=stranger, key=rsa_key(1)), shape=APPLE_DER)
    report = look(signed, content=IDLE, trust=trust())

    assert (Outcome.VERIFIES, False, "issuer is not one of ours") == (
        verdict(report).outcome,
        verdict(report).trusted,
        verdict(report).trust_reason,
    )
    assert report.failed


def test_a_signed_profile_is_verified_and_looked_into() -> None:
    report = look(sign(profile(), SIGNER))

    assert ("CMS signed data", "PROFILE", "signature verifies") == (
        report.kind,
        verdict(report).policy,
        verdict(report).text.split(";")[0],
    )
    assert "com.example" == part(report, "content").facts["identifier"]


@pytest.mark.parametrize("label", ["CMS", "PKCS7"])
def test_cms_may_come_as_pem_or_base64(label: str) -> None:
    signed = sign(profile(), SIGNER)

    assert Outcome.VERIFIES is verdict(look(pem(label, signed))).outcome
    assert ("found as base64 text",) == look(base64.encodebytes(signed)).notes


def test_a_named_policy_replaces_the_fitting_one() -> None:
    signed = sign(profile(), SIGNER, shape=Shape(digest="sha1"))

    assert not look(signed).failed
    assert ("STRICT", "algorithm refused by the policy") == (
        verdict(look(signed, policy=STRICT)).policy,
        verdict(look(signed, policy=STRICT)).reason,
    )


@pytest.mark.parametrize(
    ("content", "policy"),
    [
        (profile(), PROFILE),
        (plistlib.dumps({"UDID": UDID, "SERIAL": "C", "CHALLENGE": "x"}), OTA),
        (plistlib.dumps({"UDID": UDID, "SERIAL": "C", "LANGUAGE": "x"}), MACHINE_INFO),
        (IDLE, STRICT),
        (b"hello", STRICT),
    ],
)
def test_the_policy_follows_the_content(content: bytes, policy: Any) -> None:
    assert policy is policy_for(content)


def test_content_of_no_known_kind_is_no_failure() -> None:
    report = look(sign(b"hello", SIGNER))

    assert ("unknown", 5) == (part(report, "content").kind, part(report, "content").facts["size"])
    assert not report.failed


def test_a_bad_signature_inside_a_good_one_fails() -> None:
    inner = bytearray(sign(b"hello", SIGNER))
    inner[-1] ^= 1

    assert look(sign(bytes(inner), SIGNER)).failed


def test_looking_inside_ends_at_a_depth() -> None:
    data = profile()
    for _ in range(MAX_DEPTH + 2):
        data = sign(data, SIGNER)
    report = look(data)
    for _ in range(MAX_DEPTH + 1):
        report = part(report, "content")

    assert ("unknown", ("too deep to look into",)) == (report.kind, report.notes)


def posing() -> bytes:
    """A certificate that names Apple's device authority as issuer and is signed by its own key."""
    made = asn1.Certificate.load(CA.issue(rsa_key(1)))
    tbs = made["tbs_certificate"]
    tbs["issuer"] = asn1.Name.load(APPLE_IPHONE_DEVICE_CA.subject)
    made["tbs_certificate"] = tbs
    made["signature_value"] = sign_bytes(rsa_key(1), tbs.dump(force=True), "sha256")
    return bytes(made.dump(force=True))


def test_who_poses_as_an_apple_device_fails() -> None:
    """T32, T48"""
    signed = sign(IDLE, PrivateKeySigner(certificate=posing(), key=rsa_key(1)))
    report = look(signed)

    assert report.failed
    assert "the signer poses as an Apple device" in verdict(report).text
    assert "apple_device" not in report.facts


def test_a_signer_whose_certificate_cannot_be_read_is_still_reported() -> None:
    odd = asn1.Certificate.load(DEVICE)
    odd["signature_algorithm"] = {"algorithm": "sha512_rsa"}  # differs from the signed one
    signed = sign(b"hello", PrivateKeySigner(certificate=bytes(odd.dump(force=True)), key=rsa_key(1)))
    report = look(signed)

    assert Outcome.VERIFIES is verdict(report).outcome
    assert ("expected one X.509 certificate that can be read",) == part(report, "signer").problems


def test_what_is_encrypted_names_its_recipient() -> None:
    report = look(envelope(DEVICE))

    assert ("CMS enveloped data", ["CN=Device CA, serial 34"], "AES-128-CBC") == (
        report.kind,
        report.facts["encrypted_to"],
        report.facts["cipher"],
    )
    assert "not readable here" in report.notes[0]


def test_a_broken_envelope_is_an_error() -> None:
    with pytest.raises(DecodeError, match="EnvelopedData that is whole"):
        look(bytes.fromhex("300f06092a864886f70d010703a0023000"))


def test_every_report_becomes_json_of_the_same_shape() -> None:
    shape = {"kind", "facts", "verdict", "problems", "notes", "parts"}
    found = look(HEADER, content=IDLE).as_json()

    assert shape == found.keys()
    assert shape | {"role"} == found["parts"][0].keys()
    assert {"outcome", "text", "policy", "reason", "trusted", "trust_reason"} == found["verdict"].keys()


def test_a_verdict_that_nobody_asked_for_is_no_failure() -> None:
    report = look(HEADER)

    assert not attrs.evolve(report, verdict=None).failed


def test_the_real_header_verifies_as_its_source_says() -> None:
    header = shared("vectors/cms/mdmSignatureHeader2.b64").read_bytes()
    body = shared("vectors/cms/mdmSignatureBody2.plist").read_bytes()
    report = look(header, content=body)
    signer, content = part(report, "signer").facts, part(report, "content").facts

    assert verdict(report).text.startswith("signature verifies")
    assert ("MDM_SIGNATURE", "BER", "SHA-1", False) == (
        report.facts["policy"],
        report.facts["encoding"],
        report.facts["digest"],
        report.facts["signed_attributes"],
    )
    assert ("", 34, "C=US, O=scep, OU=SCEP CA, CN=ca", "RSA-2048") == (
        signer["subject"],
        signer["serial"],
        signer["issuer"],
        signer["key"],
    )
    assert ("Idle", "D4D56083-BFB0-5047-8BDF-2727BACDC59B") == (content["status"], content["enrollment"])
    assert look(header, content=body.replace(b"Idle", b"Idlf")).failed


def test_the_real_apple_device_is_identified_and_nothing_more() -> None:
    """T32, T48"""
    report = look(shared("vectors/cms/apple_ota_phase2.der").read_bytes())

    assert (
        "signature verifies; signed by an Apple device: CN 0B5938EB-A130-466F-BFA5-BFA950500D03, "
        "chain pinned, validity ignored"
    ) == verdict(report).text
    assert "proves no ownership" in report.notes[0]
    keys: Any = part(report, "content").facts["keys"]
    assert ("78897E40-F532-5DE0-A7DC-56BAC5CEEB9C", "ZDL2M9PTJ3") == (keys["UDID"], keys["SERIAL"])
    assert "OTA" == verdict(report).policy
    assert not report.failed


def test_the_real_server_token_is_recognised() -> None:
    report = look(shared("vectors/dep/apple-mdm-client-tests-1-server-token.p7m").read_bytes())

    assert "server token (.p7m)" == report.kind
    assert "private key" in report.notes[-1]
