"""What became of a declaration on a device, as its status item ``management.declarations`` tells."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from .declaration import Declaration, shortened
from .kinds import DeclarationKind
from .reason import Reason, read_reasons

__all__ = ["DeclarationState", "Validity", "declaration_states"]

_ITEM: Final = "management.declarations"


@enum.unique
class Validity(enum.Enum):
    """What a device thinks of a declaration; the value is the word on the wire."""

    UNKNOWN = "unknown"
    VALID = "valid"
    INVALID = "invalid"


_BY_WORD: Final = {validity.value: validity for validity in Validity}


@attrs.frozen(kw_only=True)
class DeclarationState:
    """The state of one declaration.

    Attributes:
        kind: What it is for.
        identifier: Its name.
        server_token: Of the revision that the state is about; None if the device did not say.
        active: Whether it is in force; None if the device did not say.
        valid: What the device thinks of it, or its own word where that is a new one.
        reasons: Why; of an invalid one, what is wrong.
    """

    kind: DeclarationKind
    identifier: str
    server_token: str | None = attrs.field(default=None, repr=shortened)
    active: bool | None = None
    valid: Validity | str = Validity.UNKNOWN
    reasons: tuple[Reason, ...] = ()

    def is_about(self, declaration: Declaration) -> bool:
        """Whether it is about this very revision, and not about one that the device had before."""
        mine = (self.kind, self.identifier, self.server_token)
        return mine == (declaration.kind, declaration.identifier, declaration.server_token)


def declaration_states(values: Mapping[str, Any]) -> tuple[DeclarationState, ...]:
    """The states among values of status items by name; empty if the device did not report any.

    An entry without an identifier is left out, and one key of the wrong type hides no other.
    """
    item = values.get(_ITEM)
    return tuple(_states(item)) if isinstance(item, dict) else ()


def _states(item: Mapping[str, Any]) -> Iterator[DeclarationState]:
    for kind in DeclarationKind:
        entries = item.get(kind.status_key)
        for entry in entries if isinstance(entries, list) else []:
            if isinstance(entry, dict) and isinstance(entry.get("identifier"), str):
                yield _state(kind, entry)


def _state(kind: DeclarationKind, entry: Mapping[str, Any]) -> DeclarationState:
    token, active, word = (entry.get(name) for name in ("server-token", "active", "valid"))
    valid = word if isinstance(word, str) else Validity.UNKNOWN.value
    return DeclarationState(
        kind=kind,
        identifier=entry["identifier"],
        server_token=token if isinstance(token, str) else None,
        active=active if isinstance(active, bool) else None,
        valid=_BY_WORD.get(valid, valid),
        reasons=read_reasons(entry.get("reasons")),
    )
