"""What stands only in prose, or stood in the reference of 2014: the overlay, entry by entry."""

from __future__ import annotations

from typing import Any

import pytest

from pymdm import commands, declarations, profiles
from pymdm._model import Model, Outcome
from pymdm.errors import DecodeError, LocalProtocolError
from pymdm.protocol import AccessRights, EnrollmentKind, Target
from tools.schema_generator import overlay
from tools.schema_generator.overlay import OVERLAY, laid_over

InstallApplication, RequestMirroring = commands.InstallApplication, commands.RequestMirroring

CASES: list[tuple[Model, list[str]]] = [
    (InstallApplication(itunes_store_id=1), []),
    (InstallApplication(manifest_url="https://example.com/app.plist"), []),
    (
        InstallApplication(manifest_url="http://example.com/app.plist"),
        ["InstallApplication.ManifestURL: expected text of the form https://.*"],
    ),
    (
        InstallApplication(),
        ["InstallApplication: expected exactly one of iTunesStoreID, Identifier, ManifestURL"],
    ),
    (
        InstallApplication(itunes_store_id=1, identifier="com.example"),
        ["InstallApplication: expected exactly one of iTunesStoreID, Identifier, ManifestURL"],
    ),
    (InstallApplication(extra={"Identifier2": 1}, identifier="com.example"), []),
    (
        commands.InstallEnterpriseApplication(manifest_url="ftp://example.com"),
        ["InstallEnterpriseApplication.ManifestURL: expected text of the form https://.*"],
    ),
    (RequestMirroring(destination_name="Room"), []),
    (RequestMirroring(destination_name="Room", destination_device_id="AA:bb:00:11:22:33"), []),
    (RequestMirroring(), ["RequestMirroring: expected at least 1 of DestinationName, DestinationDeviceID"]),
    (
        RequestMirroring(destination_device_id="AA:BB"),
        [
            f"RequestMirroring.DestinationDeviceID: expected text of the form {overlay.MAC}",
        ],
    ),
    (
        RequestMirroring(destination_name="Room", scan_time=9),
        ["RequestMirroring.ScanTime: expected at least 10"],
    ),
    (
        RequestMirroring(destination_name="Room", scan_time=301),
        ["RequestMirroring.ScanTime: expected at most 300"],
    ),
    (commands.EnableLostMode(message="Call me"), []),
    (commands.EnableLostMode(), ["EnableLostMode: expected at least 1 of Message, PhoneNumber"]),
    (commands.DeviceLock(pin="1234"), []),
    (commands.EraseDevice(pin="123456"), []),
    (commands.EraseDevice(pin="12345"), ["EraseDevice.PIN: expected text of the form [0-9]{6}|[0-9]{4}"]),
    (profiles.WiFi(ssid_str="a", roaming_consortium_ois=["5A03BA", "001BC50460", "5A03BA0000"]), []),
    (
        profiles.WiFi(ssid_str="a", roaming_consortium_ois=["5A03BA00"]),
        [f"WiFi.RoamingConsortiumOIs[0]: expected text of the form {overlay.ROAMING}"],
    ),
    (commands.DeviceInformation(queries=["Languages", "Locales", "EthernetMACs"]), []),
]


@pytest.mark.parametrize(("value", "faults"), CASES, ids=lambda case: repr(case)[:60])
def test_what_the_prose_says_is_checked(value: Model, faults: list[str]) -> None:
    assert faults == list(value.faults())


def test_what_a_device_may_answer_to_mirroring_is_known() -> None:
    answer = commands.RequestMirroringResponse.decode({"MirroringResult": "Prompted"})
    assert 1 == len(list(answer.faults()))
    assert [] == list(commands.RequestMirroringResponse.decode({"MirroringResult": "Prompting"}).faults())


def test_an_app_may_be_unmanaged_as_in_2014() -> None:
    options = InstallApplication.Options(not_managed=True)
    assert {"NotManaged": True} == options.wire()


