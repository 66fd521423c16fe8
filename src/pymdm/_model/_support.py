"""Whether a device can do something: rows of facts, a target, and an answer that may be "unknown".

Each condition of a row is true, false or not known for a target.  One false condition refuses;
otherwise one that is not known leaves the answer open; so a fact that is missing matters only
if it could change the answer.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final, NamedTuple

import attrs

from ._rights import HIGHEST_ON_MACOS, RIGHTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ._target import TargetLike

__all__ = ["NEVER", "Availability", "Outcome", "Subject", "Support", "availability"]

NEVER: Final = "n/a"
"""In place of a version: this system does not have it."""

# In place of the first version: there is none, as long as there is what holds the key.
_ALWAYS: Final = "all"

# com.apple.mdm, the payload that makes a device managed, is there since these versions.  What is
# as old as that needs no question about the version of a device that is enrolled.
_MDM_SINCE: Final = {
    "iOS": (4,),
    "macOS": (10, 7),
    "tvOS": (9,),
    "visionOS": (1, 1),
    "watchOS": (10,),
}

# The schema's words for kinds of management that have a server.
_KINDS: Final = {
    "supervised": "supervised devices",
    "device": "devices that are not supervised",
    "user": "User Enrollment",
}


class Support(NamedTuple):
    """Facts about one or more systems; None is inherited from what holds the key.

    Attributes:
        os: Systems by the schema's names, separated by spaces; iPadOS counts as iOS.
        introduced: First version, or `NEVER`.
        deprecated: Version that discourages it.
        removed: First version without it.
        right: Access rights that the MDM payload must have asked for, separated by spaces; empty for
            none, where what holds the key needs one.
        supervised: Whether the device has to be supervised.
        device_assigned: Whether it must have enrolled by Automated Device Enrollment.
        user_approved: Whether a user must have approved the enrollment.
        device_channel: Whether the device channel takes it; not given anywhere, it does.
        user_channel: Whether the user channel takes it; not given anywhere, it does not.
        shared_ipad: "required", "forbidden", or anything else for no rule.
        shared_device: As device_channel, on a Shared iPad.
        shared_user: As user_channel, on a Shared iPad.
        user_enrollment: "required", "forbidden", or anything else for no rule.
        enrollments: Kinds of management that take a declaration, separated by spaces: "supervised",
            "device" (not supervised), "user" (User Enrollment), "local" (no server at all).
        multiple: Whether several payloads of that type may be installed.
        manual_install: Whether a user may install the payload by hand.
        always_skippable: Whether a pane of Setup Assistant is skipped whenever it would come.
    """

    os: str
    introduced: str | None = None
    deprecated: str | None = None
    removed: str | None = None
    right: str | None = None
    supervised: bool | None = None
    device_assigned: bool | None = None
    user_approved: bool | None = None
    device_channel: bool | None = None
    user_channel: bool | None = None
    shared_ipad: str | None = None
    shared_device: bool | None = None
    shared_user: bool | None = None
    user_enrollment: str | None = None
    enrollments: str | None = None
    multiple: bool | None = None
    manual_install: bool | None = None
    always_skippable: bool | None = None


class Outcome(enum.Enum):
    """What is known about "can this device do that?"."""

    ALLOWED = "allowed"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class Availability:
    """The answer and, unless it is "allowed", the rules that refuse or the facts that are missing.

    ``deprecations`` tells what is taken, but discouraged from a version on that the device has reached.
    """

    outcome: Outcome
    reasons: tuple[str, ...] = ()
    deprecations: tuple[str, ...] = ()


class Subject(NamedTuple):
    """Something whose availability is asked: its name for the reasons, its rows from the outside in."""

    name: str
    rows: tuple[tuple[Support, ...], ...]
    right_exception: str = ""


class _Facts(NamedTuple):
    """A target on one system, with what follows from what is known."""

    os: str
    version: tuple[int, ...] | None
    supervised: bool | None
    user_channel: bool
    user_enrollment: bool | None
    shared: bool | None
    rights: int | None
    device_assigned: bool | None
    user_approved: bool | None


class _Condition(NamedTuple):
    holds: bool | None
    rule: str
    missing: str = ""


def availability(subjects: Iterable[Subject], target: TargetLike) -> Availability:
    """Whether all ``subjects`` are available; with an unknown system, whether on every or on none."""
    subjects = tuple(subjects)
    if target.schema_os is not None:
        return _on_one(subjects, _facts(target, target.schema_os))
    answers = [_on_one(subjects, _facts(target, os)) for os in _MDM_SINCE]
    if all(answer.outcome is Outcome.ALLOWED for answer in answers):
        return answers[0]
    if all(answer.outcome is Outcome.REFUSED for answer in answers):
        reasons = dict.fromkeys(reason for answer in answers for reason in answer.reasons)
        return Availability(outcome=Outcome.REFUSED, reasons=tuple(reasons))
    return Availability(
        outcome=Outcome.UNKNOWN,
        reasons=(f"{subjects[0].name} depends on the system, which is not known",),
    )


def _on_one(subjects: Iterable[Subject], facts: _Facts) -> Availability:
    refused, unknown = [], []
    deprecated: list[str] = []
    for subject in subjects:
        deprecated += _deprecation(subject, facts)
        for condition in _conditions(subject, facts):
            if condition.holds is False:
                refused.append(f"{subject.name} {condition.rule}")
            elif condition.holds is None:
                unknown.append(f"{subject.name} {condition.rule}, and {condition.missing} is not known")
    if refused:
        return Availability(outcome=Outcome.REFUSED, reasons=tuple(refused))
    if unknown:
        return Availability(outcome=Outcome.UNKNOWN, reasons=tuple(unknown), deprecations=tuple(deprecated))
    return Availability(outcome=Outcome.ALLOWED, deprecations=tuple(deprecated))


def _deprecation(subject: Subject, facts: _Facts) -> Iterator[str]:
    row = _row(subject, facts.os)
    since = None if row is None else _numbers(row.deprecated)
    if row is None or since is None or row.introduced == NEVER:
        return
    # A version that is not known is taken for a new one: warning once too often costs least.
    if facts.version is None or facts.version >= since:
        yield f"{subject.name} is deprecated since {facts.os} {row.deprecated}"


def _facts(target: TargetLike, os: str) -> _Facts:
    kind = None if target.enrollment is None else target.enrollment.name
    # A target without channel or kind is the device itself, not a user on it.
    side = kind if target.channel is None else target.channel.name
    user_channel = side in ("USER", "USER_ENROLLMENT", "SHARED_IPAD")
    shared = target.shared_ipad
    if os != "iOS":
        shared = False
    elif kind == "SHARED_IPAD" or (user_channel and shared is None and kind != "USER_ENROLLMENT"):
        shared = True  # on iOS only a Shared iPad has users
    elif shared is None and target.os == "iOS":
        shared = False  # an iPad says iPadOS
    user_enrollment = None if kind is None else kind.startswith("USER_ENROLLMENT")
    if user_enrollment is None and (target.supervised or target.device_assigned or shared):
        user_enrollment = False  # none of these comes together with User Enrollment
    return _Facts(
        os=os,
        version=target.version_numbers,
        supervised=target.supervised,
        user_channel=user_channel,
        user_enrollment=user_enrollment,
        shared=shared,
        rights=target.access_rights,
        device_assigned=target.device_assigned,
        user_approved=target.user_approved,
    )


def _row(subject: Subject, os: str) -> Support | None:
    """The facts for one system: each level overrides single facts of the one around it."""
    merged = None
    for level in subject.rows:
        for row in level:
            if os in row.os.split():
                given = {name: fact for name, fact in row._asdict().items() if fact is not None}
                merged = Support(**given) if merged is None else merged._replace(**given)
                break
        if merged is None:
            return None  # what holds it is not there, so neither is it
    return merged


def _conditions(subject: Subject, facts: _Facts) -> Iterator[_Condition]:
    row = _row(subject, facts.os)
    # Removed in version 0 is what some files say of what has never been there.
    if row is None or row.introduced == NEVER or _numbers(row.removed) == ():
        yield _Condition(False, f"does not exist on {facts.os}")
        return
    yield from _versions(row, facts)
    yield _channel(row, facts)
    yield _mode(
        row.user_enrollment,
        "User Enrollment",
        in_effect=facts.user_enrollment,
        missing="the kind of enrollment",
    )
    yield _mode(row.shared_ipad, "Shared iPad", in_effect=facts.shared, missing="whether it is one")
    if row.enrollments is not None:
        yield _kind(row.enrollments.split(), facts)
    if row.supervised:
        yield _Condition(facts.supervised, "needs a supervised device", "supervision")
    if row.device_assigned:
        yield _Condition(
            facts.device_assigned, "needs Automated Device Enrollment", "how the device came to be enrolled"
        )
    if row.user_approved:
        yield _Condition(facts.user_approved, "needs an enrollment that a user approved", "that approval")
    for name in (row.right or "").split():
        yield _right(name, facts, subject.right_exception)


def _versions(row: Support, facts: _Facts) -> Iterator[_Condition]:
    version, missing = facts.version, "the version of the system"
    first = _numbers(row.introduced)
    if first is not None:
        holds = version >= first if version is not None else first <= _MDM_SINCE.get(facts.os, ()) or None
        yield _Condition(holds, f"needs {facts.os} {row.introduced}", missing)
    gone = _numbers(row.removed)
    if gone is not None:
        holds = None if version is None else version < gone
        yield _Condition(holds, f"was removed in {facts.os} {row.removed}", missing)


def _numbers(version: str | None) -> tuple[int, ...] | None:
    if version is None or version == _ALWAYS:
        return None
    numbers = [int(part) for part in version.split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def _channel(row: Support, facts: _Facts) -> _Condition:
    side = "user" if facts.user_channel else "device"
    rule = f"is not taken on the {side} channel of {'Shared iPad' if facts.shared else facts.os}"
    device, user = row.device_channel is not False, row.user_channel is True
    if facts.os == "iOS":
        device, user = row.shared_device is not False, row.shared_user is True and facts.shared is True
        if not facts.user_channel and not device and not facts.shared:
            # The rule is for Shared iPad alone; every other iPhone and iPad has just this channel.
            holds = None if facts.shared is None else True
            return _Condition(holds, "is not taken on the device channel of Shared iPad", "whether it is one")
    return _Condition(user if facts.user_channel else device, rule)


def _mode(mode: str | None, name: str, *, in_effect: bool | None, missing: str) -> _Condition:
    if mode == "required":
        return _Condition(in_effect, f"is for {name} only", missing)
    if mode == "forbidden":
        return _Condition(None if in_effect is None else not in_effect, f"is not for {name}", missing)
    return _Condition(True, "")


def _kind(kinds: list[str], facts: _Facts) -> _Condition:
    """Whether a kind of management is among those that take a declaration."""
    names = " or ".join(_KINDS[kind] for kind in kinds if kind != "local")
    if facts.user_enrollment:
        holds: bool | None = "user" in kinds
    elif facts.supervised is not None:
        holds = ("supervised" if facts.supervised else "device") in kinds
        if facts.user_enrollment is None and holds != ("user" in kinds) and not facts.supervised:
            holds = None
    else:
        answers = {kind in kinds for kind in _KINDS if kind != "user" or facts.user_enrollment is None}
        holds = answers.pop() if len(answers) == 1 else None
    return _Condition(holds, f"is for {names or 'no enrollment'} only", "the kind of enrollment")


def _right(name: str, facts: _Facts, exception: str) -> _Condition:
    flag = RIGHTS[name]
    # The server chose the rights itself; where it does not say which, it has what it asked for.
    if facts.rights is None or facts.rights & flag or facts.user_enrollment:
        return _Condition(True, "")
    if facts.os == "macOS" and flag > HIGHEST_ON_MACOS:
        return _Condition(True, "")
    rule = f"needs the access right {name} ({flag})"
    if exception:
        return _Condition(None, f"{rule}, except for {exception}", "whether this is the exception")
    # The AccessRights key is ignored under User Enrollment (com.apple.mdm).
    return _Condition(None if facts.user_enrollment is None else False, rule, "the kind of enrollment")
