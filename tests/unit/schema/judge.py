"""What Apple's files say of a dictionary: an example, its mutants, and which keys of one are wrong.

Written from the files alone: neither the generator nor the classes are asked.
"""

from __future__ import annotations

import copy
import datetime as dt
import random
import re
import urllib.parse
from collections.abc import Iterator
from typing import Any, NamedTuple

Key = dict[str, Any]

#: A value that is in none of the lists of values, and matches none of the formats.
STRANGE = "no such value \u2026"

NOON = dt.datetime(2025, 1, 1, 12, tzinfo=dt.UTC)

#: A text for each format that is in the files.
TEXTS = (
    "0A1B2C3D-0000-4000-8000-00000000000F",
    "https://example.com/mdm",
    "00:11:22:AA:bb:FF",
    "123456",
    "ABCDEF",
)

#: A value of each type, for where another one is expected.
SAMPLES: dict[str, Any] = {
    "<string>": "text",
    "<integer>": 7,
    "<real>": 1.5,
    "<boolean>": True,
    "<date>": NOON,
    "<data>": b"data",
    "<array>": ["item"],
    "<dictionary>": {"key": "value"},
}

#: How deep an example of a dictionary goes that stands in itself.
DEPTH = 7


class Verdict(NamedTuple):
    """Paths of what has the wrong type or is missing, and of values that are not allowed."""

    broken: set[str]
    faulty: set[str]


class Slot(NamedTuple):
    """A place in an example: its container there, the key or number in it, and what the file says."""

    holder: Any
    name: str | int
    key: Key
    held: list[Key]
    """The keys of the container, with the ones that are not given."""


def is_free(keys: list[Key]) -> bool:
    return bool(keys) and keys[0]["key"].startswith("ANY")


def type_of(value: Any) -> str:
    for name, kind in (
        ("<boolean>", bool),
        ("<integer>", int),
        ("<real>", float),
        ("<string>", str),
        ("<data>", bytes),
        ("<date>", dt.datetime),
        ("<array>", list),
        ("<dictionary>", dict),
    ):
        if isinstance(value, kind):
            return name
    raise AssertionError(type(value))


def facts_of(key: Key, outer: Key) -> Key:
    """What holds for a value: facts may stand at the array around it as well."""
    facts = {name: outer[name] for name in ("rangelist", "range", "format") if name in outer}
    facts |= {
        name: key[name] for name in ("rangelist", "range", "format", "repetition", "subtype") if name in key
    }
    if key["type"] == "<string>" and key.get("subkeys"):
        facts["rangelist"] = [value["key"] for value in key["subkeys"]]
    return facts


def example(keys: list[Key], dice: random.Random, *, whole: bool, depth: int = 0) -> dict[str, Any]:
    """A dictionary with all keys, or only with those that have to be there."""
    if is_free(keys):
        return {"com.example": value_of(keys[0], keys[0], dice, whole=whole, depth=depth)}
    return {
        key["key"]: value_of(key, key, dice, whole=whole, depth=depth)
        for key in keys
        if key.get("presence") == "required" or (whole and depth < DEPTH)
    }


def value_of(key: Key, outer: Key, dice: random.Random, *, whole: bool, depth: int) -> Any:
    kind, subkeys = key["type"], key.get("subkeys") or []
    if kind == "<any>":
        return dice.choice(list(SAMPLES.values()))
    if kind == "<dictionary>":
        return example(subkeys, dice, whole=whole, depth=depth + 1) if subkeys else {"any": [1, {"x": "y"}]}
    if kind == "<array>":
        item = dice.choice(subkeys)
        if depth >= DEPTH and item["type"] in ("<dictionary>", "<array>"):
            return []
        least = item.get("repetition", {"min": 1})["min"]
        return [value_of(item, key, dice, whole=whole, depth=depth + 1) for _ in range(least)]
    facts = facts_of(key, outer)
    if "rangelist" in facts:
        return dice.choice(facts["rangelist"])
    if "format" in facts:
        return next(text for text in TEXTS if re.fullmatch(facts["format"], text))
    if "subtype" in facts:
        return {"<url>": "https://example.com/mdm", "<hostname>": "proxy.example.com"}[facts["subtype"]]
    if "range" in facts:
        value = dice.choice([facts["range"][end] for end in ("min", "max") if end in facts["range"]])
        return float(value) if kind == "<real>" else value
    return SAMPLES[kind]


def judge(keys: list[Key], value: dict[str, Any], path: str, *, missing: bool = True) -> Verdict:
    """What is wrong with a dictionary; ``missing`` says whether a missing key counts."""
    verdict = Verdict(set(), set())
    _dictionary(keys, value, path, verdict, missing)
    return verdict


def _dictionary(keys: list[Key], value: dict[str, Any], path: str, verdict: Verdict, missing: bool) -> None:
    if is_free(keys):
        for name, item in value.items():
            _value(keys[0], keys[0], item, f"{path}.{name}".lstrip("."), verdict, missing)
        return
    for key in keys:
        here = f"{path}.{key['key']}".lstrip(".")
        if key["key"] in value:
            _value(key, key, value[key["key"]], here, verdict, missing)
        elif key.get("presence") == "required" and missing:
            verdict.broken.add(here)


