"""Availability: what a file says of each system, as rows that hold only what differs from the level above."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from .layout import Call, Tuple, literal

__all__ = ["SYSTEMS", "UNSTATED", "Level", "as_stated", "effective", "rows"]

SYSTEMS = ("iOS", "macOS", "tvOS", "visionOS", "watchOS")

Level: TypeAlias = Mapping[str, Mapping[str, Any]]
"""What is known at a place: by system, all facts that hold there."""

#: What a fact is where nobody states it, in the order in which a row names them.
UNSTATED: dict[str, Any] = {
    "introduced": None,
    "deprecated": None,
    "removed": None,
    "right": None,
    "supervised": False,
    "device_assigned": False,
    "user_approved": False,
    "device_channel": True,
    "user_channel": False,
    "shared_ipad": "allowed",
    "shared_device": True,
    "shared_user": False,
    "user_enrollment": "allowed",
    "enrollments": None,
    "multiple": None,
    "manual_install": None,
    "always_skippable": None,
}

#: Apple's names of the facts that are taken over as they are.
_PLAIN = {
    "introduced": "introduced",
    "deprecated": "deprecated",
    "removed": "removed",
    "accessrights": "right",
    "supervised": "supervised",
    "requiresdep": "device_assigned",
    "userapprovedmdm": "user_approved",
    "devicechannel": "device_channel",
    "userchannel": "user_channel",
    "multiple": "multiple",
    "allowmanualinstall": "manual_install",
    "always-skippable": "always_skippable",
    "sharedipad.mode": "shared_ipad",
    "sharedipad.devicechannel": "shared_device",
    "sharedipad.userchannel": "shared_user",
    "userenrollment.mode": "user_enrollment",
}

#: A scope is a channel: (fact where "system" is among them, fact where "user" is).
_SCOPES = {
    "allowed-scopes": ("device_channel", "user_channel"),
    "sharedipad.allowed-scopes": ("shared_device", "shared_user"),
}

#: In place of the name of an access right: none is needed.
_NO_RIGHT = ("None", "n/a", "Special Case")


def stated(row: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that a file states of one system, by our names."""
    flat: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            flat |= {f"{name}.{inner}": fact for inner, fact in value.items()}
        else:
            flat[name] = value
    facts: dict[str, Any] = {}
    for name, value in flat.items():
        if name in _SCOPES:
            system, user = _SCOPES[name]
            facts |= {system: "system" in value, user: "user" in value}
        elif name == "allowed-enrollments":
            facts["enrollments"] = " ".join(value)
        elif name in ("introduced", "deprecated", "removed"):
            facts[name] = str(value)
        elif name == "accessrights":
            facts["right"] = None if value in _NO_RIGHT else value
        else:
            facts[_PLAIN[name]] = value
    return facts


def effective(outer: Level | None, support: Mapping[str, Any]) -> Level:
    """What holds inside, where the place around it is ``outer`` (None: there is none)."""
    if outer is None:
        return {os: UNSTATED | stated(support[os] or {}) for os in SYSTEMS if os in support}
    return {os: {**facts, **stated(support.get(os) or {})} for os, facts in outer.items()}


def rows(outer: Level | None, inner: Level) -> Tuple | None:
    """The Support rows for what differs; None if nothing does."""
    groups: dict[tuple[tuple[str, Any], ...], list[str]] = {}
    for os, facts in inner.items():
        around = UNSTATED if outer is None else outer[os]
        different = {name: facts[name] for name in UNSTATED if facts[name] != around[name]}
        if "right" in different:
            different["right"] = facts["right"] or ""  # none, where the level above has one
        if facts["introduced"] == "n/a":
            different = {name: fact for name, fact in different.items() if name == "introduced"}
        if different or outer is None:
            groups.setdefault(tuple(different.items()), []).append(os)
    return _table(groups) if groups else None


def as_stated(support: Mapping[str, Any]) -> Tuple | None:
    """The Support rows for all that a file states at a place, whatever holds around it."""
    inner = {os: dict.fromkeys(UNSTATED) | stated(support[os] or {}) for os in SYSTEMS if os in support}
    groups: dict[tuple[tuple[str, Any], ...], list[str]] = {}
    for os, facts in inner.items():
        if "accessrights" in (support[os] or {}):
            facts["right"] = facts["right"] or ""
        given = {name: fact for name, fact in facts.items() if fact is not None}
        if given:
            groups.setdefault(tuple(given.items()), []).append(os)
    return _table(groups) if groups else None


def _table(groups: Mapping[tuple[tuple[str, Any], ...], list[str]]) -> Tuple:
    return Tuple([_row(" ".join(systems), dict(facts)) for facts, systems in groups.items()])


def _row(systems: str, facts: dict[str, Any]) -> Call:
    first = facts.pop("introduced", None)
    arguments = [("", literal(systems))]
    if first is not None:
        arguments.append(("", "NEVER" if first == "n/a" else literal(first)))
    return Call("Support", [*arguments, *((name, literal(fact)) for name, fact in facts.items())])
