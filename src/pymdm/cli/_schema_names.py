"""What Apple's schema covers here, and what somebody may mean by a name, by the index alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pymdm.schema import _index

if TYPE_CHECKING:
    from pymdm._model import Model

__all__ = ["Entry", "entries", "kinds", "near", "of_kind", "wanted"]

_DECLARATIONS: Final = {
    "com.apple.configuration.": "configurations",
    "com.apple.asset.": "assets",
    "com.apple.activation.": "activations",
    "com.apple.management.": "management",
}
# Words for several kinds, or for one that is called otherwise.
_ALSO: Final = {
    "declarations": tuple(_DECLARATIONS.values()),
    "profiles": ("payloads",),
    "status": ("status items",),
}
# What devices are told with HTTP 403; the other documents are what their names say.
_ERROR_BODIES: Final = frozenset(
    {
        "PairingTokenMissing",
        "PlatformSSORequired",
        "SoftwareUpdateRequired",
        "UnrecognizedDevice",
        "WellKnownFailed",
    }
)
# Words of a name that are near enough to suggest another; difflib's own default.
_NEAR: Final = 0.6


class Entry(NamedTuple):
    """Something that can be shown.

    Attributes:
        kind: Plural, one of the keys of `kinds`.
        name: What it is called here.
        wire: Its type on the wire; empty if it has none.
        door: The package of its class ("commands").
        qualname: Of its class; of a query, that of the command.
    """

    kind: str
    name: str
    wire: str
    door: str
    qualname: str

    @property
    def importable(self) -> str:
        """Where users find the class."""
        return f"pymdm.{self.door}.{self.qualname}"

    def load(self) -> type[Model]:
        """The class."""
        name, *inner = self.qualname.split(".")
        found: Any = getattr(import_module(f"pymdm.{self.door}"), name)
        for part in inner:
            found = getattr(found, part)
        loaded: type[Model] = found
        return loaded


def entries() -> tuple[Entry, ...]:
    """Everything, kind by kind."""
    return (*_commands(), *_payloads(), *_declarations(), *_status(), *_documents())


def kinds(found: tuple[Entry, ...]) -> Mapping[str, tuple[Entry, ...]]:
    """The same by kind."""
    names = dict.fromkeys(entry.kind for entry in found)
    return {kind: tuple(entry for entry in found if entry.kind == kind) for kind in names}


def of_kind(found: tuple[Entry, ...], kind: str) -> tuple[Entry, ...]:
    """All of a kind, in small letters: ``Settings`` is a command, ``settings`` are its items."""
    chosen = _ALSO.get(kind, (kind,))
    return tuple(entry for entry in found if entry.kind in chosen)


def wanted(found: tuple[Entry, ...], name: str) -> tuple[Entry, ...]:
    """What a name means: as it is called here, on the wire, or with its package; capitals do not matter.

    Where classes share a name, all of them (``Restrictions`` is a command and a payload).
    """
    name = name.lower()
    return tuple(entry for entry in found if name in _spellings(entry))


def near(found: tuple[Entry, ...], name: str) -> list[str]:
    """Names that somebody may have meant, as they are written."""
    written = {text.lower(): text for entry in found for text in (entry.name, entry.wire) if text}
    written |= {kind: kind for kind in kinds(found)}
    return [written[text] for text in get_close_matches(name.lower(), written, n=3, cutoff=_NEAR)]


def _spellings(entry: Entry) -> set[str]:
    names = {entry.name, entry.wire, entry.qualname, f"{entry.door}.{entry.qualname}", entry.importable}
    return {entry.name.lower()} if entry.kind == "queries" else {name.lower() for name in names if name}


def _commands() -> Iterator[Entry]:
    for request_type, (cls, _) in _index.REQUEST_TYPES.items():
        yield Entry("commands", cls, request_type, "commands", cls)
    settings = import_module("pymdm.commands").Settings
    for name in sorted(cls.__name__ for cls in settings.AnySetting.__args__):
        yield Entry("settings", name, "", "commands", f"Settings.{name}")
    for name in sorted(_queries(), key=str.lower):
        yield Entry("queries", name, "", "commands", "DeviceInformation")


def _queries() -> tuple[str, ...]:
    from pymdm._model._fields import fields_of

    (facts,) = (
        field.key
        for field in fields_of(import_module("pymdm.commands").DeviceInformation)
        if field.name == "queries"
    )
    return tuple(map(str, facts.allowed))


def _payloads() -> Iterator[Entry]:
    types = {name: wire for wire, names in _index.PAYLOAD_TYPES.items() for name in names}
    for name in _index.PROFILES:
        kind = "payloads" if name in types else "profile"
        yield Entry(kind, name, types.get(name, ""), "profiles", name)


def _declarations() -> Iterator[Entry]:
    types = {name: wire for wire, name in _index.DECLARATION_TYPES.items()}
    credentials = {name: wire for wire, name in _index.CREDENTIAL_TYPES.items()}
    found = []
    for name in _index.DECLARATIONS:
        wire = types.get(name, "")
        kind = next((kind for start, kind in _DECLARATIONS.items() if wire.startswith(start)), "messages")
        kind = "credentials" if name in credentials else kind
        found.append(Entry(kind, name, wire or credentials.get(name, ""), "declarations", name))
    order = [*_DECLARATIONS.values(), "credentials", "messages"]
    yield from sorted(found, key=lambda entry: order.index(entry.kind))


def _status() -> Iterator[Entry]:
    items = {name: wire for wire, name in _index.STATUS_ITEM_TYPES.items()}
    for name in _index.STATUS:
        yield Entry(
            "status items" if name in items else "messages", name, items.get(name, ""), "status", name
        )


def _documents() -> Iterator[Entry]:
    for name in _index.DOCUMENTS:
        kind = "error bodies" if name in _ERROR_BODIES else "documents"
        yield Entry(kind, name, "", "documents", name)
