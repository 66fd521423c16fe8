"""What is wrong with a profile on any device, and which device takes it."""

from __future__ import annotations

import re
from typing import Any

import attrs
import pytest

from pymdm import profiles
from pymdm._model import DeprecatedBySchema, Model
from pymdm._model._fields import fields_of
from pymdm.errors import LocalProtocolError, NotSupportedOn
from pymdm.profiles import Outcome
from pymdm.protocol import Channel, EnrollmentKind, Payload, PayloadScope, Profile, Target, uuid_of
from pymdm.protocol._profile_rules import CERTIFICATES, IDENTITIES, NO_REFERENCES, REFERENCES
from pymdm.schema import _index, payload_classes

ROOT = profiles.CertificateRoot(payload_content=b"0\x82der")
WIFI = profiles.WiFi(ssid_str="Office")
IOS = Target(os="iOS", version="18.0", supervised=True, enrollment=EnrollmentKind.DEVICE)
MAC = Target(os="macOS", version="15.0", enrollment=EnrollmentKind.DEVICE)


def made(*payloads: Any, **keys: Any) -> Profile:
    return Profile(payloads=payloads, identifier="com.example", **keys)


def mdm(identity: str, **keys: Any) -> profiles.MDM:
    return profiles.MDM(
        identity_certificate_uuid=identity,
        topic="com.apple.mgmt.External.x",
        server_url="https://mdm.example.com",
        access_rights=8191,
        **keys,
    )


def test_all_faults_are_told_with_their_paths() -> None:
    profile = made(
        attrs.evolve(WIFI, encryption_type="ROT13", extra={"Password": 5}),
        profiles.WebClip(url="https://example.com", label="x", payload_version=2),
        target_device_type=9,
        type="Profile Service",
        extra={"ConsentText": {"en": 5}, "RemovalDate": "x"},
    )
    assert [
        "PayloadContent[1].PayloadVersion: expected 1",
        "ConsentText: expected a dictionary of strings",
        "RemovalDate: expected a date with time zone",
        "Profile.PayloadType: expected one of Configuration",
        "Profile.TargetDeviceType: expected one of 0, 1, 2, 3, 4, 5, 6",
        "PayloadContent[0].Password: expected a string",
        "PayloadContent[0].EncryptionType: expected one of WEP, WPA, WPA2, WPA3, Any, None",
        "PayloadContent[1].PayloadVersion: expected one of 1",
    ] == list(profile.faults())
    with pytest.raises(LocalProtocolError, match=r"^PayloadContent\[1\]\.PayloadVersion: expected 1$"):
        profile.check(IOS)


def test_a_good_profile_has_no_faults() -> None:
    profile = made(
        WIFI, scope=PayloadScope.SYSTEM, consent_text={"default": "Agree"}, removal_disallowed=True
    )
    assert () == profile.faults()
    assert profile is profile.check(IOS)


def test_what_the_schema_forbids_is_refused_with_a_target_only() -> None:
    profile = made(attrs.evolve(WIFI, encryption_type="ROT13"))
    profile.check()
    with pytest.raises(LocalProtocolError, match=r"^PayloadContent\[0\]\.EncryptionType: expected one of"):
        profile.check(IOS)


@pytest.mark.parametrize(
    ("content", "path"),
    [
        (
            {"PayloadCertificateUUID": "gone"},
            "PayloadCertificateUUID: expected the UUID of a payload of this",
        ),
        (
            {"A": [{"certificateUUID": "gone"}]},
            r"A[0].certificateUUID: expected the UUID of a payload of this",
        ),
        (
            {"DeviceCACertificateUUIDs": ["gone"]},
            r"DeviceCACertificateUUIDs[0]: expected the UUID of a payload of",
        ),
        (
            {"PayloadCertificateUUID": "U-WIFI"},
            "PayloadCertificateUUID: expected the UUID of a payload with a cert",
        ),
        (
            {"IdentityCertificateUUID": "U-ROOT"},
            "IdentityCertificateUUID: expected the UUID of a payload with an id",
        ),
    ],
)
def test_a_reference_that_leads_nowhere_is_a_fault(content: dict[str, Any], path: str) -> None:
    root, wifi = attrs.evolve(ROOT, payload_uuid="U-ROOT"), attrs.evolve(WIFI, payload_uuid="U-WIFI")
    (fault,) = made(root, wifi, Payload(type="com.example", content=content)).faults()
    assert fault.startswith(f"PayloadContent[2].{path}")


def test_an_empty_reference_and_one_of_another_type_name_nothing() -> None:
    content = {"PayloadCertificateUUID": "", "IdentityCertificateUUID": 5, "VPNUUID": "gone"}
    assert () == made(Payload(type="com.example", content=content)).faults()


def test_each_key_of_the_schema_that_looks_like_a_reference_is_known() -> None:
    """A new one has to be looked at: does it name a payload of the same profile?"""
    classes = [cls for kind in _index.PAYLOAD_TYPES for cls in payload_classes(kind)]
    seen: set[str] = set()
    while classes:
        cls = classes.pop()
        seen |= {field.key.wire for field in fields_of(cls) if re.search("UUIDs?$", field.key.wire)}
        classes += [part for part in vars(cls).values() if isinstance(part, type) and issubclass(part, Model)]
    assert REFERENCES | NO_REFERENCES == seen
    assert _index.PAYLOAD_TYPES.keys() >= CERTIFICATES >= IDENTITIES


def test_two_mdm_payloads_are_one_too_many() -> None:
    scep = profiles.SCEP(payload_content=profiles.SCEP.PayloadContent(url="https://example.com/scep"))
    one = made(scep, mdm(uuid_of(scep)))
    assert () == one.faults()
    with pytest.raises(LocalProtocolError, match=r"at most one com\.apple\.mdm payload"):
        made(scep, mdm(uuid_of(scep)), mdm(uuid_of(scep), sign_message=True)).encode()