def _value(key: Key, outer: Key, value: Any, here: str, verdict: Verdict, missing: bool) -> None:
    kind, found = key["type"], type_of(value)
    if kind == "<any>":
        return
    if {found, kind} == {"<string>", "<array>"} and _takes_one_or_more(key, here):
        if isinstance(value, list):
            for number, item in enumerate(value):
                _value(key, key, item, f"{here}[{number}]", verdict, missing)
        else:
            _value(key["subkeys"][0], key, value, here, verdict, missing)
    elif found != kind and not (kind == "<real>" and found == "<integer>"):
        verdict.broken.add(here)
    elif kind == "<dictionary>":
        _dictionary(key.get("subkeys") or [], value, here, verdict, missing)
    elif kind == "<array>":
        _array(key, value, here, verdict, missing)
    else:
        facts = facts_of(key, outer)
        limits = facts.get("range", {})
        if (
            value not in facts.get("rangelist", [value])
            or ("min" in limits and value < limits["min"])
            or ("max" in limits and value > limits["max"])
            or ("format" in facts and not re.fullmatch(facts["format"], value))
            or ("subtype" in facts and not _is_of(facts["subtype"], value))
        ):
            verdict.faulty.add(here)


def _takes_one_or_more(key: Key, here: str) -> bool:
    """Whether the prose at the key, or of the dictionary around it, takes a string as well as an array."""
    said = key.get("content") or ""
    return "tring or an array of" in said or bool(re.search(r"\bPayloadContent\.SubjectAltName\.\w+$", here))


def _is_of(kind: str, value: str) -> bool:
    parts = urllib.parse.urlsplit(value)
    return (
        bool(parts.scheme and (parts.netloc or parts.path))
        if kind == "<url>"
        else value.isprintable() and " " not in value
    )


def _array(key: Key, value: list[Any], here: str, verdict: Verdict, missing: bool) -> None:
    items = key["subkeys"]
    times = items[0].get("repetition")
    if times and not times["min"] <= len(value) <= times["max"]:
        verdict.faulty.add(here)
    for number, item in enumerate(value):
        where = f"{here}[{number}]"
        if len(items) == 1:
            _value(items[0], key, item, where, verdict, missing)
            continue
        tag = items[0]["subkeys"][0]["key"]
        given = item.get(tag) if isinstance(item, dict) else None
        chosen = [each for each in items if isinstance(given, str) and given == _tag(each)]
        if chosen:
            _value(chosen[0], key, item, where, verdict, missing)
        else:
            verdict.broken.add(f"{where}.{tag}" if isinstance(item, dict) else where)


def _tag(item: Key) -> Any:
    return item["subkeys"][0]["rangelist"][0]


def slots(keys: list[Key], value: dict[str, Any]) -> Iterator[Slot]:
    """Every place in an example."""
    for key in keys:
        names = list(value) if key["key"].startswith("ANY") else [key["key"]]
        for name in names:
            if name in value:
                yield Slot(value, name, key, keys)
                yield from _inner(key, value[name])


def _inner(key: Key, value: Any) -> Iterator[Slot]:
    subkeys = key.get("subkeys") or []
    if key["type"] == "<dictionary>":
        yield from slots(subkeys, value)
    elif key["type"] == "<array>":
        for number, item in enumerate(value):
            fitting = (
                subkeys if len(subkeys) == 1 else [each for each in subkeys if _tag(each) == item["Item"]]
            )
            yield Slot(value, number, {**key, **fitting[0]}, [])
            yield from _inner(fitting[0], item)


def mutants(
    keys: list[Key], value: dict[str, Any], dice: random.Random, count: int
) -> Iterator[dict[str, Any]]:
    """Copies of an example with one place changed: some are wrong, and some are not."""
    for _ in range(count):
        changed = copy.deepcopy(value)
        places = list(slots(keys, changed))
        if not places:
            changed["BrandNew"] = 1
            yield changed
            continue
        change = dice.choice((_drop, _retype, _retype, _forbid, _forbid, _edge, _add))
        ruled = [slot for slot in places if facts_of(slot.key, slot.key)]
        change(dice.choice(ruled if ruled and change is _forbid else places), dice)
        yield changed


def _drop(slot: Slot, _: random.Random) -> None:
    del slot.holder[slot.name]


def _retype(slot: Slot, dice: random.Random) -> None:
    slot.holder[slot.name] = dice.choice(list(SAMPLES.values()))


def _forbid(slot: Slot, dice: random.Random) -> None:
    """A value of the right type, where that can be, that some rule forbids."""
    facts, kind = facts_of(slot.key, slot.key), slot.key["type"]
    if kind == "<string>":
        slot.holder[slot.name] = STRANGE
    elif kind in ("<integer>", "<real>"):
        ends = [facts["range"]["min"] - 1] if "min" in facts.get("range", {}) else [99999]
        ends += [facts["range"]["max"] + 1] if "max" in facts.get("range", {}) else []
        slot.holder[slot.name] = dice.choice(ends)
    elif kind == "<array>":
        slot.holder[slot.name] = [*slot.holder[slot.name]] * 3
    else:
        _retype(slot, dice)


def _edge(slot: Slot, dice: random.Random) -> None:
    """A value at the end of what is allowed."""
    facts, kind = facts_of(slot.key, slot.key), slot.key["type"]
    if "rangelist" in facts and kind != "<array>":
        slot.holder[slot.name] = facts["rangelist"][-1]
    elif facts.get("range") and kind in ("<integer>", "<real>"):
        slot.holder[slot.name] = dice.choice(list(facts["range"].values()))
    elif kind == "<real>":
        slot.holder[slot.name] = 3
    elif kind == "<array>":
        slot.holder[slot.name] = []


def _add(slot: Slot, _: random.Random) -> None:
    """A key that no file knows."""
    if isinstance(slot.holder, dict) and not is_free(slot.held):
        slot.holder["BrandNew"] = {"any": ["thing"]}
