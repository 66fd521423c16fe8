"""Which folder of the schema becomes which package, and what its classes are called and stand on."""

from __future__ import annotations

import re
from collections.abc import Sequence

import attrs

from . import names
from .tree import Node, Source

__all__ = ["PACKAGES", "Kind", "Planned", "kind_of", "planned"]

PACKAGES = ("commands", "profiles", "declarations", "status", "documents")


@attrs.frozen
class Kind:
    """A folder of the schema."""

    package: str
    base: str
    constant: str = ""
    """The class variable with the name on the wire."""
    type_key: str = ""
    """Where the file says that name."""
    answers: bool = False
    """Whether devices send these, and may leave out anything."""
    prefix: str = ""
    """What the titles begin with, and the names of the classes do not."""


@attrs.frozen
class Planned:
    """A class that a file becomes."""

    name: str
    kind: Kind
    keys: Sequence[Node]
    wire: str


_COMMANDS = Kind("commands", "Command", "request_type", "requesttype")
_ANSWERS = Kind("commands", "Answer", answers=True)

#: By the beginning of the path, the longest first.
_KINDS = {
    "mdm/commands/": _COMMANDS,
    "mdm/profiles/TopLevel": Kind("profiles", "Document"),
    "mdm/profiles/": Kind("profiles", "Payload", "payload_type", "payloadtype"),
    "mdm/errors/": Kind("documents", "Document", prefix="Error "),
    "declarative/declarations/declarationbase": Kind("declarations", "Document"),
    "declarative/declarations/assets/credentials/": Kind(
        "declarations", "Credential", "credential_type", "credentialtype"
    ),
    "declarative/declarations/": Kind("declarations", "Declaration", "declaration_type", "declarationtype"),
    "declarative/protocol/statusreport": Kind("declarations", "Document", answers=True),
    "declarative/protocol/": Kind("declarations", "Document"),
    "declarative/status/statusreason": Kind("status", "Document", answers=True),
    "declarative/status/": Kind(
        "status", "StatusItem", "status_item_type", "statusitemtype", answers=True, prefix="Status "
    ),
    "other/machineinfo": Kind("documents", "Document", answers=True),
    "other/": Kind("documents", "Document"),
}

#: Classes whose titles make no good name.
_NAMES = {
    "declarative/declarations/configurations/network.vpn.vpn-plugin": "NetworkVPNPlugin",
    "declarative/declarations/configurations/network.vpn.ikev2": "NetworkVPNIKEv2",
    "mdm/errors/psso.required": "PlatformSSORequired",
    "mdm/errors/softwareupdate.required": "SoftwareUpdateRequired",
    "mdm/errors/watch.pairing.token.missing": "PairingTokenMissing",
    "mdm/profiles/com.apple.MCX(FileVault2)": "FileVaultOptions",
    "mdm/profiles/com.apple.MCX.FileVault2": "FileVault",
    "mdm/profiles/com.apple.lom": "LightsOutManagement",
    "other/manifesturl": "AppManifest",
}

#: Check-ins are written by hand; these files are what their tests compare them with.  The keys that all
#: payloads have are the base class `Payload`.
_BY_HAND = ("mdm/checkin/", "mdm/profiles/CommonPayloadKeys")


def kind_of(path: str) -> Kind | None:
    """The kind of a file; None for what is written by hand."""
    if path.startswith(_BY_HAND):
        return None
    return next(kind for start, kind in _KINDS.items() if path.startswith(start))


def planned(source: Source) -> list[Planned]:
    """The classes that a file becomes: one, and for a command with an answer two."""
    kind = kind_of(source.path)
    if kind is None:
        return []
    wire = source.payload.get(kind.type_key, "") if kind.type_key else ""
    name = wire if kind is _COMMANDS else _NAMES.get(source.path) or _name(source.title, kind)
    found = [Planned(name, kind, source.keys, wire)]
    if source.answers is not None:
        found.append(Planned(f"{name}Response", _ANSWERS, source.answers, ""))
    return found


def _name(title: str, kind: Kind) -> str:
    title = re.sub(r"^802\.1X: ", "", title).removeprefix(kind.prefix)
    return names.camel(title.replace("Parental Control: ", "Parental Controls: "))