def test_a_device_takes_a_profile_if_it_takes_each_key() -> None:
    profile = made(ROOT, attrs.evolve(WIFI, disable_association_mac_randomization=True))

    assert Outcome.ALLOWED is profile.availability(IOS).outcome
    private = attrs.evolve(IOS, supervised=False, enrollment=EnrollmentKind.USER_ENROLLMENT_DEVICE)
    answer = profile.availability(private)
    rule = "PayloadContent[1] WiFi.DisableAssociationMACRandomization is not for User Enrollment"
    assert (Outcome.REFUSED, (rule,)) == (answer.outcome, answer.reasons)
    with pytest.raises(NotSupportedOn, match=f"^{re.escape(rule)}$"):
        profile.check(private)


def test_channel_supervision_and_approval_count() -> None:
    lock = made(profiles.AppLock(app=profiles.AppLock.App(identifier="com.example")))
    answer = lock.availability(attrs.evolve(IOS, supervised=False))
    assert ("PayloadContent[0] AppLock needs a supervised device",) == answer.reasons

    kernel = made(profiles.SystemPolicyKernelExtensions(allow_user_overrides=True))
    answer = kernel.availability(attrs.evolve(MAC, version="10.15", user_approved=False))
    assert any("needs an enrollment that a user approved" in reason for reason in answer.reasons)
    answer = kernel.availability(attrs.evolve(MAC, channel=Channel.USER, user_approved=True))
    assert any("is not taken on the user channel of macOS" in reason for reason in answer.reasons)


def test_what_is_not_known_of_the_device_leaves_it_open() -> None:
    profile = made(profiles.AppLock(app=profiles.AppLock.App(identifier="com.example")))
    asked = attrs.evolve(IOS, supervised=None)

    assert Outcome.UNKNOWN is profile.availability(asked).outcome
    with pytest.raises(NotSupportedOn, match='supervision is not known; pass unknown="allow"'):
        profile.check(asked)
    assert profile is profile.check(asked, unknown="allow")


def test_a_profile_that_cannot_be_removed_needs_supervision_and_one_that_can_does_not() -> None:
    plain = attrs.evolve(IOS, supervised=False)
    answer = made(WIFI, removal_disallowed=True).availability(plain)
    assert ("Profile.PayloadRemovalDisallowed needs a supervised device",) == answer.reasons
    assert Outcome.ALLOWED is made(WIFI, removal_disallowed=False).availability(plain).outcome


def test_what_is_discouraged_warns() -> None:
    policy = profiles.WiFi.QoSMarkingPolicy(qos_marking_whitelisted_app_identifiers=("com.example",))
    with pytest.warns(DeprecatedBySchema, match="is deprecated since iOS 14.5"):
        made(attrs.evolve(WIFI, qos_marking_policy=policy)).check(IOS)


def test_what_the_schema_does_not_know_is_not_judged() -> None:
    profile = made(Payload(type="com.example.app", content={"A": 1}), attrs.evolve(WIFI, extra={"New": 1}))
    assert Outcome.ALLOWED is profile.availability(IOS).outcome


def test_a_payload_that_cannot_be_read_has_faults_and_is_not_judged() -> None:
    profile = made(Payload(type="com.apple.webClip.managed"), WIFI)
    assert Outcome.ALLOWED is profile.availability(IOS).outcome
    assert ("PayloadContent[0].URL: expected a string, found nothing",) == profile.faults()


def test_some_payloads_are_for_one_place_only() -> None:
    lock = profiles.AppLock(app=profiles.AppLock.App(identifier="com.example"))
    rule = "PayloadContent[1] AppLock is one too many: there may be one of its kind"
    answer = made(lock, lock, WIFI, WIFI).availability(IOS)
    assert (Outcome.REFUSED, (rule,)) == (answer.outcome, answer.reasons)

    both = made(lock, lock).availability(attrs.evolve(IOS, supervised=False))
    assert rule == both.reasons[-1]
    assert 3 == len(both.reasons)


def test_some_payloads_come_by_mdm_only() -> None:
    contacts = made(WIFI, profiles.Restrictions(allow_unmanaged_to_read_managed_contacts=True))
    assert Outcome.ALLOWED is contacts.availability(IOS).outcome
    rule = "PayloadContent[1] Restrictions.allowUnmanagedToReadManagedContacts is installed by MDM only"
    assert (rule,) == contacts.availability(IOS, by_hand=True).reasons
    with pytest.raises(NotSupportedOn, match=f"^{re.escape(rule)}$"):
        contacts.check(IOS, by_hand=True)
    watch = made(profiles.MDM(identity_certificate_uuid="x", topic="y", server_url="z")).availability(
        Target(os="watchOS", version="11.0", supervised=True), by_hand=True
    )
    assert ("PayloadContent[0] MDM is installed by MDM only",) == watch.reasons
    assert Outcome.ALLOWED is made(WIFI).availability(IOS, by_hand=True).outcome


def test_on_an_unknown_system_what_some_forbid_is_open() -> None:
    answer = made(mdm("x")).availability(Target(), by_hand=True)
    rule = "PayloadContent[0] MDM is installed by MDM only on some systems, and the system is not known"
    assert (Outcome.UNKNOWN, rule) == (answer.outcome, answer.reasons[-1])


def test_a_key_that_was_always_there_needs_no_version() -> None:
    """The one key whose first version is "all" in Apple's files."""
    login = made(profiles.LoginWindowLoginItems(disable_login_items_suppression=True))
    assert Outcome.ALLOWED is login.availability(MAC).outcome
