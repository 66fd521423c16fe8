"""The traps of Apple's schema, each by the number that the notes on it have."""

from __future__ import annotations

import keyword
from collections.abc import Iterator
from typing import Any

import pytest

from pymdm import commands, declarations, profiles, schema
from pymdm._model import Model
from pymdm._model._fields import Field, fields_of
from pymdm.protocol import AccessRights, Channel, EnrollmentKind, Target
from tests.unit.schema import apple
from tests.unit.schema.test_doors import every_class


def every_field() -> Iterator[tuple[type[Model], Field]]:
    for cls in every_class():
        for field in fields_of(cls):
            yield cls, field


def keys_of(node: Any, above: tuple[int, ...] = ()) -> Iterator[dict[str, Any]]:
    for key in node or []:
        if id(key) not in above:
            yield key
            yield from keys_of(key.get("subkeys"), (*above, id(key)))


def every_key() -> Iterator[dict[str, Any]]:
    for path in apple.paths():
        text = apple.document(path)
        yield from keys_of(text.get("payloadkeys"))
        yield from keys_of(text.get("responsekeys"))


APP = {"bundleID": "b", "appID": b"y"}
FOLDER = {"Title": "e", "Folder": [{"Title": "d", "Folder": []}]}


@pytest.mark.parametrize(
    ("cls", "wire"),
    [
        (
            profiles.HomeScreenLayout,
            {
                "Pages": [
                    [{"Type": "Folder", "Pages": [[{"Type": "Folder", "Pages": [[{"Type": "WebClip"}]]}]]}]
                ]
            },
        ),
        (
            profiles.ParentalControlsApplicationRestrictions,
            {
                "familyControlsEnabled": True,
                "allowList": [{"bundleID": "a", "appID": b"x", "subApps": [APP]}],
            },
        ),
        (
            declarations.SafariBookmarks,
            {
                "ManagedBookmarks": [
                    {
                        "GroupIdentifier": "g",
                        "Title": "t",
                        "Bookmarks": [
                            {
                                "Title": "f",
                                "Folder": [FOLDER],
                            }
                        ],
                    }
                ]
            },
        ),
    ],
    ids=lambda case: getattr(case, "__name__", ""),
)
def test_trap_1_dictionaries_that_stand_in_themselves_end(cls: type[Model], wire: dict[str, Any]) -> None:
    value = cls.decode(wire)
    assert wire.items() <= value.wire().items()
    assert {} == value.extra
    assert value == cls.decode(value.wire())
    assert "extra=" not in repr(value)


def test_trap_2_settings_are_alternatives_and_subjects_arrays_of_arrays() -> None:
    alternatives = [
        field for _, field in every_field() if "classes" in dir(getattr(field.shape, "item", None))
    ]
    assert ["Settings"] == [field.key.wire for field in alternatives]
    nested = [
        key for key in every_key() if key["type"] == "<array>" and key["subkeys"][0]["type"] == "<array>"
    ]
    ours = [field for _, field in every_field() if field.shape.expected.startswith("an array of an array")]
    assert 11 == len(nested)
    assert {"Pages", "Subject"} == {field.key.wire for field in ours}
    scep = profiles.SCEP.PayloadContent(url="https://example.com", subject=[[["CN", "device"]], [["O", "x"]]])
    assert [] == list(scep.faults())
    wrong = profiles.SCEP.PayloadContent(url="https://example.com", subject=[[["CN"]]])
    assert ["SCEP.PayloadContent.Subject[0][0]: expected 2 items"] == list(wrong.faults())


def test_trap_3_default_applications_keep_their_item() -> None:
    browser = commands.Settings.DefaultApplications(web_browser="com.example.browser")
    assert {"Item": "DefaultApplications", "WebBrowser": "com.example.browser"} == browser.wire()


def test_trap_4_strings_with_subkeys_are_strings_with_values() -> None:
    queries = {field.name: field for field in fields_of(commands.DeviceInformation)}["queries"]
    assert "an array of a string" == queries.shape.expected
    assert 85 + 3 == len(queries.key.allowed)
    secure_boot = {
        field.name: field for field in fields_of(commands.SecurityInfoResponse.SecurityInfo.SecureBoot)
    }
    assert ("AllowsAnyAppleSignedOS", "AllowsUserKextApproval", "AllowsMDM") == (
        secure_boot["reduced_security"].key.allowed
    )
    assert [] == [key for key in every_key() if key["type"] != "<string>" and key.get("subkeys") == []]


def test_trap_5_free_keys_are_maps_and_never_stand_beside_named_ones() -> None:
    answer = commands.ManagedApplicationListResponse.decode(
        {"ManagedApplicationList": {"com.example": {"Status": "Managed", "ManagementFlags": 1}}}
    )
    assert answer.managed_application_list is not None
    assert "Managed" == answer.managed_application_list["com.example"].status
    holders = [
        key for key in every_key() for inner in key.get("subkeys") or [] if inner["key"].startswith("ANY")
    ]
    assert [] == [key["key"] for key in holders if len(key["subkeys"]) != 1]
    assert [] == [field.key.wire for _, field in every_field() if field.key.wire.startswith("ANY")]
    anything = declarations.ManagementProperties(extra={"age": 3, "name": "x"})
    assert {"age": 3, "name": "x"} == anything.wire()


def test_trap_6_dictionaries_without_subkeys_are_free() -> None:
    bare = [key["key"] for key in every_key() if key["type"] == "<dictionary>" and not key.get("subkeys")]
    assert ["Payload", "StatusItems", "Details", "SyncTokens", "details"] == bare
    report = declarations.StatusReport.decode({"StatusItems": {"device": {"model": {"family": "Mac"}}}})
    assert {"device": {"model": {"family": "Mac"}}} == report.status_items


