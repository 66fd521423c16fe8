"""The base of all schema classes: built strictly, read leniently, given out in Apple's spelling."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self, TypeVar, dataclass_transform

import attrs

from pymdm.errors import DecodeError

from ._fields import fields_of, key
from ._rules import Choice
from ._shapes import Array, Map, received, text_keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ._fields import Key
    from ._shapes import Problems

__all__ = ["Model", "model"]

_T = TypeVar("_T")


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(key, attrs.field))
def model(cls: type[_T]) -> type[_T]:
    """Make a schema class of the decorated one: frozen, keyword-only, with a repr that keeps secrets.

    repr and equality are `Model`'s own: attrs would compile them anew for each class, which for
    the ninety keys of DeviceInformation takes longer than loading everything else.
    """
    return attrs.frozen(cls, kw_only=True, repr=False, eq=False)


@model
class Model:
    """A dictionary of Apple's protocols whose keys are known.

    Attributes:
        RULES: What the schema says of several keys together.
        extra: Keys that the class does not know, as they are on the wire: what a newer system
            sent, or what you want sent although this version of the schema lacks it.
    """

    RULES: ClassVar[tuple[Choice, ...]] = ()

    extra: Mapping[str, Any] = attrs.field(factory=dict, repr=False)

    def __attrs_post_init__(self) -> None:
        where = type(self).__qualname__
        for field in fields_of(type(self)):
            value = getattr(self, field.name)
            if value is None and not field.must_be_given:
                continue
            object.__setattr__(self, field.name, field.shape.accept(value, f"{where}.{field.name}"))
        object.__setattr__(self, "extra", text_keys(self.extra, f"{where}.extra"))
        if self.extra and (twice := self._wire_of_fields().keys() & self.extra.keys()):
            raise ValueError(f"{where}.extra: {', '.join(sorted(twice))} given twice; keep one of the two")

    def __repr__(self) -> str:
        """Only what is there; of secrets and of `extra`, only that they are."""
        parts = [
            f"{field.name}={'<secret>' if field.key.secret else repr(value)}"
            for field in fields_of(type(self))
            if (value := getattr(self, field.name)) is not None
        ]
        if self.extra:
            parts.append(f"extra=<{', '.join(self.extra)}>")
        return f"{type(self).__qualname__}({', '.join(parts)})"

    def __eq__(self, other: object) -> bool:
        """Same class, same keys and values."""
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in _names(type(self)))

    def __hash__(self) -> int:
        """By what can be hashed: `extra` and free dictionaries are left out, wherever they stand."""
        return hash((type(self), *(_hashable(getattr(self, name)) for name in _names(type(self)))))

    def wire(self) -> dict[str, Any]:
        """The dictionary that a property list carries: keys in the schema's order, then `extra`."""
        return {**self._wire_of_fields(), **self.extra}

    def _wire_of_fields(self) -> dict[str, Any]:
        return {
            field.key.wire: field.shape.put(value)
            for field in fields_of(type(self))
            if (value := getattr(self, field.name)) is not None
        }

    @classmethod
    def decode(cls, wire: Mapping[str, Any], *, path: str = "", problems: Problems = None) -> Self:
        """Read a decoded property list dictionary; keys that are not known go to `extra`.

        Args:
            wire: The dictionary.
            path: Where it stands, for error texts.
            problems: With a list here, a value of the wrong type does not end the reading: it is
                kept in `extra` and its error is added to the list.

        Raises:
            DecodeError: a value has the wrong type, or a key without which the class cannot be
                is missing.  The path is that of the value (``QueryResponses.OSVersion``).
        """
        extra = received(wire, path)
        values: dict[str, Any] = {}
        for field in fields_of(cls):
            here = f"{path}.{field.key.wire}" if path else field.key.wire
            value = extra.get(field.key.wire)
            if value is None:
                if field.must_be_given:
                    raise DecodeError(f"expected {field.shape.expected}, found nothing", path=here)
                continue
            try:
                values[field.name] = field.shape.read(value, here, problems)
            except DecodeError as error:
                if problems is None or field.must_be_given:
                    raise
                problems.append(error)
                values[field.name] = None  # no default stands in for what is kept in `extra`
            else:
                del extra[field.key.wire]
        return cls(**values, extra=extra)

    def faults(self, *, path: str = "") -> Iterator[str]:
        """What the schema forbids about the values here: ranges, formats, values not allowed."""
        path = path or type(self).__qualname__
        for field in fields_of(type(self)):
            value = getattr(self, field.name)
            if value is not None:
                yield from _faults_of(field.key, field.shape, value, f"{path}.{field.key.wire}")
        for rule in self.RULES:
            if expected := rule.broken(self._wire_of_fields().keys() | self.extra.keys()):
                yield f"{path}: expected {expected}"


def _names(cls: type) -> tuple[str, ...]:
    return tuple(attribute.name for attribute in attrs.fields(cls))


def _hashable(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_hashable(item) for item in value)
    return None if isinstance(value, dict | list) else value


def _faults_of(facts: Key, shape: Any, value: Any, path: str) -> Iterator[str]:
    if isinstance(value, Model):
        yield from value.faults(path=path)
    elif isinstance(shape, Array) and not isinstance(value, str):
        if shape.is_innermost and (wrong := _miscounted(facts, value)):
            yield f"{path}: expected {wrong}"
        for n, item in enumerate(value):
            yield from _faults_of(facts, shape.item, item, f"{path}[{n}]")
    elif isinstance(shape, Map):
        for name, item in value.items():
            yield from _faults_of(facts, shape.item, item, f"{path}.{name}")
    elif isinstance(value, str | int | float):
        yield from (f"{path}: expected {expected}" for expected in _broken(facts, value))


def _miscounted(facts: Key, items: tuple[Any, ...]) -> str | None:
    least, most = facts.length or (0, len(items))
    if least <= len(items) <= most:
        return None
    return f"{least} items" if least == most else f"{least} to {most} items"


# What a string has to look like to be of its kind: no more than keeps one from being taken for another.
_KINDS_OF_TEXT: Final = {
    "url": ("a URL", re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")),
    # Underscores, letters of any language and zones of addresses (fe80::1%en0) are none of our business.
    "hostname": ("a host name or an address", re.compile(r"[\w\[:][\w\[\].:%-]*")),
    "email": ("an email address", re.compile(r"[^@\s]+@[^@\s]+")),
}


def _broken(facts: Key, value: str | float) -> Iterator[str]:
    """What the value should have been, once for each rule that it breaks."""
    if facts.allowed and value not in facts.allowed:
        # More names than a reader takes in are looked up in the documentation instead.
        few = len(facts.allowed) <= 20
        yield f"one of {', '.join(map(str, facts.allowed))}" if few else "a value that the schema lists"
    if facts.minimum is not None and isinstance(value, int | float) and value < facts.minimum:
        yield f"at least {facts.minimum}"
    if facts.maximum is not None and isinstance(value, int | float) and value > facts.maximum:
        yield f"at most {facts.maximum}"
    if facts.format is not None and isinstance(value, str) and not re.fullmatch(facts.format, value):
        yield f"text of the form {facts.format}"
    if facts.text is not None and isinstance(value, str):
        name, form = _KINDS_OF_TEXT[facts.text]
        if not form.fullmatch(value):
            yield name
