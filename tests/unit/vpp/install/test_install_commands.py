"""From licenses and packages to commands; what contradicts itself is refused before a device hears of it."""

from __future__ import annotations

import plistlib
from typing import Any

import pytest

from pymdm import commands
from pymdm.crypto import Secret
from pymdm.errors import LocalProtocolError, NotSupportedOn
from pymdm.protocol import EnrollmentKind, Target
from pymdm.testing.fake_vpp import FakeVPP
from pymdm.vpp import Asset, Assignment, ContentToken, OwnedAsset, User, VPPClient
from pymdm.vpp.install import (
    InvitationResult,
    Management,
    app_manifest,
    install_app,
    install_free_app,
    install_package,
    invitation_url,
    invite_to_program,
    redeem,
)

KEYNOTE = Asset("361285480")
SERIAL = "C02XK1ABJG5H"
DEVICE = Assignment(asset=KEYNOTE, serial=SERIAL)
PERSON = Assignment(asset=KEYNOTE, client_user_id="user-1")
IPHONE = Target(os="iOS", version="18.2", supervised=True, enrollment=EnrollmentKind.DEVICE)
MAC = Target(os="macOS", version="15.1", enrollment=EnrollmentKind.DEVICE)
OLD_MAC = Target(os="macOS", version="10.15.7", enrollment=EnrollmentKind.DEVICE)
TV = Target(os="tvOS", version="17.0", enrollment=EnrollmentKind.DEVICE)
SHARED = Target(os="iPadOS", version="17.0", shared_ipad=True, enrollment=EnrollmentKind.DEVICE)
PRIVATE = Target(os="iOS", version="18.2", enrollment=EnrollmentKind.USER_ENROLLMENT_DEVICE)
PRIVATE_MAC = Target(os="macOS", version="15.1", enrollment=EnrollmentKind.USER_ENROLLMENT_DEVICE)
TEMPLATE = (
    "https://buy.itunes.apple.com/WebObjects/MZFinance.woa/wa/associate?inviteCode=%25inviteCode%25&mt=8"
)
URL = "https://apps.example.com/app.plist"


def wire(command: commands.Command) -> dict[str, Any]:
    """As the device reads it."""
    found = plistlib.loads(command.encode(uuid="1"))["Command"]
    del found["RequestType"]
    return dict(found)


def owned(**keys: Any) -> OwnedAsset:
    return OwnedAsset(
        **{"asset": KEYNOTE, "product_type": "App", "device_assignable": True, "platforms": ("iOS",)} | keys
    )


def test_the_license_of_a_device_installs_without_anybodys_account() -> None:
    command = install_app(DEVICE, target=IPHONE, serial=SERIAL, owned=owned(), awaiting_configuration=True)

    assert wire(command) == {"iTunesStoreID": 361285480, "Options": {"PurchaseMethod": 1}}


def test_from_the_service_to_the_command() -> None:
    """What Apple's service tells is what the command is made of."""
    fake = FakeVPP(apps=1, licenses=2, chaos=None).start()
    there: Any = {"base_url": fake.base_url, "now": fake.clock, "sleep": fake.clock.advance}
    try:
        with VPPClient(ContentToken.from_text(fake.token_file().decode()), **there) as vpp:
            (asset,) = vpp.assets()
            assert vpp.wait(vpp.associate([asset.asset], serials=[SERIAL]), timeout=60).failures == ()
            (assignment,) = vpp.assignments()
        command = install_app(assignment, target=IPHONE, serial=SERIAL, owned=asset)
    finally:
        fake.stop()

    assert wire(command) == {"iTunesStoreID": int(asset.asset.adam_id), "Options": {"PurchaseMethod": 1}}


def test_a_mac_is_told_to_manage() -> None:
    assert wire(install_app(PERSON, target=MAC)) == {
        "iTunesStoreID": 361285480,
        "Options": {"PurchaseMethod": 1},
        "InstallAsManaged": True,
    }
    assert wire(install_app(PERSON, target=MAC, management=Management(managed=False))) == {
        "iTunesStoreID": 361285480,
        "Options": {"PurchaseMethod": 1},
    }


def test_an_old_mac_and_an_iphone_are_told_not_to_manage() -> None:
    unmanaged = {"iTunesStoreID": 361285480, "Options": {"PurchaseMethod": 1, "NotManaged": True}}

    for target in (OLD_MAC, IPHONE):
        assert wire(install_app(DEVICE, target=target, management=Management(managed=False))) == unmanaged


def test_everything_that_can_be_said_of_managing() -> None:
    attributes = commands.InstallApplication.Attributes(removable=False, associated_domains=["a.example"])
    management = Management(
        remove_with_profile=True,
        prevent_backup=True,
        take_over=True,
        attributes=attributes,
        configuration={"server": "a", "password": "canary"},
    )

    assert wire(install_app(DEVICE, target=IPHONE, bundle_id="com.apple.Keynote", management=management)) == {
        "Identifier": "com.apple.Keynote",
        "Options": {"PurchaseMethod": 1},
        "ManagementFlags": 5,
        "Configuration": {"server": "a", "password": "canary"},
        "Attributes": {"Removable": False, "AssociatedDomains": ["a.example"]},
        "ChangeManagementState": "Managed",
    }
    assert "canary" not in repr(management)


