"""What a profile fills in: identifiers and UUIDs, from its content alone, and who refers to which payload.

A payload may refer to another before either has a UUID: `uuid_of` then gives a word that stands for that
payload by its content, and the profile that gets both puts the UUID in its place.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid5

import attrs

from ._profile_keys import is_unset

if TYPE_CHECKING:
    from pymdm._model import Payload as TypedPayload

    from .profile import Payload, Profile

__all__ = ["fill", "open_references", "uuid_of"]

# Names within which UUIDs are derived; random once, never to be changed, or every profile that is built
# again would be another profile to the device.
_NAMESPACE: Final = UUID("d47b4d73-bebe-419f-aaf0-eb864399cc78")

# In the form of a UUID, which is what the schema wants of such keys, and with letters that no UUID has.
_STAND_IN: Final = re.compile(r"pymdmref(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def uuid_of(payload: Payload | TypedPayload) -> str:
    """What a key that refers to ``payload`` (PayloadCertificateUUID) has to hold: its UUID.

    If it has none yet, a word in place of it, which the `Profile` that gets both payloads replaces.  Give the
    profile the payload as it is here: with other content it is another payload.
    """
    from .profile import as_payload

    plain = as_payload(payload)
    return plain.uuid or _stand_in(plain.wire())


def open_references(value: Any, path: str) -> Iterator[str]:
    """Paths below ``path`` where a word of `uuid_of` was not replaced."""
    if isinstance(value, str):
        if _STAND_IN.fullmatch(value):
            yield path
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from open_references(inner, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for n, inner in enumerate(value):
            yield from open_references(inner, f"{path}[{n}]")


def fill(profile: Profile) -> None:
    """Fill in what the profile, which is just being made, was not given."""
    if is_unset(profile.identifier):
        object.__setattr__(profile, "identifier", f"pymdm.{_derived(_fingerprint(profile.wire()))}")
    object.__setattr__(profile, "payloads", _filled(profile.identifier, profile.payloads))
    if is_unset(profile.uuid):
        object.__setattr__(profile, "uuid", _derived(_fingerprint(profile.wire())))


def _filled(identifier: str, payloads: tuple[Payload, ...]) -> tuple[Payload, ...]:
    uuids: dict[str, str] = {}
    filled = []
    for payload, own in zip(payloads, _identifiers(identifier, payloads), strict=True):
        made = attrs.evolve(payload, identifier=own) if is_unset(payload.identifier) else payload
        if is_unset(payload.uuid):
            made = attrs.evolve(made, uuid=_derived(f"{identifier}\n{own}"))
            # Of payloads with the same content the first counts; to a device they are worth the same.
            uuids.setdefault(_stand_in(payload.wire()), made.uuid)
        filled.append(made)
    if not uuids:
        return tuple(filled)
    return tuple(attrs.evolve(payload, content=_replaced(payload.content, uuids)) for payload in filled)


def _identifiers(identifier: str, payloads: tuple[Payload, ...]) -> Iterator[str]:
    """The identifier of each payload: its own, or the profile's, a dot and the type, numbered if need be."""
    taken = {payload.identifier for payload in payloads}
    counts: dict[str, int] = {}
    for payload in payloads:
        own = payload.identifier
        if is_unset(own):
            base = f"{identifier}.{payload.type.removeprefix('com.apple.').strip('.') or 'payload'}"
            while not own or own in taken:
                counts[base] = counts.get(base, 0) + 1
                own = base if counts[base] == 1 else f"{base}.{counts[base]}"
            taken.add(own)
        yield own


def _replaced(value: Any, uuids: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return uuids.get(value, value)
    if isinstance(value, Mapping):
        return {key: _replaced(inner, uuids) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_replaced(inner, uuids) for inner in value]
    return value


def _derived(name: str) -> str:
    return str(uuid5(_NAMESPACE, name)).upper()


def _stand_in(wire: Mapping[str, Any]) -> str:
    digest = _fingerprint(wire)
    return f"pymdmref-{digest[:4]}-{digest[4:8]}-{digest[8:12]}-{digest[12:24]}"


def _fingerprint(wire: Mapping[str, Any]) -> str:
    """The hash of a dictionary by what is in it; the order of its keys means nothing."""
    from .plist import dumps

    return hashlib.sha256(dumps(wire, sort_keys=True)).hexdigest()
