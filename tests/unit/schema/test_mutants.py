"""Examples of every class survive all directions; mutants are refused at the right place, or rightly taken.

The judge reads Apple's files on its own.  `make test` tries some mutants of each class by a fixed seed;
``PYMDM_SCHEMA_MUTANTS=200 PYMDM_SCHEMA_SEED=7`` tries more and others.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
import os
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from pymdm._model import (
    Answer,
    Checked,
    Command,
    Credential,
    Declaration,
    Document,
    Model,
    Outcome,
    Payload,
    StatusItem,
)
from pymdm.errors import DecodeError
from pymdm.protocol import EnrollmentKind, Target, plist
from tests.unit.schema import apple, judge
from tests.unit.schema.test_facts import text_of
from tests.unit.schema.walker import DEVICE_SAYS

MUTANTS = int(os.environ.get("PYMDM_SCHEMA_MUTANTS", "20"))
SEED = int(os.environ.get("PYMDM_SCHEMA_SEED", "17"))

PIN = {"format": "[0-9]{6}|[0-9]{4}"}
TEXT = "<string>"
SUBKEYS = {
    "subkeys": [
        {"key": "Timestamp", "type": TEXT, "presence": "required"},
        {"key": "DeclarationsToken", "type": TEXT, "presence": "required"},
    ]
}

#: What the overlay lays over keys at the top, once more, by the hand that wrote these tests.
PATCHES: dict[str, dict[str, Any]] = {
    "DeviceLock": {"PIN": PIN},
    "EraseDevice": {"PIN": PIN},
    "InstallApplication": {"ManifestURL": {"format": "https://.*"}},
    "InstallEnterpriseApplication": {"ManifestURL": {"format": "https://.*"}},
    "RequestMirroring": {
        "DestinationDeviceID": {"format": "([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}"},
        "ScanTime": {"range": {"min": 10, "max": 300}},
    },
    "RequestMirroringResponse": {
        "MirroringResult": {"rangelist": ["Prompting", "DestinationNotFound", "Cancelled", "Unknown"]}
    },
    "TokensResponse": {"SyncTokens": SUBKEYS},
}

#: Keys of which some number has to be there: least and most.
CHOICES = {
    "InstallApplication": ({"iTunesStoreID", "Identifier", "ManifestURL"}, 1, 1),
    "RequestMirroring": ({"DestinationName", "DestinationDeviceID"}, 1, 2),
    "EnableLostMode": ({"Message", "PhoneNumber"}, 1, 2),
}

COMMON = {
    "PayloadDescription",
    "PayloadDisplayName",
    "PayloadIdentifier",
    "PayloadOrganization",
    "PayloadType",
    "PayloadUUID",
    "PayloadVersion",
}


def keys_of(cls: type[Model], text: dict[str, Any]) -> list[dict[str, Any]]:
    """The keys of a class, as its file has them and as the overlay does."""
    keys = text["responsekeys"] if issubclass(cls, Answer) else text.get("payloadkeys") or []
    if issubclass(cls, Payload):
        keys = [key for key in keys if key["key"] not in COMMON]
    if cls.__name__ == "SettingsResponse":
        keys = [{**keys[0], "type": "<array>", "subkeys": [keys[0]]}]
    patches = PATCHES.get(cls.__name__, {})
    return [{**key, **patches.get(key["key"], {})} for key in keys]


def every() -> Iterator[tuple[type[Model], list[dict[str, Any]], bool]]:
    """Each class at the top of a file, its keys, and whether a key may be missing."""
    for path in apple.paths():
        for cls in apple.classes(path):
            device_says = issubclass(cls, Answer) or path.startswith("declarative/status/")
            yield cls, keys_of(cls, text_of(path)), device_says or cls.__name__ in DEVICE_SAYS


def own(cls: type[Model], wire: dict[str, Any]) -> dict[str, Any]:
    """What a class gives out, without what it adds itself."""
    added = {"RequestType"} if issubclass(cls, Command) else set()
    added |= {"PayloadType", "PayloadVersion"} if issubclass(cls, Payload) else set()
    return {name: value for name, value in wire.items() if name not in added}


def test_examples_survive_all_directions(capsys: pytest.CaptureFixture[str]) -> None:
    dice, count = random.Random(SEED), 0
    for cls, keys, _ in every():
        for whole in (True, False):
            wire = judge.example(keys, dice, whole=whole)
            value = cls.decode(wire, path="")
            assert wire == own(cls, value.wire()), cls
            assert {} == value.extra or judge.is_free(keys), cls
            sent = plist.loads(plist.dumps(value.wire()))
            assert value == cls.decode(sent, path=""), cls
            assert hash(value) == hash(cls.decode(copy.deepcopy(wire), path=""))
            count += 1
    with capsys.disabled():
        print(f"\n{count} examples", end=" ")  # noqa: T201


def has_data(value: Any) -> bool:
    """Whether there are bytes or dates somewhere, which JSON does not have."""
    if isinstance(value, dict | list):
        return any(has_data(item) for item in (value.values() if isinstance(value, dict) else value))
    return isinstance(value, bytes | dt.datetime)


def test_what_declarative_management_sends_survives_json() -> None:
    """Data is base64 there, which is the affair of who writes the JSON; the rest goes as it is."""
    dice, count = random.Random(SEED), 0
    for cls, keys, _ in every():
        if not issubclass(cls, Declaration | StatusItem | Credential | Document):
            continue
        for whole in (True, False):
            wire = judge.example(keys, dice, whole=whole)
            if not has_data(wire):
                assert cls.decode(wire, path="") == cls.decode(json.loads(json.dumps(wire)), path=""), cls
                count += 1
    assert count > 250


def test_mutants_are_refused_at_the_right_place_or_rightly_taken(capsys: pytest.CaptureFixture[str]) -> None:
    dice, verdicts = random.Random(SEED), Counter[str]()
    for cls, keys, lenient in every():
        wire = judge.example(keys, dice, whole=True)
        for mutant in judge.mutants(keys, wire, dice, MUTANTS):
            verdicts[one(cls, keys, mutant, lenient)] += 1
    with capsys.disabled():
        print(f"\n{sum(verdicts.values())} mutants: {dict(verdicts)}", end=" ")  # noqa: T201
    assert min(verdicts.values()) > sum(verdicts.values()) / 20


def test_nothing_that_a_device_says_is_fatal_and_nothing_is_lost() -> None:
    """Read leniently, a dictionary is kept whole whatever is wrong with it, and each wrong place is told."""
    dice, told = random.Random(SEED), 0
    for cls, keys, lenient in every():
        wire = judge.example(keys, dice, whole=True)
        for mutant in judge.mutants(keys, wire, dice, MUTANTS):
            problems: list[DecodeError] = []
            broken = judge.judge(keys, mutant, "", missing=not lenient).broken
            try:
                value = cls.decode(mutant, path="", problems=problems)
            except DecodeError:
                # What a server sends cannot be without the keys at its top that it has to have.
                assert not lenient
                continue
            assert own(cls, value.wire()) == mutant, cls
            assert {problem.path for problem in problems} <= broken, cls
            assert bool(problems) == bool(broken), (cls, broken, mutant)
            told += bool(problems)
    assert told > 100


def one(cls: type[Model], keys: list[dict[str, Any]], mutant: dict[str, Any], lenient: bool) -> str:
    """Hold a class against the judge: both find the same fault at the same place, or none."""
    broken, faulty = judge.judge(keys, mutant, "", missing=not lenient)
    if broken:
        with pytest.raises(DecodeError) as caught:
            cls.decode(mutant, path="")
        assert caught.value.path in broken, (cls, broken, mutant)
        return "refused"
    value = cls.decode(mutant, path="")
    assert own(cls, value.wire()) == mutant, cls
    found = {fault.partition(": ")[0].removeprefix(cls.__qualname__).lstrip(".") for fault in value.faults()}
    names, least, most = CHOICES.get(cls.__name__, (set(), 0, 0))
    if not least <= len(names & mutant.keys()) <= most:
        faulty.add("")
    assert found == faulty, (cls, found, faulty, mutant)
    return "faulty" if faulty else "taken"


TARGETS = [
    Target(),
    *(Target(os=system) for system in ("iOS", "iPadOS", "macOS", "tvOS", "visionOS", "watchOS")),
    Target(os="macOS", version="26.0", supervised=True, device_assigned=True, user_approved=True),
    Target(os="iPadOS", version="26.0", supervised=True, enrollment=EnrollmentKind.SHARED_IPAD),
    Target(os="iOS", version="17.0", enrollment=EnrollmentKind.USER_ENROLLMENT_DEVICE),
]


def test_the_availability_of_everything_can_be_asked() -> None:
    """Each class with all its keys, on each system: an answer, which is yes for nothing that has a reason."""
    dice, outcomes = random.Random(SEED), Counter[str]()
    for cls, keys, _ in every():
        value = cls.decode(judge.example(keys, dice, whole=True), path="")
        if isinstance(value, Checked):
            for target in TARGETS:
                answer = value.availability(target)
                assert bool(answer.reasons) == (answer.outcome is not Outcome.ALLOWED), cls
                outcomes[answer.outcome.name] += 1
    assert min(outcomes[name] for name in ("ALLOWED", "REFUSED", "UNKNOWN")) > 100
