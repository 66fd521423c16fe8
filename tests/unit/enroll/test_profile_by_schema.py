"""The profile that enrolls, by Apple's schema and the best practices: no fault, and advice where due."""

from __future__ import annotations

import pytest

from pymdm import profiles
from pymdm.enroll import (
    AccountDriven,
    Transport,
    build_enrollment_profile,
    pkcs12_payload,
    root_payload,
    scep_payload,
)
from pymdm.profiles import Outcome
from pymdm.protocol import AccessRights, EnrollmentKind, LintRule, Payload, Profile, Target, lint_profile

DER = b"\x30\x03\x02\x01\x01"
SCEP = scep_payload("https://mdm.example.com/scep", challenge="x", identifier="a.identity", seed="s")
P12 = pkcs12_payload(DER, password="x", identifier="a.identity", seed="s")


def build(identity: Payload, account: AccountDriven | None = None) -> Profile:
    return build_enrollment_profile(
        identifier="a",
        seed="s",
        server_url="https://mdm.example.com/mdm",
        check_in_url="https://mdm.example.com/checkin",
        topic="com.apple.mgmt.External.1",
        identity=identity,
        transport=Transport.MTLS,
        access_rights=AccessRights.ALL if account is None else None,
        account=account,
        trust=[root_payload(DER, identifier="a.root", seed="s")],
        consent_text={"default": "Agree"},
    )


@pytest.mark.parametrize("identity", [SCEP, P12])
@pytest.mark.parametrize("account", [None, AccountDriven(managed_apple_id="ada@example.com")])
def test_nothing_is_wrong_with_it(identity: Payload, account: AccountDriven | None) -> None:
    profile = build(identity, account)
    assert ((), ()) == (profile.faults(), profile.unknowns())
    mdm = profile.payloads[-1].typed()
    assert isinstance(mdm, profiles.MDM)
    assert identity.uuid == mdm.identity_certificate_uuid


@pytest.mark.parametrize(
    ("os", "version"),
    [("iOS", "15.0"), ("macOS", "13.0"), ("tvOS", "15.0"), ("visionOS", "1.1"), ("watchOS", "10.0")],
)
def test_every_system_takes_it(os: str, version: str) -> None:
    target = Target(os=os, version=version, supervised=True, enrollment=EnrollmentKind.DEVICE)
    assert Outcome.ALLOWED is build(SCEP).availability(target).outcome


def test_only_an_identity_from_the_server_is_advised_against() -> None:
    assert () == lint_profile(build(SCEP))
    assert [LintRule.IDENTITY_FROM_SERVER] == [advice.rule for advice in lint_profile(build(P12))]
