"""Attestations: what is said of a device, and whether Apple's root vouches for it (T47)."""

from __future__ import annotations

import plistlib
from typing import Any

from pymdm.cli._inspect_report import Outcome, Report
from pymdm.errors import Reason
from pymdm.testing.attestation import FakeAttestation
from tests.unit.cli.inspecting import NOW, UDID, look, part, pem, text, verdict

FAKE = FakeAttestation.create(now=NOW)
SAYS: dict[str, Any] = {"serial_number": "C02XYZ", "os_version": "15.5", "sip_status": 0, "kext_status": 0}
CHAIN = FAKE.issue(now=NOW, freshness=b"nonce", secure_boot="Full Security", **SAYS)


def answer(chain: Any) -> bytes:
    return plistlib.dumps(
        {
            "UDID": UDID,
            "Status": "Acknowledged",
            "CommandUUID": "1",
            "QueryResponses": {"DevicePropertiesAttestation": chain},
        }
    )


def attestation(chain: Any, *, root: Any = FAKE.root) -> Report:
    return part(look(answer(chain), attestation_root=root), "attestation")


def test_an_answer_shows_what_the_root_vouches_for() -> None:
    report = attestation(list(CHAIN))

    assert "attestation" == report.kind
    assert {**SAYS, "freshness": b"nonce".hex(), "secure_boot": "Full Security"} == report.facts["says"]
    assert Outcome.VERIFIES is verdict(report).outcome
    assert verdict(report).text.endswith("vouches for it")
    assert 1 == len(report.notes)
    assert "nonce" in report.notes[0]


def test_t47_another_root_than_apples_vouches_for_nothing() -> None:
    report = attestation(list(CHAIN), root=None)

    assert Outcome.FAILS is verdict(report).outcome
    assert Reason.ISSUER_UNKNOWN.value == verdict(report).reason
    assert "Apple Enterprise Attestation Root CA does not vouch for it" in verdict(report).text
    assert "C02XYZ" == report.facts["says"]["serial_number"]  # type: ignore[call-overload, index]


def test_t47_a_chain_of_anything_is_shown_as_one_that_fails() -> None:
    for chain in ([], ["text"], [b"x"], [CHAIN[0], 1], [CHAIN[1]]):
        report = attestation(chain)

        assert Outcome.FAILS is verdict(report).outcome, chain
    assert () == look(answer("text")).parts


def test_reduced_security_of_a_mac_is_said_in_words() -> None:
    weak = FAKE.issue(now=NOW, sip_status=1, kext_status=1, secure_boot="Permissive Security")

    notes = " ".join(attestation(list(weak)).notes)

    assert "System Integrity Protection is off" in notes
    assert "less than the newest" in notes
    assert "kernel extensions" in notes


def test_a_leaf_alone_says_much_and_proves_nothing() -> None:
    report = look(CHAIN[0])

    assert "attestation (leaf)" == report.kind
    assert "C02XYZ" in text(CHAIN[0])
    assert report.verdict is None
    assert "up to Apple's root" in report.notes[-1]
    assert "certificate" == look(CHAIN[1]).kind


def test_a_chain_in_pem_is_judged_as_one() -> None:
    data = b"".join(pem("CERTIFICATE", der) for der in CHAIN)
    report = look(data, attestation_root=FAKE.root)

    assert "attestation" == report.kind
    assert Outcome.VERIFIES is verdict(report).outcome
    assert ["block 1", "block 2"] == [role for role, _ in report.parts]
    assert Outcome.FAILS is verdict(look(data)).outcome


def test_an_unknown_extension_is_shown_as_it_came() -> None:
    leaf = FAKE.issue(now=NOW, extra={"1.2.840.113635.100.8.99.1": b"\x01\x02"})[0]

    assert "1.2.840.113635.100.8.99.1  0102" in text(leaf)
