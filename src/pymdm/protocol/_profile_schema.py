"""Profiles in the light of Apple's schema: payloads as classes, what is wrong with them, who takes them."""

from __future__ import annotations

import warnings
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from pymdm._model import NEVER, Availability, DeprecatedBySchema, Model, Outcome
from pymdm._model import Payload as TypedPayload
from pymdm._model._fields import fields_of
from pymdm._model._rows import subjects_of
from pymdm._model._support import availability as ask
from pymdm.errors import DecodeError, LocalProtocolError, NotSupportedOn
from pymdm.schema import payload_classes

from ._profile_keys import CONFIGURATION, VERSION
from ._profile_rules import references

if TYPE_CHECKING:
    from pymdm._model._support import Subject
    from pymdm._model._target import TargetLike
    from pymdm.schema.profiles import TopLevel

    from ._profile_keys import Problems
    from .profile import Payload, Profile

__all__ = ["availability", "check", "class_for", "faults", "read", "unknowns"]


class _Read(NamedTuple):
    """A payload that is at ``path``, as far as the schema can read it."""

    path: str
    known: bool
    value: TypedPayload | None
    problems: list[DecodeError]


def class_for(payload_type: str, content: Mapping[str, Any]) -> type[TypedPayload] | None:
    """The class of a payload, by its type and, where several classes share the type, by its keys.

    First counts that nothing speaks against it: no required key is missing, and no key has a value other than
    the only one allowed.  Then how many keys have the only value allowed, then how many keys it knows.  Of
    those that are equal in all this, the first in the order of the schema.
    """

    return max(payload_classes(payload_type), key=lambda cls: _fit(cls, content), default=None)


def _fit(cls: type[TypedPayload], content: Mapping[str, Any]) -> tuple[int, int, int]:
    against = pinned = known = 0
    for field in fields_of(cls):
        value, allowed = content.get(field.key.wire), field.key.allowed
        if value is None:
            against += field.must_be_given
            continue
        known += 1
        if len(allowed) == 1:
            same = type(value) is type(allowed[0]) and value == allowed[0]
            pinned += same
            against += not same
    return -against, pinned, known


def read(payload: Payload, path: str, problems: Problems) -> TypedPayload | None:
    """See `Payload.typed`."""
    cls = class_for(payload.type, payload.content)
    if cls is None:
        return None
    try:
        return cls.decode(payload.wire(), path=path, problems=problems)
    except DecodeError as error:
        if problems is None:
            raise
        problems.append(error)
        return None


def _all(profile: Profile) -> Iterator[_Read]:
    for n, payload in enumerate(profile.payloads):
        path, problems = f"PayloadContent[{n}]", list[DecodeError]()
        value = read(payload, path, problems)
        yield _Read(path, value is not None or bool(problems), value, problems)


def _outside(profile: Profile, problems: list[DecodeError]) -> TopLevel:
    """The profile around the payloads, but for what is checked without the schema.

    ConsentText, which the schema has one level too deep, is left out, and so is a permission to remove the
    profile: it is what holds anyway, on devices too that know no prohibition.
    """
    from pymdm.schema.profiles import TopLevel

    keys = profile.wire() | {
        "PayloadIdentifier": profile.identifier,
        "PayloadUUID": profile.uuid,
        "PayloadType": profile.type,
        "PayloadVersion": VERSION,
        "PayloadContent": [],
    }
    if keys.pop("ConsentText", None) is not None and profile.consent_text is None:
        problems.append(DecodeError("expected a dictionary of strings", path="ConsentText"))
    if profile.type == CONFIGURATION and "PayloadContent" in profile.extra:
        problems.append(DecodeError("expected an array of dictionaries", path="PayloadContent"))
    if profile.removal_disallowed is False:
        del keys["PayloadRemovalDisallowed"]
    return TopLevel.decode(keys, problems=problems)


def faults(profile: Profile) -> Iterator[str]:
    """What the schema forbids, and references that lead nowhere."""
    problems: list[DecodeError] = []
    outside = _outside(profile, problems)
    yield from map(str, problems)
    yield from outside.faults(path="Profile")
    for item in _all(profile):
        yield from map(str, item.problems)
        if item.value is not None:
            yield from item.value.faults(path=item.path)
    yield from references(profile)


