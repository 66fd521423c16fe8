"""The profile with which a device enrolls."""

from __future__ import annotations

import plistlib
from typing import Any

import attrs
import pytest

from pymdm.enroll import (
    AccountDriven,
    EnrollmentMode,
    ServerCapability,
    Transport,
    build_enrollment_profile,
    derive_uuid,
    pkcs12_payload,
    root_payload,
)
from pymdm.errors import LocalProtocolError
from pymdm.protocol import AccessRights
from pymdm.protocol.profile import Payload, Profile
from tests.support import shared

DER = b"\x30\x03\x02\x01\x01"
IDENTITY = pkcs12_payload(DER, password="hunter2", identifier="com.example.mdm.identity", seed="acme")
ROOT = root_payload(DER, identifier="com.example.mdm.root", seed="acme")
ACCOUNT = AccountDriven(managed_apple_id="ada@example.com")


def build(**changes: Any) -> Profile:
    arguments: dict[str, Any] = {
        "identifier": "com.example.mdm",
        "seed": "acme",
        "server_url": "https://mdm.example.com:8443/mdm",
        "topic": "com.apple.mgmt.External.1",
        "identity": IDENTITY,
        "transport": Transport.MDM_SIGNATURE,
        "access_rights": AccessRights.ALL,
        "trust": [ROOT],
    }
    return build_enrollment_profile(**(arguments | changes))


def mdm_keys(**changes: Any) -> dict[str, Any]:
    return dict(build(**changes).payloads[-1].content)


def test_the_document_is_this() -> None:
    assert {
        "PayloadType": "Configuration",
        "PayloadVersion": 1,
        "PayloadIdentifier": "com.example.mdm",
        "PayloadUUID": derive_uuid("acme", "com.example.mdm"),
        "PayloadDisplayName": "Device management",
        "PayloadScope": "System",
        "PayloadRemovalDisallowed": False,
        "PayloadContent": [
            {
                "PayloadType": "com.apple.security.root",
                "PayloadVersion": 1,
                "PayloadIdentifier": "com.example.mdm.root",
                "PayloadUUID": derive_uuid("acme", "com.example.mdm.root"),
                "PayloadDisplayName": "Certificate authority",
                "PayloadContent": DER,
            },
            {
                "PayloadType": "com.apple.security.pkcs12",
                "PayloadVersion": 1,
                "PayloadIdentifier": "com.example.mdm.identity",
                "PayloadUUID": derive_uuid("acme", "com.example.mdm.identity"),
                "PayloadDisplayName": "Device identity",
                "PayloadContent": DER,
                "Password": "hunter2",
            },
            {
                "PayloadType": "com.apple.mdm",
                "PayloadVersion": 1,
                "PayloadIdentifier": "com.example.mdm.mdm",
                "PayloadUUID": derive_uuid("acme", "com.example.mdm.mdm"),
                "PayloadDisplayName": "Device management",
                "IdentityCertificateUUID": derive_uuid("acme", "com.example.mdm.identity"),
                "Topic": "com.apple.mgmt.External.1",
                "ServerURL": "https://mdm.example.com:8443/mdm",
                "AccessRights": 8191,
                "SignMessage": True,
                "CheckOutWhenRemoved": True,
                "UseDevelopmentAPNS": False,
                "ServerCapabilities": ["com.apple.mdm.per-user-connections", "com.apple.mdm.bootstraptoken"],
            },
        ],
    } == plistlib.loads(build().encode())


def test_the_same_arguments_give_the_same_bytes() -> None:
    assert build().encode() == build().encode()


def test_another_seed_is_another_profile() -> None:
    assert build().uuid != build(seed="other").uuid


def test_uuids_stay_what_they_were() -> None:
    """Changing the derivation would turn every update into a second profile."""
    assert "A931B6BE-FA5D-55BE-89BE-22C44DE1D33C" == derive_uuid("acme", "com.example.mdm")


@pytest.mark.parametrize(("seed", "identifier"), [("", "x"), ("x", "")])
def test_a_uuid_needs_both_names(seed: str, identifier: str) -> None:
    with pytest.raises(ValueError, match="at least one character each"):
        derive_uuid(seed, identifier)


