"""Payloads and declarations that the schema does not know, such as those that Apple shipped yesterday."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

import attrs

from pymdm.errors import DecodeError

from ._fields import fields_of
from ._kinds import Declaration, Payload
from ._shapes import received, text_keys
from ._support import Availability, Outcome

if TYPE_CHECKING:
    from ._shapes import Problems
    from ._target import TargetLike

__all__ = ["RawDeclaration", "RawPayload"]


@attrs.frozen(repr=False, eq=False)
class RawPayload(Payload):
    """A payload of which only the keys are known that every payload has.

    Nothing else is known about it, so `check` lets it pass: whoever writes it has decided.

    Attributes:
        payload_type: The PayloadType.
        keys: The keys of its own, as they are on the wire.
    """

    payload_type: str = attrs.field(kw_only=False)  # type: ignore[misc]  # here the type is a value
    keys: Mapping[str, Any] = attrs.field(factory=dict, kw_only=False, repr=False)

    def __attrs_post_init__(self) -> None:
        _named(self.payload_type, "Raw.payload_type")
        _gather(self, "PayloadType", {field.key.wire for field in fields_of(Payload)})
        super().__attrs_post_init__()

    def __repr__(self) -> str:
        """The names of the keys only: nobody knows which of them are secret."""
        return f"Raw({self.payload_type!r}, keys=<{', '.join(self.wire())}>)"

    def wire(self) -> dict[str, Any]:
        """The dictionary of the payload: PayloadType, the common keys, then its own."""
        return {**super().wire(), **self.keys}

    @classmethod
    def decode(cls, wire: Mapping[str, Any], *, path: str = "", problems: Problems = None) -> Self:
        """Read any payload; only PayloadType must be there.

        Raises:
            DecodeError: it is not, or a key that every payload has is of the wrong type.
        """
        keys = received(wire, path)
        name = _popped(keys, "PayloadType", path)
        values: dict[str, Any] = {}
        for field in fields_of(Payload):
            if field.key.wire in keys:
                here = f"{path}.{field.key.wire}" if path else field.key.wire
                values[field.name] = field.shape.read(keys.pop(field.key.wire), here, problems)
        return cls(name, keys, **values)

    def availability(self, target: TargetLike) -> Availability:
        """Always allowed."""
        return Availability(outcome=Outcome.ALLOWED)


@attrs.frozen(repr=False, eq=False)
class RawDeclaration(Declaration):
    """The payload of a declaration of which nothing is known; `check` lets it pass.

    Attributes:
        declaration_type: The Type of the declaration.
        keys: What stands under Payload, as it is on the wire.
    """

    declaration_type: str = attrs.field(kw_only=False)  # type: ignore[misc]  # here the type is a value
    keys: Mapping[str, Any] = attrs.field(factory=dict, kw_only=False, repr=False)

    def __attrs_post_init__(self) -> None:
        _named(self.declaration_type, "Raw.declaration_type")
        _gather(self, "", set())

    def __repr__(self) -> str:
        """The names of the keys only: nobody knows which of them are secret."""
        return f"Raw({self.declaration_type!r}, keys=<{', '.join(self.keys)}>)"

    def wire(self) -> dict[str, Any]:
        """What stands under Payload."""
        return dict(self.keys)

    def availability(self, target: TargetLike) -> Availability:
        """Always allowed."""
        return Availability(outcome=Outcome.ALLOWED)


def _gather(raw: RawPayload | RawDeclaration, own: str, common: set[str]) -> None:
    """Put `extra` and `keys` into one dictionary of keys that the class does not hold elsewhere."""
    keys = text_keys(raw.keys, "Raw.keys") | text_keys(raw.extra, "Raw.extra")
    if own in keys:
        raise ValueError(f"Raw.keys: leave {own} out, it is the first argument")
    if twice := sorted(keys.keys() & common):
        raise ValueError(f"Raw.keys: give {', '.join(twice)} by name")
    object.__setattr__(raw, "keys", keys)
    object.__setattr__(raw, "extra", {})


def _popped(keys: dict[str, Any], name: str, path: str) -> str:
    value = keys.pop(name, None)
    if not isinstance(value, str) or not value:
        raise DecodeError("expected a string", path=f"{path}.{name}" if path else name)
    return value


def _named(value: Any, where: str) -> None:
    if not isinstance(value, str):
        raise TypeError(f"{where}: expected a string, not {type(value).__name__}")
    if not value:
        raise ValueError(f"{where}: expected at least one character")