def test_trap_7_every_attribute_is_an_identifier_of_its_own() -> None:
    names = {(field.key.wire, field.name) for _, field in every_field()}
    odd = {wire for wire, _ in names if not wire.isidentifier()}
    assert len(odd) > 200
    assert [] == [name for _, name in names if not name.isidentifier() or keyword.iskeyword(name)]
    assert [] == [name for _, name in names if name != name.lower()]
    twins = [cls for cls in every_class() if len({f.name for f in fields_of(cls)}) != len(fields_of(cls))]
    assert [] == twins


def test_trap_8_dictionaries_of_one_name_are_kept_apart_by_their_place() -> None:
    names = [key["key"] for key in every_key() if key["type"] == "<dictionary>"]
    assert 24 <= names.count("IdentityDict")
    services = profiles.PrivacyPreferencesPolicyControl.Services
    assert {services.IdentityDict} == {field.shape.item.cls for field in fields_of(services)}  # type: ignore[union-attr]
    answer = commands.ContentCachingInformationResponse.StatusResponse
    assert answer.ParentsItem.Alert is not answer.PeersItem.Alert


def test_a_class_that_is_shared_has_the_availability_of_each_place() -> None:
    """Camera and the others came at different times; the shared key came with macOS 11 everywhere."""
    policy = profiles.PrivacyPreferencesPolicyControl
    entry = policy.Services.IdentityDict(
        identifier="com.example", identifier_type="bundleID", code_requirement="x", authorization="Deny"
    )
    payload = policy(services=policy.Services(media_library=[entry]))

    def reasons(version: str) -> tuple[str, ...]:
        return payload.availability(
            Target(os="macOS", version=version, enrollment=EnrollmentKind.DEVICE, user_approved=True)
        ).reasons

    where = "PrivacyPreferencesPolicyControl.Services.MediaLibrary"
    assert () == reasons("11.0")
    assert (f"{where}.Authorization needs macOS 11.0",) == reasons("10.15")
    assert f"{where} needs macOS 10.15" in reasons("10.14")


def test_trap_9_one_payload_type_has_several_classes() -> None:
    mcx = schema.payload_classes("com.apple.MCX")
    names = {
        "Accounts",
        "EnergySaver",
        "FileVaultOptions",
        "MobileAccounts",
        "TimeServer",
        "WiFiManagedSettings",
    }
    assert names == {cls.__name__ for cls in mcx}
    both = schema.payload_classes("com.apple.extensiblesso")
    assert {"ExtensibleSingleSignOn", "ExtensibleSingleSignOnKerberos"} == {cls.__name__ for cls in both}


@pytest.mark.parametrize(
    ("command", "right"),
    [
        (commands.InstalledApplicationList(), AccessRights.QUERY_APPLICATIONS),
        (commands.DeviceLock(), AccessRights.LOCK_AND_CLEAR_PASSCODE),
        (commands.ClearPasscode(unlock_token=b"x"), AccessRights.LOCK_AND_CLEAR_PASSCODE),
    ],
    ids=repr,
)
def test_trap_10_both_spellings_of_a_right_are_the_same_right(
    command: commands.Command, right: AccessRights
) -> None:
    def outcome(rights: AccessRights) -> commands.Outcome:
        target = Target(os="iOS", version="17.0", enrollment=EnrollmentKind.DEVICE, access_rights=rights)
        return command.availability(target).outcome

    assert commands.Outcome.ALLOWED is outcome(right)
    assert commands.Outcome.REFUSED is outcome(AccessRights.ALL & ~right)


def test_trap_10_every_right_of_the_files_is_known() -> None:
    def rights(node: Any) -> Iterator[str]:
        for system in (node.get("supportedOS") or {}).values():
            yield from [system["accessrights"]] if "accessrights" in (system or {}) else []

    named = {right for path in apple.paths() for right in rights(apple.document(path)["payload"])}
    named |= {right for key in every_key() for right in rights(key)}
    assert {"None", "n/a", "Special Case"} < named
    assert [] == [name for name in named if AccessRights.from_schema(name) is None]


def test_trap_11_names_of_files_are_not_those_on_the_wire() -> None:
    assert "mdm/commands/passcode.unlocktoken.yaml" in apple.modules()
    module = apple.modules()["mdm/profiles/com.apple.MCX(EnergySaver).yaml"]
    assert "pymdm.schema.profiles.energy_saver" == module.__name__
    assert "RequestUnlockToken" == commands.RequestUnlockToken.request_type


def test_trap_12_no_rule_is_made_of_what_only_the_prose_says() -> None:
    """The keys of a VPN depend on its VPNType, in words; so any of them may stand beside any."""
    ppp = profiles.VPN.PPP(comm_remote_address="example.com")
    vpn = profiles.VPN(user_defined_name="Office", vpn_type="IKEv2", ppp=ppp)
    assert [] == list(vpn.faults())
    anything = {"Forced": [{"mcx_preference_settings": {"any": ["thing", 1]}}]}
    assert anything == profiles.ManagedPreferences.PayloadContent.decode(anything).wire()


def test_channels_of_declarations_are_their_scopes() -> None:
    update = declarations.SoftwareUpdateSettings()
    for channel, outcome in ((Channel.DEVICE, "ALLOWED"), (Channel.USER, "REFUSED")):
        target = Target(os="macOS", version="26.0", supervised=True, channel=channel)
        assert outcome == update.availability(target).outcome.name
