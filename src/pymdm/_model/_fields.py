"""One key of a schema class: the facts that its annotation cannot say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import attrs

from ._shapes import resolved, shape_of

if TYPE_CHECKING:
    from ._shapes import Shape

__all__ = ["Field", "Key", "fields_of", "key"]

_METADATA: Final = "pymdm"


class Key(NamedTuple):
    """The facts of one key; `key` tells what each means."""

    wire: str
    required: bool
    if_absent: object
    allowed: tuple[str | int | float, ...]
    minimum: float | None
    maximum: float | None
    format: str | None
    length: tuple[int, int] | None
    text: str | None
    combine: str | None
    assets: tuple[str, ...]
    contents: tuple[str, ...]
    secret: bool


class Field(NamedTuple):
    """A key with the attribute that holds it and the shape of its values."""

    name: str
    key: Key
    shape: Shape
    must_be_given: bool


def key(
    wire: str,
    /,
    *,
    default: Any = attrs.NOTHING,
    required: bool = False,
    if_absent: object = None,
    allowed: tuple[str | int | float, ...] = (),
    minimum: float | None = None,
    maximum: float | None = None,
    format: str | None = None,  # noqa: A002 - the schema's word for it
    length: tuple[int, int] | None = None,
    text: str | None = None,
    combine: str | None = None,
    assets: tuple[str, ...] = (),
    contents: tuple[str, ...] = (),
    secret: bool = False,
) -> Any:
    """Declare one key of a schema class; the annotation gives its type.

    Args:
        wire: The key as it is sent.
        default: None makes the key optional; without it the key must be given.
        required: The schema requires the key although the class does not insist on it (answers:
            a device may leave out anything).  Implied where there is no default.
        if_absent: What a device takes for a key that is not sent.
        allowed: The only values; for an array, those of its items.
        minimum: Lowest value, or the lowest of an array's items; the facts below likewise.
        maximum: Highest value.
        format: Regular expression that a string has to match from end to end.
        length: Least and greatest length of the array, of one in arrays the innermost.
        text: What kind of string it is: "url", "hostname" or "email".
        combine: How a device makes one value of those of several declarations.
        assets: Types of the declarations that the key may name.
        contents: Media types that the data of such an asset may have.
        secret: The value never shows in a repr.
    """
    facts = Key(
        wire,
        required or default is attrs.NOTHING,
        if_absent,
        allowed,
        minimum,
        maximum,
        format,
        length,
        text,
        combine,
        assets,
        contents,
        secret,
    )
    return attrs.field(default=default, repr=not secret, metadata={_METADATA: facts})


# Filled once per class and never changed: what `fields_of` read from it.
_read: Final[dict[type, tuple[Field, ...]]] = {}


def fields_of(cls: type) -> tuple[Field, ...]:
    """The keys of a schema class in the order of the schema, read at its first use."""
    fields = _read.get(cls)
    if fields is None:
        fields = _read[cls] = tuple(
            Field(
                attribute.name,
                attribute.metadata[_METADATA],
                shape_of(resolved(attribute.type, cls.__module__)),
                attribute.default is attrs.NOTHING,
            )
            for attribute in attrs.fields(cls)
            if _METADATA in attribute.metadata
        )
    return fields