def test_an_iphone_app_for_a_mac() -> None:
    command = install_app(DEVICE, target=MAC, owned=owned(), management=Management(ios_app=True))

    assert command.ios_app is True


def test_a_watch_runs_apps_of_other_systems_and_an_asset_may_name_none() -> None:
    watch = Target(os="watchOS", version="10.1", enrollment=EnrollmentKind.DEVICE)

    for target, asset in ((watch, owned()), (MAC, owned(platforms=()))):
        assert install_app(DEVICE, target=target, owned=asset).itunes_store_id == 361285480
    named = install_app(DEVICE, target=watch, bundle_id="com.example.app.watch")
    assert (named.identifier, named.itunes_store_id) == ("com.example.app.watch", None)


def test_a_user_with_an_apple_account_is_taken() -> None:
    person = User(client_user_id="user-1", status="Associated")

    assert install_app(PERSON, target=IPHONE, user=person) == install_app(PERSON, target=IPHONE)


def test_a_user_enrollment_uses_the_license_of_its_user() -> None:
    assert wire(install_app(PERSON, target=PRIVATE))["Options"] == {"PurchaseMethod": 1}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"assignment": Assignment(asset=KEYNOTE)}, "a serial number or a client_user_id"),
        ({"assignment": Assignment(asset=KEYNOTE, serial="A", client_user_id="b")}, "and not both"),
        ({"serial": "OTHER"}, "it is another one's"),
        ({"owned": owned(asset=Asset("1"))}, "the asset that is installed"),
        ({"owned": owned(product_type="Book")}, "InstallMedia installs books"),
        ({"owned": owned(device_assignable=False)}, "not for devices"),
        ({"owned": owned(platforms=("macOS",))}, "expected iOS$"),
        ({"owned": owned(), "target": MAC}, "expected macOS; ios_app=True"),
        ({"owned": owned(), "target": TV}, "expected tvOS$"),
        (
            {"owned": owned(platforms=("macOS",)), "target": MAC, "management": Management(ios_app=True)},
            "iOS$",
        ),
        ({"target": PRIVATE}, "because this is a User Enrollment"),
        ({"target": Target(), "unknown": "allow"}, "target.os"),
        ({"assignment": PERSON, "awaiting_configuration": True}, "nobody has signed in"),
        ({"assignment": PERSON, "target": SHARED}, "of a Shared iPad"),
        ({"assignment": PERSON, "user": User(client_user_id="user-2", status="Associated")}, "who has the"),
        ({"assignment": PERSON, "user": User(client_user_id="user-1", status="Registered")}, "Associated"),
        ({"management": Management(ios_app=True)}, "ios_app: expected for Macs"),
        ({"target": OLD_MAC}, "managed: expected False"),
        ({"assignment": Assignment(asset=Asset("9" * 19), serial=SERIAL)}, "63 bits"),
    ],
)
def test_contradictions_are_refused(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(LocalProtocolError, match=words):
        install_app(**{"assignment": DEVICE, "target": IPHONE} | arguments)


@pytest.mark.parametrize("name", ["remove_with_profile", "prevent_backup", "take_over", "configuration"])
def test_only_a_managed_app_can_be_managed(name: str) -> None:
    value: Any = {"a": 1} if name == "configuration" else True
    with pytest.raises(LocalProtocolError, match=f"{name}: expected with managed=True only"):
        Management(managed=False, **{name: value})


@pytest.mark.parametrize(
    ("target", "management", "words"),
    [
        (PRIVATE, Management(take_over=True), "ChangeManagementState is not for User Enrollment"),
        (PRIVATE_MAC, Management(), "InstallAsManaged is not for User Enrollment"),
        (MAC, Management(attributes=commands.InstallApplication.Attributes(removable=False)), "macOS"),
        (
            Target(os="iOS", version="15.0"),
            Management(attributes=commands.InstallApplication.Attributes(relay_uuid="x")),
            "needs iOS 17.0",
        ),
    ],
)
def test_what_the_device_cannot_do_is_refused_with_the_schemas_reason(
    target: Target, management: Management, words: str
) -> None:
    with pytest.raises(NotSupportedOn, match=words):
        install_app(PERSON, target=target, management=management)


def test_a_free_app_is_the_users_own() -> None:
    assert wire(install_free_app(KEYNOTE, target=IPHONE))["Options"] == {"PurchaseMethod": 0}


@pytest.mark.parametrize("target", [MAC, TV, SHARED, PRIVATE])
def test_where_even_free_apps_need_a_license(target: Target) -> None:
    with pytest.raises(LocalProtocolError, match="asset: expected a license"):
        install_free_app(KEYNOTE, target=target)


def test_a_package_goes_to_a_mac_inside_its_command(signer_der: bytes) -> None:
    manifest = app_manifest(url="https://a.example/a.pkg", bundle_id="com.example.a", title="An app")

    command = install_package(manifest, target=MAC, management=Management(remove_with_profile=True))
    assert isinstance(command, commands.InstallEnterpriseApplication)
    assert wire(command) == {
        "Manifest": manifest.wire(),
        "InstallAsManaged": True,
        "ManagementFlags": 1,
    }

    command = install_package(URL, target=MAC, pinned=[signer_der], require_revocation_check=True)
    assert wire(command) == {
        "ManifestURL": URL,
        "ManifestURLPinningCerts": [signer_der],
        "PinningRevocationCheckRequired": True,
        "InstallAsManaged": True,
    }


def test_elsewhere_a_package_is_an_app_with_an_address() -> None:
    command = install_package(URL, target=TV, management=Management(prevent_backup=True))
    assert wire(command) == {"ManifestURL": URL, "ManagementFlags": 4}

    command = install_package(URL, target=IPHONE, management=Management(managed=False))
    assert wire(command) == {"ManifestURL": URL, "Options": {"NotManaged": True}}


@pytest.fixture(scope="module")
def signer_der() -> bytes:
    """As long as a certificate; what is in it no Mac tells us."""
    return b"\x30\x82\x01\x00" + bytes(256)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"target": Target()}, "target.os"),
        ({"target": IPHONE, "pinned": [b"x"]}, "pinned: expected for Macs"),
        (
            {"manifest": app_manifest(url=URL, bundle_id="a.b", title="An app"), "target": IPHONE},
            "its address",
        ),
        (
            {"manifest": app_manifest(url=URL, bundle_id="a.b", title="An app"), "pinned": [b"x"]},
            "address of a",
        ),
        ({"require_revocation_check": True}, "with pinned certificates only"),
        ({"pinned": [b"-----BEGIN CERTIFICATE-----\n"]}, r"pinned\[0\]: expected a certificate in DER"),
        ({"pinned": [b"\x30\x82\x01\x00" + bytes(257)]}, "DER"),
        ({"management": Management(prevent_backup=True)}, "prevent_backup"),
        (
            {"management": Management(attributes=commands.InstallApplication.Attributes(removable=False))},
            "Macs have none",
        ),
    ],
)
def test_contradictions_of_packages_are_refused(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(LocalProtocolError, match=words):
        install_package(**{"manifest": URL, "target": MAC} | arguments)


def test_a_mac_takes_one_app_at_a_time() -> None:
    one = app_manifest(url=URL, bundle_id="a.b", title="An app")
    with pytest.raises(LocalProtocolError, match="exactly one app"):
        install_package(type(one)(items=one.items * 2), target=MAC)


def test_a_manifests_address_is_https() -> None:
    with pytest.raises(ValueError, match="manifest: expected an address"):
        install_package("http://apps.example.com/app.plist", target=MAC)


def test_the_invitation_has_the_code_in_its_place() -> None:
    told = TEMPLATE.replace("%25inviteCode%25", "a%2Fb%3D")

    assert invitation_url(TEMPLATE, "a/b=") == told
    assert invitation_url(TEMPLATE.replace("%25", "%"), "a/b=") == told
    command = invite_to_program(
        TEMPLATE,
        "a/b=",
        target=Target(os="iPadOS", version="17.0", shared_ipad=False, enrollment=EnrollmentKind.DEVICE),
    )
    assert wire(command) == {"ProgramID": "com.apple.cloudvpp", "InvitationURL": told}


@pytest.mark.parametrize(
    ("template", "code"),
    [("https://a.example/", "code"), (TEMPLATE, ""), ("http://a.example/%inviteCode%", "code")],
)
def test_an_invitation_that_would_lead_nowhere_is_refused(template: str, code: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        invitation_url(template, code)


def test_who_cannot_be_invited_is_not() -> None:
    with pytest.raises(NotSupportedOn, match="User Enrollment"):
        invite_to_program(TEMPLATE, "code", target=PRIVATE)
    allowed = {"Acknowledged", "InvalidProgramID", "InvalidInvitationURL"}
    assert allowed == set(InvitationResult)


def test_a_redemption_code_goes_to_the_app_that_waits_for_it() -> None:
    command = redeem("com.example.app", Secret("ABCD"), target=IPHONE)

    assert wire(command) == {"Identifier": "com.example.app", "RedemptionCode": "ABCD"}
    with pytest.raises(NotSupportedOn):
        redeem("com.example.app", Secret("ABCD"), target=MAC)
    for identifier, code in (("", "ABCD"), ("a", ""), ("a", " ABCD"), ("a", "A\nB")):
        with pytest.raises(LocalProtocolError, match="expected") as caught:
            redeem(identifier, Secret(code), target=IPHONE)
        assert "ABCD" not in str(caught.value)
