"""The classes against Apple's files, key by key, read by a walker that shares nothing with the generator.

Skipped where the files are not beside the checkout: they are no part of the repository.
"""

from __future__ import annotations

import collections
from typing import Any

import pytest

from pymdm.schema import _index
from tests.unit.schema import apple
from tests.unit.schema.walker import Walk
from tools.schema_generator import overlay

_RIGHTS = "accessrights AllowQueryRestrictions AllowInspection"

_MIRRORING = "RequestMirroringResponse.MirroringResult"

#: What the classes say and the files do not, or no longer: the overlay, whose entries tell why.
BEYOND_THE_FILES = {
    "declarative/protocol/tokensresponse.yaml": {
        "TokensResponse.SyncTokens: type TokensResponse.SyncTokens dictionary"
    },
    "mdm/commands/application.install.enterprise.yaml": {
        "InstallEnterpriseApplication.ManifestURL: format https://.*"
    },
    "mdm/commands/application.install.yaml": {
        "InstallApplication.ManifestURL: format https://.*",
        "InstallApplication.Options.NotManaged: is not in the file",
    },
    "mdm/commands/device.erase.yaml": {"EraseDevice.PIN: format [0-9]{6}|[0-9]{4}"},
    "mdm/commands/device.lock.yaml": {"DeviceLock.PIN: format [0-9]{6}|[0-9]{4}"},
    "mdm/commands/device.restrictions.list.yaml": {
        f"Restrictions.ProfileRestrictions on {system}: {_RIGHTS}"
        for system in ("iOS", "tvOS", "visionOS", "watchOS")
    },
    "mdm/commands/information.device.yaml": {
        "DeviceInformation.Queries: rangelist ['Languages', 'Locales', 'EthernetMACs']",
        "DeviceInformationResponse.QueryResponses.EthernetMACs: is not in the file",
        "DeviceInformationResponse.QueryResponses.Languages: is not in the file",
        "DeviceInformationResponse.QueryResponses.Locales: is not in the file",
    },
    "mdm/commands/mirroring.request.yaml": {
        "RequestMirroring.DestinationDeviceID: format ([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}",
        "RequestMirroring.ScanTime: default 30",
        "RequestMirroring.ScanTime: range 10 300",
        f"{_MIRRORING}: rangelist ['Prompting', 'DestinationNotFound', 'Cancelled', 'Unknown']",
    },
    "mdm/profiles/com.apple.systemuiserver.yaml": {
        f"MediaManagementAllowedMedia.{controls}.{name}: type a string or an array of strings"
        for controls in ("logout-eject", "mount-controls", "unmount-controls")
        for name in overlay._MEDIA
    },
    "mdm/profiles/com.apple.security.scep.yaml": {
        f"SCEP.PayloadContent.SubjectAltName.{name}: type a string or an array of strings"
        for name in ("rfc822Name", "dNSName", "uniformResourceIdentifier", "ntPrincipalName")
    },
    "mdm/profiles/com.apple.wifi.managed.yaml": {
        "WiFi.RoamingConsortiumOIs: format [0-9A-Za-z]{6}|[0-9A-Za-z]{9,10}",
    },
    "mdm/commands/settings.yaml": {
        "Settings.Settings.Language: is not in the file",
        "Settings.Settings.Locale: is not in the file",
        "SettingsResponse.Settings: type an array of SettingsResponse.SettingsItem dictionary",
    },
}

#: Files, and of them those with generated classes, by package.
COUNTS = {"commands": 68, "profiles": 127, "declarations": 68, "status": 64, "documents": 10}


def text_of(path: str) -> dict[str, Any]:
    """A file; the panes of Setup Assistant are keys there and the values of an array here."""
    text = apple.document(path)
    if path == "other/skipkeys.yaml":
        item = {"key": "SkipKey", "type": "<string>", "subkeys": text["payloadkeys"]}
        keys = {"key": "SkipKeys", "type": "<array>", "presence": "required", "subkeys": [item]}
        return text | {"payloadkeys": [keys]}
    return text


@pytest.mark.parametrize("package", apple.PACKAGES)
def test_the_classes_say_what_the_files_say(package: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = collections.defaultdict(set)
    walk = Walk()
    for path in apple.paths():
        if f".schema.{package}." in apple.modules()[path].__name__:
            for difference in walk.file(text_of(path), apple.classes(path)):
                found[path].add(difference)
    with capsys.disabled():
        print(f"\n{package}: {walk.count} keys compared", end=" ")  # noqa: T201
    beyond = {path: said for path, said in BEYOND_THE_FILES.items() if path in apple.modules()}
    assert dict(found) == {
        path: said for path, said in beyond.items() if f".{package}." in apple.modules()[path].__name__
    }
    assert walk.count > COUNTS[package]


def test_every_file_has_its_module_and_every_module_its_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert set(apple.paths()) == apple.modules().keys()
    with capsys.disabled():
        print(f"\n{len(apple.paths())} files, as many modules", end=" ")  # noqa: T201


def test_the_files_are_as_many_as_are_known() -> None:
    found = collections.Counter(module.__name__.split(".")[2] for module in apple.modules().values())
    assert found == COUNTS


def test_the_index_finds_each_file_by_its_name_on_the_wire() -> None:
    wires = {
        "requesttype": {name: names[0] for name, names in _index.REQUEST_TYPES.items()},
        "statusitemtype": dict(_index.STATUS_ITEM_TYPES),
        "declarationtype": dict(_index.DECLARATION_TYPES),
        "credentialtype": dict(_index.CREDENTIAL_TYPES),
    }
    others = {"any", "status-reason", "DeclarationItemsResponse", "StatusReport", "TokensResponse"}
    theirs = collections.defaultdict(set)
    payloads = collections.Counter[str]()
    for path in apple.paths():
        payload = apple.document(path)["payload"]
        for kind in wires.keys() & payload.keys():
            theirs[kind].add(payload[kind])
        if path.startswith("mdm/profiles/") and "TopLevel" not in path:
            payloads[payload["payloadtype"]] += 1
    assert {kind: set(names) for kind, names in wires.items()} == {
        kind: names - others for kind, names in theirs.items()
    }
    assert payloads == {name: len(classes) for name, classes in _index.PAYLOAD_TYPES.items()}
    assert (68, 63, 60, 4, 120) == (*(len(wires[kind]) for kind in wires), len(payloads))