def test_synchronization_tokens_are_typed_although_the_file_has_them_in_prose() -> None:
    wire = {"SyncTokens": {"Timestamp": "2025-01-01T00:00:00Z", "DeclarationsToken": "abc"}}
    assert "abc" == declarations.TokensResponse.decode(wire).sync_tokens.declarations_token


def test_restrictions_by_profile_need_the_right_to_inspect_as_well() -> None:
    def outcome(rights: AccessRights, *, profiles: bool) -> Outcome:
        order = commands.Restrictions(profile_restrictions=True if profiles else None)
        target = Target(os="iOS", version="17.0", enrollment=EnrollmentKind.DEVICE, access_rights=rights)
        return order.availability(target).outcome

    query, inspect = AccessRights.QUERY_RESTRICTIONS, AccessRights.INSPECT_PROFILES
    assert Outcome.ALLOWED is outcome(query, profiles=False)
    assert Outcome.REFUSED is outcome(query, profiles=True)
    assert Outcome.REFUSED is outcome(inspect, profiles=True)
    assert Outcome.ALLOWED is outcome(query | inspect, profiles=True)


def test_alternative_names_of_scep_are_one_or_several() -> None:
    names = profiles.SCEP.PayloadContent.SubjectAltName
    several = names(dns_name=["a.example", "b.example"], rfc822_name="a@example")
    wire = {"dNSName": ["a.example", "b.example"], "rfc822Name": "a@example"}
    assert (wire, several) == (several.wire(), names.decode(wire))
    assert [] == list(several.faults())
    assert ("a.example", "b.example") == several.dns_name
    wrong: Any = [1]
    with pytest.raises(TypeError, match=r"dns_name\[0\]: expected a string, not int"):
        names(dns_name=wrong)
    with pytest.raises(DecodeError, match="dNSName: expected a string or an array of strings"):
        names.decode({"dNSName": 1})


def test_media_are_ruled_by_one_word_or_several() -> None:
    media = profiles.MediaManagementAllowedMedia.MountControls
    both = media(cd="deny", dvd=["deny", "eject"])
    assert ({"cd": "deny", "dvd": ["deny", "eject"]}, []) == (both.wire(), list(both.faults()))
    assert [
        "MediaManagementAllowedMedia.MountControls.cd: expected one of authenticate, read-only, deny, eject"
    ] == list(media(cd="allow").faults())


def test_any_command_may_wait_for_a_cable() -> None:
    lock = commands.DeviceLock(request_requires_network_tether=True, pin="123456")
    wire = {"RequestType": "DeviceLock", "RequestRequiresNetworkTether": True, "PIN": "123456"}
    assert (wire, lock) == (lock.wire(), commands.DeviceLock.decode(wire))
    lock.check(Target(os="macOS", version="15.0", supervised=True))


def test_a_broken_choice_stops_a_command_before_it_is_sent() -> None:
    with pytest.raises(LocalProtocolError, match="exactly one of iTunesStoreID"):
        InstallApplication().check(Target(os="iOS", version="17.0", supervised=True))


def test_every_entry_says_where_it_is_from() -> None:
    assert [] == [entry.path for entry in OVERLAY if not entry.why]
    assert [] == [choice.qualname for choice in overlay.CHOICES if not choice.why]


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ([], "PIN is gone"),
        ([{"key": "Other", "type": "<string>"}], "PIN is gone"),
    ],
)
def test_an_entry_that_no_longer_fits_stops_the_generator(keys: list[dict[str, str]], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        laid_over({"payloadkeys": keys}, "mdm/commands/device.lock")


def test_an_addition_that_apple_has_made_as_well_stops_the_generator() -> None:
    options = {"key": "Options", "type": "<dictionary>", "subkeys": [{"key": "NotManaged"}]}
    with pytest.raises(ValueError, match=r"Options\.NotManaged is there already"):
        laid_over({"payloadkeys": [options]}, "mdm/commands/application.install")