@pytest.mark.parametrize(("transport", "signed"), [(Transport.MDM_SIGNATURE, True), (Transport.MTLS, False)])
def test_sign_message_follows_the_transport(transport: Transport, signed: bool) -> None:
    assert signed is mdm_keys(transport=transport)["SignMessage"]


def test_a_check_in_url_of_its_own_is_sent() -> None:
    assert (
        "https://mdm.example.com/checkin"
        == mdm_keys(check_in_url="https://mdm.example.com/checkin")["CheckInURL"]
    )
    assert "CheckInURL" not in mdm_keys()


@pytest.mark.parametrize("name", ["server_url", "check_in_url"])
@pytest.mark.parametrize(
    "url",
    [
        "http://mdm.example.com/mdm",
        "HTTPS://mdm.example.com/mdm",
        "mdm.example.com",
        "",
        "https://",
        "https:///mdm",
        "https://mdm.example.com:0/mdm",
        "https://mdm.example.com:99999/mdm",
        "https://mdm.example.com:x/mdm",
        "https://user@mdm.example.com/mdm",
        "https://mdm.example.com/mdm#part",
        "https://mdm.example.com/m d m",
        "https://mdm.example.com/mdm\n",
        "https://mdm.exämple.com/mdm",
        "https://[::1/mdm",
    ],
)
def test_only_https_urls_are_taken_and_the_error_says_so(name: str, url: str) -> None:
    with pytest.raises(LocalProtocolError, match=rf"^{name}: expected a URL that begins with https://"):
        build(**{name: url})


@pytest.mark.parametrize("topic", ["com.example.mgmt.1", "com.apple.mgmt.", "", "com.apple.mgmt.…"])
def test_a_topic_without_its_prefix_is_refused(topic: str) -> None:
    with pytest.raises(LocalProtocolError, match=r"^topic: expected com\.apple\.mgmt\."):
        build(topic=topic)


@pytest.mark.parametrize(
    "rights",
    [
        None,
        AccessRights(0),
        AccessRights.MANAGE_PROFILES,
        AccessRights.MANAGE_PROVISIONING_PROFILES | AccessRights.INSPECT_PROFILES,
    ],
)
def test_rights_that_no_profile_may_ask_for_are_refused(rights: AccessRights | None) -> None:
    with pytest.raises(LocalProtocolError, match=r"(?i)access_?rights"):
        build(access_rights=rights)


def test_rights_are_written_as_a_number() -> None:
    rights = mdm_keys(access_rights=AccessRights.MANAGE_PROFILES | AccessRights.INSPECT_PROFILES)[
        "AccessRights"
    ]
    assert (3, int) == (rights, type(rights))


def test_user_enrollment_names_its_user_and_has_no_rights() -> None:
    keys = mdm_keys(account=ACCOUNT, access_rights=None)
    assert ("ada@example.com", "BYOD") == (keys["AssignedManagedAppleID"], keys["EnrollmentMode"])
    assert "AccessRights" not in keys
    assert {str} == {type(keys["EnrollmentMode"])}


def test_user_enrollment_with_rights_is_refused() -> None:
    with pytest.raises(LocalProtocolError, match="User Enrollment ignores them"):
        build(account=ACCOUNT)


def test_account_driven_device_enrollment_has_both() -> None:
    keys = mdm_keys(account=attrs.evolve(ACCOUNT, mode=EnrollmentMode.ADDE))
    assert ("ADDE", 8191) == (keys["EnrollmentMode"], keys["AccessRights"])


def test_an_account_has_a_name() -> None:
    with pytest.raises(LocalProtocolError, match=r"^account: expected the Managed Apple Account"):
        build(account=AccountDriven(managed_apple_id=""), access_rights=None)


def test_capabilities_are_written_in_one_order() -> None:
    every = {
        ServerCapability.GET_TOKEN,
        ServerCapability.PER_USER_CONNECTIONS,
        ServerCapability.BOOTSTRAP_TOKEN,
    }
    assert [
        "com.apple.mdm.per-user-connections",
        "com.apple.mdm.bootstraptoken",
        "com.apple.mdm.token",
    ] == mdm_keys(capabilities=every)["ServerCapabilities"]
    assert [] == mdm_keys(capabilities=())["ServerCapabilities"]


