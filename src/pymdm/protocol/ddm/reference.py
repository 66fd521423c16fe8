"""Which declarations a declaration names: configurations of an activation, assets of a configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from pymdm._model import Model, RawDeclaration
from pymdm._model._fields import fields_of

from .declaration import payload_of
from .kinds import DeclarationKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pymdm._model import Declaration as DeclarationPayload

    from .declaration import Declaration

__all__ = ["Reference", "references"]

_ACTIVATION = "com.apple.activation.simple"


@attrs.frozen(kw_only=True)
class Reference:
    """An identifier in a payload.

    Attributes:
        path: Where it stands, such as ``Payload.StandardConfigurations[0]``.
        identifier: Of the declaration that is meant.
        kind: What that has to be for.
        types: The types that it may have; empty if any of its kind will do.
    """

    path: str
    identifier: str
    kind: DeclarationKind
    types: tuple[str, ...] = ()


def references(declaration: Declaration) -> tuple[Reference, ...]:
    """All declarations that this one names, in the order of its keys.

    A payload that is raw is read as its class would; of one whose type or form nobody knows, nothing is
    known to be named.
    """
    payload = _typed(declaration.payload)
    if payload.declaration_type == _ACTIVATION:
        names = getattr(payload, "standard_configurations", ())
        return tuple(
            Reference(
                path=f"Payload.StandardConfigurations[{n}]",
                identifier=name,
                kind=DeclarationKind.CONFIGURATION,
            )
            for n, name in enumerate(names)
        )
    return tuple(_of_model(payload, "Payload"))


def _typed(payload: DeclarationPayload) -> DeclarationPayload:
    if not isinstance(payload, RawDeclaration):
        return payload
    return payload_of(payload.declaration_type, payload.keys, problems=[])


def _of_model(holder: Model, path: str) -> Iterator[Reference]:
    for field in fields_of(type(holder)):
        value = getattr(holder, field.name)
        yield from _of_value(value, field.key.assets, f"{path}.{field.key.wire}")


def _of_value(value: Any, assets: tuple[str, ...], path: str) -> Iterator[Reference]:
    if isinstance(value, Model):
        yield from _of_model(value, path)
    elif isinstance(value, tuple):
        for n, item in enumerate(value):
            yield from _of_value(item, assets, f"{path}[{n}]")
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _of_value(item, assets, f"{path}.{name}")
    elif assets and isinstance(value, str):
        yield Reference(path=path, identifier=value, kind=DeclarationKind.ASSET, types=assets)
