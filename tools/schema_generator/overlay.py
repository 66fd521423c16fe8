"""What Apple's files lack, laid over them before anything else reads them.

Each entry says where, what, and why: a fact that stands only in prose, that was there in 2014, or that
devices know better.  tests/unit/schema/test_overlay.py holds each of them against the classes.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

import attrs

__all__ = ["CHOICES", "EXCEPTIONS", "OVERLAY", "Choice", "Entry", "laid_over"]

#: Today's text says six characters, that of 2014 four or six; a locked Mac shows a field for digits.
PIN = "[0-9]{6}|[0-9]{4}"

HTTPS = "https://.*"

MAC = "([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}"

#: The pattern in the file forgets a pair of brackets, so that it takes anything after six characters.
#: Identifiers of five octets, as OpenRoaming has them, are ten digits; the file says nine.
ROAMING = "[0-9A-Za-z]{6}|[0-9A-Za-z]{9,10}"

_SUPERVISED_APPLE_TV = {
    "iOS": {"introduced": "n/a"},
    "macOS": {"introduced": "n/a"},
    "tvOS": {"supervised": True},
    "visionOS": {"introduced": "n/a"},
    "watchOS": {"introduced": "n/a"},
}


@attrs.frozen
class Entry:
    """A change to the key at a path (``keys`` or ``answers`` first), which must or must not be there yet."""

    file: str
    path: tuple[str, ...]
    why: str
    change: Mapping[str, Any]
    """Facts that are laid over those of the key."""
    add: bool = False
    """Whether the key is new."""


@attrs.frozen
class Choice:
    """Keys of one dictionary of which some number has to be given."""

    qualname: str
    rule: str
    keys: tuple[str, ...]
    why: str


def _setting(name: str, *keys: str) -> Entry:
    presence = "optional" if len(keys) > 1 else "required"
    return Entry(
        "mdm/commands/settings",
        ("keys", "Settings", name),
        "2014: supervised Apple TVs from software 6.0 on; gone from today's files",
        {
            "type": "<dictionary>",
            "supportedOS": _SUPERVISED_APPLE_TV,
            "subkeys": [
                {"key": "Item", "type": "<string>", "presence": "required", "rangelist": [name]},
                *({"key": key, "type": "<string>", "presence": presence} for key in keys),
            ],
        },
        add=True,
    )


def _query(name: str, support: Mapping[str, Any]) -> tuple[Entry, Entry]:
    file, why = "mdm/commands/information.device", "2014; gone from today's files"
    return (
        Entry(file, ("keys", "Queries", "QueriesItem", name), why, _of("<string>", support), add=True),
        Entry(file, ("answers", "QueryResponses", name), why, _strings(), add=True),
    )


def _of(kind: str, support: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": kind, "supportedOS": support, "presence": "optional"}


def _strings() -> dict[str, Any]:
    return {"type": "<array>", "presence": "optional", "subkeys": [{"key": "Item", "type": "<string>"}]}


def _or_one(file: str, why: str, *path: str) -> Entry:
    """A key that takes a string or an array of strings, although the file types only one of the two."""
    change: dict[str, Any] = {"type": "<array or item>"}
    if file == _SCEP:
        change["subkeys"] = [{"key": f"{path[-1]}Item", "type": "<string>"}]
    return Entry(file, ("keys", *path), why, change)


_SCEP = "mdm/profiles/com.apple.security.scep"
_NAMES = ("rfc822Name", "dNSName", "uniformResourceIdentifier", "ntPrincipalName")
# The controls share one list of keys, so that what is laid over those of the first is in all of them.
_DISCS = ("cd", "dvd", "bd", "blankcd", "blankdvd", "blankbd", "dvdram")
_MEDIA = (*_DISCS, "disk-image", "harddisk-internal", "harddisk-external", "networkdisk")

_NOT_THERE = {"introduced": "n/a"}
_ON_APPLE_TV = {"macOS": {"introduced": "10.9"}} | dict.fromkeys(("iOS", "visionOS", "watchOS"), _NOT_THERE)
_NETWORK = {"accessrights": "AllowQueryNetworkInformation"}
_ETHERNET = {"iOS": {"introduced": "7.0", **_NETWORK}, "macOS": {"introduced": "10.8", **_NETWORK}} | (
    dict.fromkeys(("tvOS", "visionOS", "watchOS"), _NOT_THERE)
)

OVERLAY: tuple[Entry, ...] = (
    _setting("Language", "Language"),
    # The 2014 text calls the key of Locale "Language", too, which may be a slip of the pen: either is taken.
    _setting("Locale", "Language", "Locale"),
    *_query("Languages", _ON_APPLE_TV),
    *_query("Locales", _ON_APPLE_TV),
    *_query("EthernetMACs", _ETHERNET),
    Entry(
        "mdm/commands/settings",
        ("answers", "Settings"),
        "2014, and what devices send: a result for each setting, in the order of the command",
        {"type": "<array>", "subkeys": "itself as an item"},
    ),
    Entry(
        "mdm/commands/application.install",
        ("keys", "Options", "NotManaged"),
        "2014: an app for OS X has to be installed unmanaged",
        {"type": "<boolean>", "presence": "optional"},
        add=True,
    ),
    Entry("mdm/commands/application.install", ("keys", "ManifestURL"), "prose", {"format": HTTPS}),
    Entry("mdm/commands/application.install.enterprise", ("keys", "ManifestURL"), "prose", {"format": HTTPS}),
    Entry("mdm/commands/device.lock", ("keys", "PIN"), "prose, today's and that of 2014", {"format": PIN}),
    Entry("mdm/commands/device.erase", ("keys", "PIN"), "prose, today's and that of 2014", {"format": PIN}),
    Entry("mdm/commands/mirroring.request", ("keys", "DestinationDeviceID"), "prose", {"format": MAC}),
    Entry(
        "mdm/commands/mirroring.request",
        ("keys", "ScanTime"),
        "prose",
        {"range": {"min": 10, "max": 300}, "default": 30},
    ),
    Entry(
        "mdm/commands/mirroring.request",
        ("answers", "MirroringResult"),
        "prose",
        {"rangelist": ["Prompting", "DestinationNotFound", "Cancelled", "Unknown"]},
    ),
    Entry(
        "mdm/profiles/com.apple.wifi.managed",
        ("keys", "RoamingConsortiumOIs", "RoamingConsortiumOI"),
        "devices take identifiers of three and of five octets (Passpoint)",
        {"format": ROAMING},
    ),
    *(_or_one(_SCEP, "prose of SubjectAltName", "PayloadContent", "SubjectAltName", name) for name in _NAMES),
    *(_or_one("mdm/profiles/com.apple.systemuiserver", "prose", "logout-eject", name) for name in _MEDIA),
    Entry(
        "declarative/protocol/tokensresponse",
        ("keys", "SyncTokens"),
        "prose: the dictionary is described, not listed",
        {
            "subkeys": [
                {"key": "Timestamp", "type": "<string>", "presence": "required"},
                {"key": "DeclarationsToken", "type": "<string>", "presence": "required"},
            ]
        },
    ),
)

CHOICES: tuple[Choice, ...] = (
    Choice("Settings.Locale", "exactly_one", ("Language", "Locale"), "MDM reference 2014, Locale"),
    Choice(
        "InstallApplication",
        "exactly_one",
        ("iTunesStoreID", "Identifier", "ManifestURL"),
        "MDM reference 2014, InstallApplication",
    ),
    Choice("EnableLostMode", "at_least_one", ("Message", "PhoneNumber"), "prose"),
    Choice(
        "RequestMirroring",
        "at_least_one",
        ("DestinationName", "DestinationDeviceID"),
        "MDM reference 2014, RequestMirroring: of both, the second is used",
    ),
)

#: Class → what needs no access right.
EXCEPTIONS = {"RemoveProfile": "the profile that holds the MDM payload"}

#: A right that a key needs beside that of its command: MDM reference 2014, Restrictions.
SECOND_RIGHT = ("mdm/commands/device.restrictions.list", ("keys", "ProfileRestrictions"), "AllowInspection")


def laid_over(document: dict[str, Any], file: str) -> dict[str, Any]:
    """The YAML of a file with its entries laid over it.

    Raises:
        ValueError: the file has changed, so that an entry no longer fits.
    """
    for entry in OVERLAY:
        if entry.file == file:
            document = copy.deepcopy(document)
            _apply(entry, document)
    if file == SECOND_RIGHT[0]:
        document = copy.deepcopy(document)
        _second_right(document)
    special = _SPECIAL.get(file)
    return special(document) if special else document


def _apply(entry: Entry, document: dict[str, Any]) -> None:
    side, *names = entry.path
    keys = document["payloadkeys" if side == "keys" else "responsekeys"]
    for name in names[:-1]:
        keys = _one(keys, name, entry).setdefault("subkeys", [])
    found = [key for key in keys if key["key"] == names[-1]]
    if bool(found) == entry.add:
        raise ValueError(f"{entry.file}: {'.'.join(names)} is {'there already' if found else 'gone'}")
    if entry.add:
        keys.append({"key": names[-1], **entry.change})
    elif entry.change.get("subkeys") == "itself as an item":
        item = {**found[0], "key": f"{names[-1]}Item"}
        found[0].update(entry.change, subkeys=[item])
    else:
        found[0].update(entry.change)


def _one(keys: list[dict[str, Any]], name: str, entry: Entry) -> dict[str, Any]:
    for key in keys:
        if key["key"] == name:
            return key
    raise ValueError(f"{entry.file}: {name} of {'.'.join(entry.path)} is gone")


def _second_right(document: dict[str, Any]) -> None:
    _, (_, name), right = SECOND_RIGHT
    systems = document["payload"]["supportedOS"]
    key = next(key for key in document["payloadkeys"] if key["key"] == name)
    support = key.setdefault("supportedOS", {})
    for system, facts in systems.items():
        if facts.get("accessrights"):
            own = support.setdefault(system, {})
            own["accessrights"] = f"{facts['accessrights']} {right}"


def _skip_keys(document: dict[str, Any]) -> dict[str, Any]:
    """The panes are no keys of a dictionary, but the values of an array."""
    item = {"key": "SkipKey", "type": "<string>", "subkeys": document["payloadkeys"]}
    whole = {"key": "SkipKeys", "type": "<array>", "presence": "required", "subkeys": [item]}
    return document | {"payloadkeys": [whole]}


_SPECIAL: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {"other/skipkeys": _skip_keys}