def test_switches_are_written() -> None:
    keys = mdm_keys(check_out_when_removed=False, use_development_apns=True)
    assert (False, True) == (keys["CheckOutWhenRemoved"], keys["UseDevelopmentAPNS"])


def test_words_for_people_are_written() -> None:
    profile = build(
        display_name="Acme", description="Manages", organization="Acme Inc", consent_text={"en": "Agree"},
        removal_disallowed=True,
    )  # fmt: skip
    assert ("Acme", "Manages", "Acme Inc", {"en": "Agree"}, True) == (
        profile.display_name,
        profile.description,
        profile.organization,
        profile.consent_text,
        profile.removal_disallowed,
    )
    assert ("Acme", "Acme Inc") == (profile.payloads[-1].display_name, profile.payloads[-1].organization)


def test_more_keys_of_the_payload_can_be_given() -> None:
    assert 1234 == mdm_keys(extra={"RequiredAppIDForMDM": 1234})["RequiredAppIDForMDM"]


def test_a_key_that_an_argument_sets_cannot_be_given_twice() -> None:
    with pytest.raises(ValueError, match="Topic given twice"):
        build(extra={"Topic": "com.apple.mgmt.2"})


@pytest.mark.parametrize("kind", ["com.apple.security.scep", "com.apple.security.acme"])
def test_a_device_may_get_its_identity_elsewhere(kind: str) -> None:
    identity = Payload(
        type=kind, identifier="com.example.mdm.scep", uuid="U", content={"PayloadContent": {"URL": "x"}}
    )
    assert "U" == mdm_keys(identity=identity)["IdentityCertificateUUID"]


def test_an_identity_is_an_identity() -> None:
    with pytest.raises(LocalProtocolError, match=r"^identity: expected one of com\.apple\.security\.acme"):
        build(identity=ROOT)


def test_trust_is_in_certificates() -> None:
    with pytest.raises(
        LocalProtocolError, match=r"^trust: expected payloads of type com\.apple\.security\.root"
    ):
        build(trust=[IDENTITY])


def test_the_same_certificate_twice_is_refused() -> None:
    with pytest.raises(LocalProtocolError, match="1007"):
        build(trust=[ROOT, ROOT])


@pytest.mark.parametrize(
    ("data", "error"), [(b"-----BEGIN", ValueError), (b"", ValueError), ("x", TypeError)]
)
def test_certificates_and_identities_are_der(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"^certificate: expected"):
        root_payload(data, identifier="x", seed="acme")
    with pytest.raises(error, match=r"^pkcs12: expected"):
        pkcs12_payload(data, password="x", identifier="x", seed="acme")


def test_an_identity_without_password_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^password: expected"):
        pkcs12_payload(DER, password="", identifier="x", seed="acme")


def test_no_password_and_no_identity_is_shown() -> None:
    shown = repr(build())
    assert "hunter2" not in shown
    assert repr(DER) not in shown


def test_every_key_is_one_of_apples() -> None:
    yaml = pytest.importorskip("yaml", reason="PyYAML reads the schema files")
    path = shared("apple-device-management/mdm/profiles/com.apple.mdm.yaml")
    keys = {key["key"]: key for key in yaml.safe_load(path.read_text(encoding="utf-8"))["payloadkeys"]}
    built = mdm_keys(
        check_in_url="https://mdm.example.com/checkin",
        account=attrs.evolve(ACCOUNT, mode=EnrollmentMode.ADDE),
    )
    assert set() == built.keys() - keys.keys()
    assert set() == {name for name, key in keys.items() if key["presence"] == "required"} - built.keys()
    assert {mode.value for mode in EnrollmentMode} == set(keys["EnrollmentMode"]["rangelist"])
    assert {known.value for known in ServerCapability} == set(
        keys["ServerCapabilities"]["subkeys"][0]["rangelist"]
    )
