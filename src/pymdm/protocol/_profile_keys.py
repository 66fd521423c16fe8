"""The keys that profiles and payloads have in common: from attributes to the wire and back.

Sources: Apple's schema, mdm/profiles/TopLevel and CommonPayloadKeys.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeAlias

from pymdm.errors import DecodeError

__all__ = [
    "COMMON",
    "CONFIGURATION",
    "MDM_PAYLOAD_TYPE",
    "TOP_LEVEL",
    "UNSET",
    "VERSION",
    "Known",
    "PayloadScope",
    "Problems",
    "check_types",
    "is_consent",
    "is_unset",
    "known_keys",
    "read_known",
    "set_extra",
]

Problems: TypeAlias = list[DecodeError] | None
"""Where a lenient reading reports; None: the first problem is raised."""

CONFIGURATION: Final = "Configuration"

MDM_PAYLOAD_TYPE: Final = "com.apple.mdm"

VERSION: Final = 1
"""The only version of profiles and payloads there is; a device answers 1001 or 2001 to another."""


class _Unset(str):
    """Empty text that is still to be filled in, which text that somebody left empty is not."""

    __slots__ = ()


UNSET: Final = _Unset()


@enum.unique
class PayloadScope(enum.StrEnum):
    """For whom a Mac installs a profile."""

    SYSTEM = "System"
    USER = "User"


Known: TypeAlias = tuple[str, str, type, str]
"""Attribute, key on the wire, type, what error texts call it."""

COMMON: Final[tuple[Known, ...]] = (
    ("type", "PayloadType", str, "a string"),
    ("version", "PayloadVersion", int, "an integer"),
    ("identifier", "PayloadIdentifier", str, "a string"),
    ("uuid", "PayloadUUID", str, "a string"),
    ("display_name", "PayloadDisplayName", str, "a string"),
    ("description", "PayloadDescription", str, "a string"),
    ("organization", "PayloadOrganization", str, "a string"),
)
TOP_LEVEL: Final[tuple[Known, ...]] = (
    *COMMON,
    ("scope", "PayloadScope", PayloadScope, "System or User"),
    ("removal_disallowed", "PayloadRemovalDisallowed", bool, "a boolean"),
    ("removal_date", "RemovalDate", datetime, "a date with time zone"),
    ("duration_until_removal", "DurationUntilRemoval", float, "a number of seconds"),
    ("expiration_date", "PayloadExpirationDate", datetime, "a date with time zone"),
    ("target_device_type", "TargetDeviceType", int, "an integer"),
)
_REQUIRED: Final = ("type", "version", "identifier", "uuid")
# What stands in an attribute while its key holds something that cannot be read: nothing that a device takes.
_UNREADABLE: Final[Mapping[str, str | int]] = {"type": "", "version": 0, "identifier": "", "uuid": ""}


def is_unset(value: object) -> bool:
    """Whether it is for the profile to fill in."""
    return isinstance(value, _Unset)


def is_consent(value: object) -> bool:
    """Whether it is a text to agree to, by language."""
    return isinstance(value, Mapping) and all(
        isinstance(part, str) for pair in value.items() for part in pair
    )


def _fits(value: object, base: type) -> bool:
    if base is datetime:
        return isinstance(value, datetime) and value.utcoffset() is not None
    if base is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, base) and (base is bool or not isinstance(value, bool))


def check_types(part: object, known: tuple[Known, ...]) -> None:
    """Refuse attributes of the wrong type (TypeError)."""
    for name, _, base, expected in known:
        value = getattr(part, name)
        if value is None and name not in _REQUIRED:
            continue
        if not _fits(value, base):
            raise TypeError(f"{type(part).__name__}.{name}: expected {expected}, not {type(value).__name__}")


def set_extra(part: object, attribute: str, known: tuple[Known, ...], own: Sequence[str] = ()) -> None:
    """Keep a copy of the unknown keys, and refuse those that have an attribute which is set."""
    where = f"{type(part).__name__}.{attribute}"
    value = getattr(part, attribute)
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise TypeError(f"{where}: expected a dictionary with text keys")
    taken = {key for name, key, _, _ in known if getattr(part, name) not in (None, _UNREADABLE.get(name))}
    if twice := (taken | set(own)) & value.keys():
        raise ValueError(f"{where}: {', '.join(sorted(twice))} given twice; keep one of the two")
    object.__setattr__(part, attribute, dict(value))


def known_keys(part: object, known: tuple[Known, ...]) -> dict[str, Any]:
    """The keys on the wire of the attributes that are set."""
    keys: dict[str, Any] = {}
    for name, key, base, _ in known:
        value = getattr(part, name)
        if value is not None and not is_unset(value):
            # A device reads a whole number of seconds only as a real; an enum must become plain text.
            keys[key] = base(value) if base is float else str(value) if base is PayloadScope else value
    return keys


def read_known(
    wire: Any, known: tuple[Known, ...], path: str, problems: Problems = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The attributes found in ``wire``, and all that has none.

    Where ``problems`` are collected, what is missing is left out, and what cannot be read stays in the rest.

    Raises:
        DecodeError: a required key is missing, or a known one has the wrong type.
    """
    if not isinstance(wire, Mapping) or not all(isinstance(key, str) for key in wire):
        raise DecodeError("expected a dictionary with text keys", path=path)
    rest = dict(wire)
    found: dict[str, Any] = {}
    for name, key, base, expected in known:
        here = f"{path}.{key}" if path else key
        value = rest.pop(key, None)
        if value is None:
            if name in _REQUIRED:
                _report(DecodeError(f"expected {expected}, found nothing", path=here), problems)
            continue
        if base is PayloadScope and isinstance(value, str):
            if value not in set(PayloadScope):
                rest[key] = value  # a scope that is not known here is kept like any unknown key
                continue
            value = PayloadScope(value)
        if not _fits(value, base):
            _report(DecodeError(f"expected {expected}", path=here), problems)
            rest[key] = value
            value = _UNREADABLE.get(name)
        found[name] = value
    return found, rest


def _report(error: DecodeError, problems: Problems) -> None:
    if problems is None:
        raise error
    problems.append(error)