def unknowns(profile: Profile) -> Iterator[str]:
    """See `Profile.unknowns`."""
    problems: list[DecodeError] = []
    outside = _outside(profile, problems)
    yield from _extra(outside, "", _paths(problems))
    for item in _all(profile):
        if not item.known:
            yield item.path
        elif item.value is not None and not _takes_any_key(type(item.value)):
            yield from _extra(item.value, item.path, _paths(item.problems))


def _takes_any_key(cls: type[TypedPayload]) -> bool:
    """Whether the schema lists no key of a payload, but says that it takes any (802.1X on Ethernet)."""
    return len(fields_of(cls)) == len(fields_of(TypedPayload))


def _paths(problems: list[DecodeError]) -> list[str]:
    """Where the problems are, sorted, so that one is found among ten thousand without reading them all."""
    return sorted({problem.path for problem in problems})


def _is_told(here: str, reported: list[str]) -> bool:
    """Whether a problem was reported at a path or in what stands there."""
    found = (bisect_left(reported, start) for start in (here, f"{here}.", f"{here}["))
    exact, *inside = (reported[n] if n < len(reported) else "" for n in found)
    return exact == here or any(path.startswith((f"{here}.", f"{here}[")) for path in inside)


def _extra(value: Any, path: str, reported: list[str]) -> Iterator[str]:
    """Paths of keys that no class knows; those of a wrong type are told elsewhere."""
    if isinstance(value, Model):
        for key in value.extra:
            here = f"{path}.{key}" if path else key
            if not _is_told(here, reported):
                yield here
        for field in fields_of(type(value)):
            here = f"{path}.{field.key.wire}" if path else field.key.wire
            yield from _extra(getattr(value, field.name), here, reported)
    elif isinstance(value, tuple):
        for n, item in enumerate(value):
            yield from _extra(item, f"{path}[{n}]", reported)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _extra(item, f"{path}.{key}", reported)


def check(
    profile: Profile, target: TargetLike, unknown: Literal["refuse", "allow"], *, by_hand: bool
) -> None:
    """See `Profile.check`; the document itself has been checked."""
    if found := "; ".join(faults(profile)):
        raise LocalProtocolError(found)
    answer = availability(profile, target, by_hand=by_hand)
    reasons = "; ".join(answer.reasons)
    if answer.outcome is Outcome.REFUSED:
        raise NotSupportedOn(reasons)
    if answer.outcome is Outcome.UNKNOWN and unknown == "refuse":
        raise NotSupportedOn(f'{reasons}; pass unknown="allow" to send it nevertheless')
    if answer.deprecations:
        warnings.warn("; ".join(answer.deprecations), DeprecatedBySchema, stacklevel=3)


def availability(profile: Profile, target: TargetLike, *, by_hand: bool) -> Availability:
    """See `Profile.availability`."""
    subjects = [*subjects_of(_outside(profile, []), "Profile")]
    refused: list[str] = []
    unknown: list[str] = []
    seen: set[type] = set()
    for item in _all(profile):
        if item.value is None:
            continue
        cls = type(item.value)
        own = [*subjects_of(item.value, f"{item.path} {cls.__qualname__}")]
        rules = [(subject, "manual_install", "is installed by MDM only") for subject in own if by_hand]
        if cls in seen:
            rules += [
                (subject, "multiple", "is one too many: there may be one of its kind") for subject in own[:1]
            ]
        seen.add(cls)
        for subject, fact, rule in rules:
            told = _told(subject, target, fact)
            if told == {False}:
                refused.append(f"{subject.name} {rule}")
            elif False in told:
                unknown.append(f"{subject.name} {rule} on some systems, and the system is not known")
        subjects += own
    answer = ask(subjects, target)
    if answer.outcome is Outcome.REFUSED or refused:
        before = answer.reasons if answer.outcome is Outcome.REFUSED else ()
        return Availability(outcome=Outcome.REFUSED, reasons=(*before, *refused))
    if unknown:
        return Availability(
            outcome=Outcome.UNKNOWN, reasons=(*answer.reasons, *unknown), deprecations=answer.deprecations
        )
    return answer


def _told(subject: Subject, target: TargetLike, fact: str) -> set[bool]:
    """What the innermost rows say on the system of the target; on all systems, if it is not known."""
    os = target.schema_os
    rows = [row for row in subject.rows[-1] if os is None or os in row.os.split()]
    return {told for row in rows if row.introduced != NEVER and (told := getattr(row, fact)) is not None}
