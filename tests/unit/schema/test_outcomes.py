"""Who takes what, by Apple's files alone: the classes have to say the same of devices that are well known."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import attrs

from pymdm._model import Checked, Outcome
from pymdm.protocol import EnrollmentKind, Target
from tests.unit.schema import apple, judge
from tests.unit.schema.test_facts import BEYOND_THE_FILES, text_of
from tests.unit.schema.test_mutants import SEED, keys_of
from tests.unit.schema.walker import facts_of

Levels = list[dict[str, Any]]

#: Devices for each class; PYMDM_SCHEMA_MUTANTS=200 tries as many.
DEVICES = int(os.environ.get("PYMDM_SCHEMA_MUTANTS", "6"))

#: Facts of which a server may know nothing.
FORGOTTEN = ("version", "supervised", "device_assigned", "user_approved", "os")

KINDS = {
    "iOS": (EnrollmentKind.DEVICE, EnrollmentKind.USER_ENROLLMENT_DEVICE),
    "iPadOS": (EnrollmentKind.DEVICE, EnrollmentKind.USER_ENROLLMENT_DEVICE, EnrollmentKind.SHARED_IPAD),
    "macOS": (EnrollmentKind.DEVICE, EnrollmentKind.USER, EnrollmentKind.USER_ENROLLMENT_DEVICE),
    "tvOS": (EnrollmentKind.DEVICE,),
    "visionOS": (EnrollmentKind.DEVICE, EnrollmentKind.USER_ENROLLMENT_DEVICE),
    "watchOS": (EnrollmentKind.DEVICE,),
}
VERSIONS = ("4.0", "9.3", "10.13", "11.0", "13.0", "15.4", "17.0", "18.4", "26.0", "27.0")


def device(dice: random.Random) -> Target:
    """Of these nothing is missing; who is enrolled by a user is not supervised."""
    system = dice.choice(list(KINDS))
    kind = dice.choice(KINDS[system])
    own = kind is EnrollmentKind.USER_ENROLLMENT_DEVICE
    supervised = not own and dice.random() < 0.7
    shared = kind is EnrollmentKind.SHARED_IPAD or (system == "iPadOS" and supervised and dice.random() < 0.3)
    return Target(
        os=system,
        version=dice.choice(VERSIONS),
        supervised=supervised,
        device_assigned=supervised and dice.random() < 0.8,
        user_approved=dice.random() < 0.8,
        enrollment=kind,
        shared_ipad=shared,
    )


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in f"{version}.0.0.0".split(".")[:4])


def could_be_managed(target: Target) -> bool:
    """Whether the payload that enrolls devices is as old as that version: where it is not known, it is."""
    systems = apple.document("mdm/profiles/com.apple.mdm.yaml")["payload"]["supportedOS"]
    return numbers(target.version or "") >= numbers(str(systems[target.schema_os]["introduced"]))


def takes(levels: Levels, target: Target) -> bool:
    """Whether a device takes what stands inside all these levels."""
    facts = facts_of(levels, target.schema_os or "")
    if facts is None:
        return False
    kind, version = target.enrollment, numbers(target.version or "")
    user_enrollment = kind is EnrollmentKind.USER_ENROLLMENT_DEVICE
    user = kind in (EnrollmentKind.USER, EnrollmentKind.SHARED_IPAD)
    here = "sharedipad." if target.shared_ipad else ""
    channel = facts[f"{here}userchannel"] if user else facts[f"{here}devicechannel"]
    if target.schema_os == "iOS" and not target.shared_ipad:
        channel = True  # there is no other
    management = "user" if user_enrollment else "supervised" if target.supervised else "device"
    enrollments = facts["allowed-enrollments"]
    return all(
        (
            facts["introduced"] in (None, "all") or version >= numbers(facts["introduced"]),
            facts["removed"] is None or version < numbers(facts["removed"]),
            channel,
            facts["userenrollment.mode"] != ("forbidden" if user_enrollment else "required"),
            facts["sharedipad.mode"] != ("forbidden" if target.shared_ipad else "required"),
            target.supervised or not facts["supervised"],
            target.device_assigned or not facts["requiresdep"],
            target.user_approved or not facts["userapprovedmdm"],
            enrollments is None or management in enrollments.split(),
        )
    )


def places(keys: list[dict[str, Any]], value: dict[str, Any], levels: Levels) -> Iterator[Levels]:
    """The levels of every key that is given, and of every value that has its own."""
    for key in keys:
        if key["key"].startswith("ANY"):
            for item in value.values():
                yield from inside(key, item, [*levels, key.get("supportedOS") or {}])
        elif key["key"] in value:
            yield from inside(key, value[key["key"]], [*levels, key.get("supportedOS") or {}])


def inside(key: dict[str, Any], value: Any, levels: Levels) -> Iterator[Levels]:
    yield levels
    subkeys = key.get("subkeys") or []
    if key["type"] == "<dictionary>":
        yield from places(subkeys, value, levels)
    elif key["type"] == "<array>":
        for item in value:
            one = subkeys[0]
            if len(subkeys) > 1:
                one = next(each for each in subkeys if each["subkeys"][0]["rangelist"] == [item["Item"]])
            yield from inside(one, item, [*levels, one.get("supportedOS") or {}])
    elif subkeys:
        (named,) = (each for each in subkeys if each["key"] == value)
        yield [*levels, named.get("supportedOS") or {}]


def test_devices_take_what_the_files_say() -> None:
    """The overlay aside, which adds rights and keys that the files do not have."""
    dice, outcomes = random.Random(SEED), Counter[str]()
    for path in apple.paths():
        cls = apple.classes(path)[0]
        known = apple.document(path)["payload"].get("supportedOS")  # one file says nothing of it
        if path in BEYOND_THE_FILES or not issubclass(cls, Checked) or not known:
            continue
        text, levels = text_of(path), [known]
        keys = keys_of(cls, text)
        for number in range(DEVICES):
            wire, target = judge.example(keys, dice, whole=number % 3 == 0), device(dice)
            answer = cls.decode(wire, path="").availability(target)
            expected = all(takes(each, target) for each in [levels, *places(keys, wire, levels)])
            assert (Outcome.ALLOWED if expected else Outcome.REFUSED) is answer.outcome, (
                path,
                target,
                answer,
                wire,
            )
            outcomes[answer.outcome.name] += 1
            # Who knows less may not know the answer, but never has another one.
            less = attrs.evolve(target, **{dice.choice(FORGOTTEN): None})
            if less.version is None and not could_be_managed(target):
                continue
            assert cls.decode(wire, path="").availability(less).outcome in (answer.outcome, Outcome.UNKNOWN)
    assert min(outcomes.values()) > 200, outcomes
