"""What is different between two profiles, by meaning and not by bytes.

The order of keys and of payloads, and how the file is written, mean nothing to a device: no difference.
Payloads are told apart as a device tells them: by UUID, and else by identifier.

Source: MDM reference 2014, "ProfileList Commands" (payloads with the same UUID and identifier are updated).
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from pymdm.protocol.profile import Payload, Profile

__all__ = ["Change", "ChangeKind", "diff_profiles"]

# Real paths have up to 150 characters.  Each change has its own, so that with a key of a megabyte on the way
# a profile of two would come to gigabytes.
MAX_PATH: Final = 512


@enum.unique
class ChangeKind(enum.StrEnum):
    """What has become of a key or a payload."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class _Nothing(enum.Enum):
    """In place of a value where there is none; a property list has no null."""

    NOTHING = "nothing"


_NOTHING: Final = _Nothing.NOTHING


@attrs.frozen(kw_only=True)
class Change:
    """One difference.

    Attributes:
        kind: What has become of it.
        place: Type and identifier of the payload that it is in, as the newer profile has them; empty for
            the profile itself.  Shortened like ``path``.
        path: The keys that lead there, such as ``EAPClientConfiguration.AcceptEAPTypes[0]``; empty for a
            whole payload.  Of one longer than ``MAX_PATH`` only the end, behind an ellipsis.
        old: The former value; None where it was added.  May be any secret.
        new: The present value; None where it was removed.  May be any secret.
    """

    kind: ChangeKind
    place: str
    path: str
    old: Any = attrs.field(default=None, repr=False)
    new: Any = attrs.field(default=None, repr=False)


def diff_profiles(old: Profile, new: Profile) -> tuple[Change, ...]:
    """The differences, those of the profile itself first, then in the order of the payloads; empty if none.

    Encrypted payloads are data like any other, and different each time; open both profiles before.
    """
    changes = list(_values(_outside(old), _outside(new), "", ""))
    for before, after in _pairs(old.payloads, new.payloads):
        shown = after if after is not None else before
        label = "" if shown is None else _shortened(f"{shown.type} {shown.identifier}")
        if before is None or after is None:
            kind = ChangeKind.ADDED if before is None else ChangeKind.REMOVED
            changes.append(Change(kind=kind, place=label, path="", old=_wire(before), new=_wire(after)))
        else:
            changes += _values(before.wire(), after.wire(), label, "")
    return tuple(changes)


def _outside(profile: Profile) -> dict[str, Any]:
    wire = profile.wire()
    if profile.payloads or wire.get("PayloadContent") == []:
        del wire["PayloadContent"]
    return wire


def _wire(payload: Payload | None) -> dict[str, Any] | None:
    return None if payload is None else payload.wire()


def _pairs(old: Sequence[Payload], new: Sequence[Payload]) -> Iterator[tuple[Payload | None, Payload | None]]:
    """Each payload with what it was before: of its type, the one of its UUID or else of its identifier."""
    before: dict[int, int] = {}
    taken: set[int] = set()
    for name in (_by_uuid, _by_identifier):
        places: dict[tuple[str, str], list[int]] = {}
        for at in reversed(range(len(old))):
            if at not in taken:
                places.setdefault(name(old[at]), []).append(at)
        for number, payload in enumerate(new):
            if number not in before and (found := places.get(name(payload))):
                before[number] = found.pop()
        taken = set(before.values())
    for number, payload in enumerate(new):
        yield old[before[number]] if number in before else None, payload
    for at, payload in enumerate(old):
        if at not in taken:
            yield payload, None


def _by_uuid(payload: Payload) -> tuple[str, str]:
    return payload.type, payload.uuid.upper()


def _by_identifier(payload: Payload) -> tuple[str, str]:
    return payload.type, payload.identifier


def _values(old: Any, new: Any, place: str, path: str) -> Iterator[Change]:
    """The differences below one place.  Depth is bounded by the property list's (``MAX_DEPTH``)."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys((*old, *new)):
            here = _shortened(f"{path}.{key}" if path else str(key))
            yield from _values(old.get(key, _NOTHING), new.get(key, _NOTHING), place, here)
    elif isinstance(old, list) and isinstance(new, list):
        for at in range(max(len(old), len(new))):
            before = old[at] if at < len(old) else _NOTHING
            after = new[at] if at < len(new) else _NOTHING
            yield from _values(before, after, place, _shortened(f"{path}[{at}]"))
    elif old is _NOTHING:
        yield Change(kind=ChangeKind.ADDED, place=place, path=path, new=new)
    elif new is _NOTHING:
        yield Change(kind=ChangeKind.REMOVED, place=place, path=path, old=old)
    elif type(old) is not type(new) or old != new:  # 1, 1.0 and true are equal to Python and not to a device
        yield Change(kind=ChangeKind.CHANGED, place=place, path=path, old=old, new=new)


def _shortened(path: str) -> str:
    """A path of bearable length; no key that is known begins with the ellipsis."""
    return path if len(path) <= MAX_PATH else f"…{path[1 - MAX_PATH :]}"
