"""What may change when an enrollment profile is replaced, and what devices refuse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import pytest

from pymdm.crypto import CertificateAuthority, cms
from pymdm.enroll import (
    AccountDriven,
    EnrollmentMode,
    ServerCapability,
    Transport,
    build_enrollment_profile,
    check_replacement,
    pkcs12_payload,
    root_payload,
    scep_payload,
)
from pymdm.errors import DecodeError, LocalProtocolError
from pymdm.protocol import AccessRights
from pymdm.protocol.profile import Payload, Profile
from tests.support import shared
from tests.unit.crypto.certs import NOW, rsa_key

DER = b"\x30\x03\x02\x01\x01"
ACCOUNT = AccountDriven(managed_apple_id="ada@example.com")
REFUSED = "^the new profile cannot replace the old one: "


def identity(**changes: Any) -> Payload:
    arguments: dict[str, Any] = {
        "challenge": "first",
        "identifier": "com.example.mdm.identity",
        "seed": "acme",
    }
    return scep_payload("https://mdm.example.com/scep", **(arguments | changes))


def build(**changes: Any) -> Profile:
    arguments: dict[str, Any] = {
        "identifier": "com.example.mdm",
        "seed": "acme",
        "server_url": "https://mdm.example.com/mdm",
        "topic": "com.apple.mgmt.External.1",
        "identity": identity(),
        "transport": Transport.MDM_SIGNATURE,
        "access_rights": AccessRights.ALL,
        "trust": [root_payload(DER, identifier="com.example.mdm.root", seed="acme")],
    }
    return build_enrollment_profile(**(arguments | changes))


def check(old: Profile, new: Profile) -> tuple[str, ...]:
    return check_replacement(old.encode(), new.encode())


def with_mdm(profile: Profile, change: Callable[[dict[str, Any]], object]) -> Profile:
    """The profile with other keys in its MDM payload."""
    *others, mdm = profile.payloads
    content = dict(mdm.content)
    change(content)
    return attrs.evolve(profile, payloads=(*others, attrs.evolve(mdm, content=content)))


def test_a_fresh_challenge_is_no_change_at_all() -> None:
    assert () == check(build(), build(identity=identity(challenge="second")))


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"topic": "com.apple.mgmt.External.2"}, "Topic"),
        ({"server_url": "https://mdm.example.com/mdm2"}, "ServerURL"),
        ({"check_in_url": "https://mdm.example.com/mdm"}, "CheckInURL"),
        ({"extra": {"RequiredAppIDForMDM": 1}}, "RequiredAppIDForMDM"),
        ({"extra": {"ManagedAppleID": "ada@example.com"}}, "ManagedAppleID"),
    ],
)
def test_who_manages_the_device_cannot_change(changes: dict[str, Any], key: str) -> None:
    with pytest.raises(LocalProtocolError, match=rf"{REFUSED}{key} changes$"):
        check(build(), build(**changes))


def test_an_account_cannot_become_another() -> None:
    old = build(account=ACCOUNT, access_rights=None)
    new = build(account=attrs.evolve(ACCOUNT, managed_apple_id="bob@example.com"), access_rights=None)
    with pytest.raises(LocalProtocolError, match=r"AssignedManagedAppleID changes$"):
        check(old, new)


def test_a_user_enrollment_cannot_become_the_whole_device() -> None:
    old = build(account=ACCOUNT, access_rights=None)
    new = build(account=attrs.evolve(ACCOUNT, mode=EnrollmentMode.ADDE))
    with pytest.raises(LocalProtocolError, match=r"EnrollmentMode changes; AccessRights gains .*ERASE"):
        check(old, new)


def test_every_difference_is_named_at_once() -> None:
    new = build(
        identifier="com.example.new", topic="com.apple.mgmt.2", server_url="https://x.example.com/mdm"
    )
    with pytest.raises(LocalProtocolError) as refused:
        check(build(), new)
    assert (
        "the new profile cannot replace the old one: PayloadIdentifier of the profile changes; Topic changes;"
        " ServerURL changes"
    ) == str(refused.value)


def test_no_right_can_be_gained() -> None:
    old = build(access_rights=AccessRights.INSPECT_PROFILES | AccessRights.ERASE)
    new = build(access_rights=AccessRights.ALL & ~AccessRights.SETTINGS)
    with pytest.raises(LocalProtocolError, match=r"AccessRights gains MANAGE_PROFILES, .*SECURITY, MANAGE_A"):
        check(old, new)


def test_a_right_that_nobody_knows_cannot_be_gained_either() -> None:
    old = build()
    new = with_mdm(old, lambda keys: keys.update(AccessRights=8191 | 1 << 13))
    with pytest.raises(LocalProtocolError, match=r"AccessRights gains bits 0x2000$"):
        check(old, new)


def test_rights_can_be_dropped_for_good() -> None:
    new = build(access_rights=AccessRights.ALL & ~AccessRights.ERASE)
    assert ("AccessRights loses ERASE: no later profile can give that back",) == check(build(), new)


def test_a_user_enrollment_has_no_rights_to_gain() -> None:
    old = build(account=ACCOUNT, access_rights=None)
    new = with_mdm(old, lambda keys: keys.update(AccessRights=8191))
    assert () == check(old, new)


def test_the_user_channel_cannot_come_or_go() -> None:
    without = build(capabilities=[ServerCapability.BOOTSTRAP_TOKEN])
    for old, new in ((build(), without), (without, build())):
        with pytest.raises(LocalProtocolError, match=r"per-user-connections comes or goes$"):
            check(old, new)


def test_other_capabilities_can_change() -> None:
    new = build(capabilities=[ServerCapability.PER_USER_CONNECTIONS])
    assert ("ServerCapabilities changes",) == check(build(), new)


def test_what_is_allowed_and_worth_a_thought_is_told() -> None:
    new = build(transport=Transport.MTLS, check_out_when_removed=False, use_development_apns=True)
    remarks = check(build(), new)
    assert ["SignMessage", "CheckOutWhenRemoved", "UseDevelopmentAPNS"] == [
        remark.split()[0] for remark in remarks
    ]
    assert "accept both" in remarks[0]


def test_a_setting_left_out_is_the_same_as_no() -> None:
    old = build(check_out_when_removed=False)
    assert () == check(old, with_mdm(old, lambda keys: keys.pop("CheckOutWhenRemoved")))


def test_a_key_that_stays_is_not_told() -> None:
    same = build(extra={"PinningRevocationCheckRequired": True})
    assert () == check(same, same)


def test_any_other_key_is_told() -> None:
    assert ("PinningRevocationCheckRequired changes",) == check(
        build(), build(extra={"PinningRevocationCheckRequired": True})
    )


def test_another_seed_replaces_payloads_instead_of_updating_them() -> None:
    remarks = check(build(), build(seed="other"))
    assert 1 == sum("com.apple.mdm is installed beside the old one" in remark for remark in remarks)
    assert 1 == sum("com.apple.mdm of the old profile is removed" in remark for remark in remarks)


def test_a_uuid_stays_with_its_kind_of_payload() -> None:
    old = build()
    taken = attrs.evolve(identity(), uuid=old.payloads[0].uuid.lower())
    with pytest.raises(
        LocalProtocolError,
        match=r"PayloadUUID of com.apple.security.root is used for com.apple.security.scep",
    ):
        check(old, build(identity=taken, trust=[]))


def test_another_kind_of_identity_is_another_payload() -> None:
    new = build(identity=pkcs12_payload(DER, password="x", identifier="com.example.mdm.p12", seed="acme"))
    assert (
        "com.apple.security.pkcs12 is installed beside the old one, not over it: other identifier or UUID",
        "com.apple.security.scep of the old profile is removed",
    ) == check(build(), new)


def test_the_identity_of_the_new_profile_is_in_it() -> None:
    new = with_mdm(build(), lambda keys: keys.update(IdentityCertificateUUID="gone"))
    with pytest.raises(
        LocalProtocolError, match=r"IdentityCertificateUUID is of no payload of the new profile$"
    ):
        check(build(), new)


@pytest.mark.parametrize("named", [["gone"], "gone"])
def test_a_pinned_certificate_of_the_new_profile_is_in_it(named: object) -> None:
    new = build(extra={"ServerURLPinningCertificateUUIDs": named})
    with pytest.raises(LocalProtocolError, match=r"ServerURLPinningCertificateUUIDs is of no payload"):
        check(build(), new)


def test_pins_that_lead_somewhere_are_fine() -> None:
    root = root_payload(DER, identifier="com.example.mdm.root", seed="acme")
    pinned = build(extra={"ServerURLPinningCertificateUUIDs": [root.uuid]})
    assert () == check(pinned, pinned)


def test_odd_types_on_a_device_do_not_break_the_comparison() -> None:
    old = with_mdm(build(), lambda keys: keys.update(AccessRights="x", ServerCapabilities={}))
    with pytest.raises(LocalProtocolError, match=r"AccessRights gains .*; ServerCapabilities: "):
        check(old, build())


def test_no_value_is_repeated() -> None:
    with pytest.raises(LocalProtocolError) as refused:
        check(build(), build(topic="com.apple.mgmt.secret", server_url="https://hunter2.example.com/"))
    assert "hunter2" not in str(refused.value)
    assert "secret" not in str(refused.value)


def signed(profile: bytes) -> bytes:
    ca = CertificateAuthority.create("Signer", now=NOW, key=rsa_key(0))
    signer = cms.PrivateKeySigner(certificate=ca.certificate, key=ca.key)
    return cms.sign(profile, signer, signing_time=NOW)


def test_signed_profiles_are_read_through() -> None:
    old, new = build(), build(topic="com.apple.mgmt.External.2")
    assert () == check_replacement(signed(old.encode()), old.encode())
    with pytest.raises(LocalProtocolError, match=r"Topic changes$"):
        check_replacement(signed(old.encode()), signed(new.encode()))


def test_a_broken_signature_is_refused() -> None:
    good = signed(build().encode())
    bad = good.replace(b"com.example.mdm.mdm", b"com.example.mdm.mdn")
    with pytest.raises(
        LocalProtocolError, match=r"the new profile cannot be read: expected a profile whose sig"
    ):
        check_replacement(good, bad)
    with pytest.raises(DecodeError, match=r"sign it again$"):
        check_replacement(bad, good)


@pytest.mark.parametrize("data", [b"", b"hello", b"\x30\x00", Profile(identifier="x", uuid="u").encode()])
def test_what_is_no_enrollment_profile_is_refused(data: bytes) -> None:
    with pytest.raises(LocalProtocolError, match=r"^the new profile cannot be read: "):
        check_replacement(build().encode(), data)
    with pytest.raises(DecodeError):
        check_replacement(data, build().encode())


def test_a_profile_that_no_device_takes_is_refused() -> None:
    """A UUID that occurs twice: devices answer 1007."""
    root = root_payload(DER, identifier="com.example.mdm.other", seed="acme")
    twice = attrs.evolve(build(), payloads=(root, *build().payloads, root)).wire()
    from pymdm.protocol.plist import dumps

    with pytest.raises(LocalProtocolError, match=r"1007"):
        check_replacement(build().encode(), dumps(twice))


def test_what_cannot_change_is_what_apple_says() -> None:
    """Apple's schema marks each key whose change is an error."""
    yaml = pytest.importorskip("yaml", reason="PyYAML reads the schema files")
    from pymdm.enroll.replacement import FIXED

    path = shared("apple-device-management/mdm/profiles/com.apple.mdm.yaml")
    keys = yaml.safe_load(path.read_text(encoding="utf-8"))["payloadkeys"]
    marked = {key["key"] for key in keys if "must not change" in str(key.get("content"))}
    # ManagedAppleID is older than these notes; it is another user's enrollment all the same.
    assert marked | {"ManagedAppleID"} == set(FIXED)
    judged = {key["key"] for key in keys if "When updating the payload" in str(key.get("content"))} - marked
    assert {"AccessRights", "ServerCapabilities"} == judged
