"""Compares classes with Apple's files, key by key, and tells every difference."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pymdm._model import Command, Model, Payload, StatusItem, Support
from pymdm._model._fields import Field, fields_of
from pymdm._model._rows import rows_of
from pymdm._model._support import Subject, _row

SYSTEMS = ("iOS", "macOS", "tvOS", "visionOS", "watchOS")

# What a fact is where nobody states it.
UNSTATED = {
    "introduced": None,
    "deprecated": None,
    "removed": None,
    "accessrights": "None",
    "supervised": False,
    "requiresdep": False,
    "userapprovedmdm": False,
    "devicechannel": True,
    "userchannel": False,
    "multiple": None,
    "allowmanualinstall": None,
    "allowed-enrollments": None,
    "always-skippable": None,
    "sharedipad.mode": "allowed",
    "sharedipad.devicechannel": True,
    "sharedipad.userchannel": False,
    "userenrollment.mode": "allowed",
}
OURS = {
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
    "allowed-enrollments": "enrollments",
    "always-skippable": "always_skippable",
    "sharedipad.mode": "shared_ipad",
    "sharedipad.devicechannel": "shared_device",
    "sharedipad.userchannel": "shared_user",
    "userenrollment.mode": "user_enrollment",
}
#: What devices send beside answers and status items: they may leave out anything.
DEVICE_SAYS = ("MachineInfo", "StatusReason", "StatusReport")
SHAPES = {
    "<any>": "a value",
    "<string>": "a string",
    "<integer>": "an integer",
    "<real>": "a number",
    "<boolean>": "a boolean",
    "<date>": "a date with time zone",
    "<data>": "data (bytes)",
}
#: Facts of a key, each under Apple's name: ours, and what it is where it is not stated.
FACTS = {
    "default": ("if_absent", None),
    "format": ("format", None),
    "combinetype": ("combine", None),
    "rangelist": ("allowed", ()),
    "assettypes": ("assets", ()),
    "asset-content-types": ("contents", ()),
}

Levels = list[dict[str, Any]] | None
Rows = list[tuple[Support, ...]]


def flat(row: dict[str, Any]) -> dict[str, Any]:
    """The facts of one system, those in dictionaries with a dot; scopes are channels."""
    facts: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            facts |= {f"{name}.{inner}": fact for inner, fact in value.items()}
        else:
            facts[name] = str(value) if name in ("introduced", "deprecated", "removed") else value
    for scopes in ("allowed-scopes", "sharedipad.allowed-scopes"):
        if scopes in facts:
            where, value = scopes.removesuffix("allowed-scopes"), facts.pop(scopes)
            facts[f"{where}devicechannel"] = "system" in value
            facts[f"{where}userchannel"] = "user" in value
    if "allowed-enrollments" in facts:
        facts["allowed-enrollments"] = " ".join(facts["allowed-enrollments"])
    assert facts.keys() <= UNSTATED.keys(), facts.keys() - UNSTATED.keys()
    return facts


def facts_of(levels: list[dict[str, Any]], system: str) -> dict[str, Any] | None:
    """The facts that hold on a system: those of the innermost level that states them."""
    if system not in levels[0]:
        return None
    facts = dict(UNSTATED)
    for level in levels:
        facts |= flat(level.get(system) or {})
    return normal(facts)


def normal(facts: dict[str, Any]) -> dict[str, Any] | None:
    if facts["introduced"] == "n/a":
        return None
    if facts["accessrights"] in ("None", "n/a", "Special Case"):
        facts["accessrights"] = "None"
    return facts


def our_facts(rows: Rows, system: str) -> dict[str, Any] | None:
    row = _row(Subject("", tuple(rows)), system)
    if row is None:
        return None
    stated = {name: getattr(row, attribute) for name, attribute in OURS.items()}
    return normal({name: UNSTATED[name] if fact is None else fact for name, fact in stated.items()})


class Walk:
    """One file against its classes; ``count`` is how many keys were compared."""

    def __init__(self) -> None:
        self.count = 0
        self._seen: set[tuple[int, type]] = set()
        self._device_says = False

    def file(self, text: dict[str, Any], classes: list[type[Any]]) -> Iterator[str]:
        """Every difference between a file and the classes made of it."""
        cls, *answers = classes
        self._device_says = issubclass(cls, StatusItem) or cls.__name__ in DEVICE_SAYS
        levels = [(text.get("payload") or {}).get("supportedOS") or {}]
        rows = [rows_of(cls).get(cls.__qualname__, ())]
        yield from self._support(levels, rows, cls.__qualname__)
        yield from self.dictionary(text.get("payloadkeys") or [], cls, levels, rows, cls.__qualname__)
        if bool(answers) != ("responsekeys" in text):
            yield f"{cls.__qualname__}: answer"
        self._device_says = True
        for answer in answers:
            yield from self.dictionary(text["responsekeys"], answer, None, [], answer.__qualname__)

    def dictionary(
        self, keys: list[dict[str, Any]], cls: type[Model], levels: Levels, rows: Rows, path: str
    ) -> Iterator[str]:
        if (id(keys), cls) in self._seen:
            return  # it stands in itself
        self._seen.add((id(keys), cls))
        ours = {field.key.wire: field for field in fields_of(cls)}
        if issubclass(cls, Command):
            ours.pop("RequestRequiresNetworkTether")  # a key of all commands, which no file has
        if issubclass(cls, Payload):
            common = {field.key.wire for field in fields_of(Payload)}
            ours = {name: field for name, field in ours.items() if name not in common}
            keys = [key for key in keys if key["key"] not in {*common, "PayloadType"}]
        if hasattr(cls, "TAG"):
            tag, *keys = keys
            if cls.TAG != (tag["key"], *tag["rangelist"]):
                yield f"{path}: tag {cls.TAG}"
        theirs = {key["key"]: key for key in keys if not key["key"].startswith("ANY")}
        for name in ours.keys() - theirs.keys():
            yield f"{path}.{name}: is not in the file"
        for name in theirs.keys() - ours.keys():
            yield f"{path}.{name}: is missing"
        if [name for name in ours if name in theirs] != [name for name in theirs if name in ours]:
            yield f"{path}: order"
        for name in theirs.keys() & ours.keys():
            yield from self._key(theirs[name], ours[name], cls, levels, rows, f"{path}.{name}")

    def _key(
        self, key: dict[str, Any], field: Field, cls: type[Model], levels: Levels, rows: Rows, here: str
    ) -> Iterator[str]:
        self.count += 1
        where = f"{cls.__qualname__}.{field.name}"
        if levels is not None:
            levels = [*levels, key.get("supportedOS") or {}]
            rows = [*rows, rows_of(cls).get(where, ())]
            yield from self._support(levels, rows, here)
        if field.key.required != (key.get("presence") == "required"):
            yield f"{here}: presence"
        if field.must_be_given != (key.get("presence") == "required" and not self._device_says):
            yield f"{here}: insists"
        yield from self._facts(innermost(key), field, here)
        yield from self._shape(key, field.shape, cls, where, levels, rows, here)

    def _facts(self, keys: list[dict[str, Any]], field: Field, here: str) -> Iterator[str]:
        """Facts may stand at a key or at what is in its arrays and maps: ours do at the key."""
        facts: dict[str, Any] = {}
        for key in keys:
            facts |= key
        if keys[0]["type"] == "<string>" and "subkeys" in keys[0]:
            facts["rangelist"] = [value["key"] for value in keys[0]["subkeys"]]
        for name, (ours, unstated) in FACTS.items():
            theirs = facts.get(name, unstated)
            found = getattr(field.key, ours)
            theirs = tuple(theirs) if isinstance(theirs, list) else theirs
            if theirs != found:
                more = [value for value in found if value not in theirs] if name == "rangelist" else found
                yield f"{here}: {name} {more}"
        limits = facts.get("range", {})
        if (field.key.minimum, field.key.maximum) != (limits.get("min"), limits.get("max")):
            yield f"{here}: range {field.key.minimum} {field.key.maximum}"
        times = facts.get("repetition")
        if field.key.length != (times and (times["min"], times["max"])):
            yield f"{here}: repetition {field.key.length}"
        if (field.key.text or "") != facts.get("subtype", "").strip("<>"):
            yield f"{here}: subtype {field.key.text}"

    def _shape(
        self,
        key: dict[str, Any],
        shape: Any,
        cls: type[Model],
        where: str,
        levels: Levels,
        rows: Rows,
        here: str,
    ) -> Iterator[str]:
        subkeys = key.get("subkeys") or []
        if key["type"] == "<array>":
            yield from self._array(subkeys, shape, cls, where, levels, rows, here)
        elif key["type"] != "<dictionary>":
            if shape.expected != SHAPES[key["type"]]:
                yield f"{here}: type {shape.expected}"
        elif not subkeys or subkeys[0]["key"].startswith("ANY"):
            free = subkeys[0] if subkeys else {"key": "ANY", "type": "<any>"}
            if not shape.expected.startswith("a dictionary of"):
                yield f"{here}: type {shape.expected}"
                return
            if levels is not None:
                levels = [*levels, free.get("supportedOS") or {}]
                yield from self._support(levels, rows, f"{here}.{free['key']}")
            yield from self._shape(free, shape.item, cls, where, levels, rows, f"{here}.*")
        elif not hasattr(shape, "cls"):
            yield f"{here}: type {shape.expected}"
        else:
            yield from self.dictionary(subkeys, shape.cls, levels, rows, here)

    def _array(
        self,
        subkeys: list[dict[str, Any]],
        shape: Any,
        cls: type[Model],
        where: str,
        levels: Levels,
        rows: Rows,
        here: str,
    ) -> Iterator[str]:
        if not shape.expected.startswith("an array of"):
            yield f"{here}: type {shape.expected}"
            return
        if len(subkeys) > 1:
            yield from self._alternatives(subkeys, shape.item.classes, cls, levels, rows, here)
            return
        (item,) = subkeys
        if item["type"] == "<string>" and "subkeys" in item:
            for value in item["subkeys"] if levels is not None else ():
                inner = [*(levels or []), value.get("supportedOS") or {}]
                own = rows_of(cls).get(f"{where}={value['key']}", ())
                yield from self._support(inner, [*rows, own], f"{here}={value['key']}")
        elif item["type"] == "<dictionary>" and levels is not None and hasattr(shape.item, "cls"):
            levels = [*levels, item.get("supportedOS") or {}]
            rows = [*rows, rows_of(cls).get(shape.item.cls.__qualname__, ())]
            yield from self._support(levels, rows, here)
        yield from self._shape(item, shape.item, cls, where, levels, rows, here)

    def _alternatives(
        self,
        items: list[dict[str, Any]],
        ours: dict[str, Any],
        cls: type[Model],
        levels: Levels,
        rows: Rows,
        here: str,
    ) -> Iterator[str]:
        theirs = {item["subkeys"][0]["rangelist"][0]: item for item in items}
        for name in ours.keys() - theirs.keys():
            yield f"{here}.{name}: is not in the file"
        for name in theirs.keys() - ours.keys():
            yield f"{here}.{name}: is missing"
        for name in theirs.keys() & ours.keys():
            inner = [*(levels or []), theirs[name].get("supportedOS") or {}]
            own = [*rows, rows_of(cls).get(ours[name].__qualname__, ())]
            yield from self._support(inner, own, f"{here}.{name}")
            yield from self.dictionary(theirs[name]["subkeys"], ours[name], inner, own, f"{here}.{name}")

    def _support(self, levels: list[dict[str, Any]], rows: Rows, here: str) -> Iterator[str]:
        for system in SYSTEMS:
            theirs, ours = facts_of(levels, system), our_facts(rows, system)
            if theirs != ours:
                yield f"{here} on {system}: {_unlike(theirs, ours)}"


def _unlike(theirs: dict[str, Any] | None, ours: dict[str, Any] | None) -> str:
    if theirs is None or ours is None:
        return "is there" if theirs is None else "is not there"
    return ", ".join(f"{name} {ours[name]}" for name in theirs if theirs[name] != ours[name])


def innermost(key: dict[str, Any]) -> list[dict[str, Any]]:
    """A key and what is in its arrays and free dictionaries, the outermost last."""
    subkeys = key.get("subkeys") or []
    holds = key["type"] == "<array>" or (subkeys and subkeys[0]["key"].startswith("ANY"))
    if holds and len(subkeys) == 1:
        return [*innermost(subkeys[0]), key]
    return [key]
