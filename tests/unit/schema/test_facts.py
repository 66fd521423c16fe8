"""The classes against the files that they were laid from, read by a walker of its own.

Skipped where the files are not beside the checkout: they are no part of the repository.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pymdm import schema
from pymdm._model import Model, Support
from pymdm._model._fields import Field, fields_of
from pymdm._model._support import Subject, _row
from tests.support import shared

yaml = pytest.importorskip("yaml", reason="PyYAML reads the schema files")

FILES = {
    "DeviceInformation": "information.device",
    "DeviceLock": "device.lock",
    "EraseDevice": "device.erase",
    "InstallProfile": "profile.install",
    "ProfileList": "profile.list",
    "RemoveProfile": "profile.remove",
    "SecurityInfo": "information.security",
}
SYSTEMS = ("iOS", "macOS", "tvOS", "visionOS", "watchOS")

# What the 2014 reference has and today's schema no longer: the overlay.
QUERIES_OF_2014 = {"Languages", "Locales", "EthernetMACs"}
# Formats that the schema has only in prose.
FORMATS = {"PIN": "[0-9]{6}|[0-9]{4}"}

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
    "sharedipad.mode": "shared_ipad",
    "sharedipad.devicechannel": "shared_device",
    "sharedipad.userchannel": "shared_user",
    "userenrollment.mode": "user_enrollment",
}
SHAPES = {
    "<string>": "a string",
    "<integer>": "an integer",
    "<real>": "a number",
    "<boolean>": "a boolean",
    "<date>": "a date with time zone",
    "<data>": "data (bytes)",
}


def document(request_type: str) -> dict[str, Any]:
    path = shared(f"apple-device-management/mdm/commands/{FILES[request_type]}.yaml")
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def flat(row: dict[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            facts |= {f"{name}.{inner}": fact for inner, fact in value.items()}
        else:
            facts[name] = str(value) if name in ("introduced", "deprecated", "removed") else value
    assert facts.keys() <= UNSTATED.keys()
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


def our_facts(rows: list[tuple[Support, ...]], system: str) -> dict[str, Any] | None:
    row = _row(Subject("", tuple(rows)), system)
    if row is None:
        return None
    stated = {name: getattr(row, attribute) for name, attribute in OURS.items()}
    return normal({name: UNSTATED[name] if fact is None else fact for name, fact in stated.items()})


def differences(
    keys: list[dict[str, Any]],
    cls: type[Model],
    levels: list[dict[str, Any]] | None,
    rows: list[tuple[Support, ...]],
    path: str,
) -> Iterator[str]:
    ours = {field.key.wire: field for field in fields_of(cls)}
    names = [key["key"] for key in keys]
    if names != [name for name in ours if name not in QUERIES_OF_2014]:
        yield f"{path}: keys {names} {list(ours)}"
        return
    for key in keys:
        field = ours[key["key"]]
        here = f"{path}.{key['key']}"
        inner_levels = None if levels is None else [*levels, key.get("supportedOS") or {}]
        inner_rows = [*rows, field.key.support]
        yield from compare_one(key, field, here)
        if inner_levels is not None:
            yield from compare_support(inner_levels, inner_rows, here)
        yield from compare_shape(key, field.shape, field, inner_levels, inner_rows, here)


def compare_one(key: dict[str, Any], field: Field, here: str) -> Iterator[str]:
    facts = field.key
    if facts.required != (key.get("presence") == "required"):
        yield f"{here}: presence"
    if facts.if_absent != key.get("default"):
        yield f"{here}: default"
    if (facts.minimum, facts.maximum) != (key.get("range", {}).get("min"), key.get("range", {}).get("max")):
        yield f"{here}: range"
    if facts.format != key.get("format", FORMATS.get(key["key"])):
        yield f"{here}: format"
    if key["type"] != "<array>" and list(facts.allowed) != key.get("rangelist", []):
        yield f"{here}: rangelist"


def compare_support(
    levels: list[dict[str, Any]], rows: list[tuple[Support, ...]], here: str
) -> Iterator[str]:
    for system in SYSTEMS:
        if facts_of(levels, system) != our_facts(rows, system):
            yield f"{here} on {system}: {facts_of(levels, system)} {our_facts(rows, system)}"


def compare_shape(
    key: dict[str, Any],
    shape: Any,
    field: Field,
    levels: list[dict[str, Any]] | None,
    rows: list[tuple[Support, ...]],
    here: str,
) -> Iterator[str]:
    if key["type"] == "<array>":
        (item,) = key["subkeys"]
        if item["type"] == "<string>" and "subkeys" in item:
            yield from compare_values(item["subkeys"], field, levels, rows, here)
        yield from compare_shape(item, shape.item, field, levels, rows, here)
    elif key["type"] == "<dictionary>":
        if shape.cls.__name__ != key["key"]:
            yield f"{here}: class {shape.cls.__name__}"
        yield from differences(key["subkeys"], shape.cls, levels, rows, here)
    elif shape.expected != SHAPES[key["type"]]:
        yield f"{here}: type"


def compare_values(
    values: list[dict[str, Any]],
    field: Field,
    levels: list[dict[str, Any]] | None,
    rows: list[tuple[Support, ...]],
    here: str,
) -> Iterator[str]:
    allowed = field.key.allowed
    if [value["key"] for value in values] != [name for name in allowed if name not in QUERIES_OF_2014]:
        yield f"{here}: values"
    if levels is not None and isinstance(allowed, dict):
        for value in values:
            yield from compare_support(
                [*levels, value.get("supportedOS") or {}],
                [*rows, allowed[value["key"]]],
                f"{here} {value['key']}",
            )


@pytest.mark.parametrize("request_type", list(FILES))
def test_a_command_says_what_its_file_says(request_type: str) -> None:
    text = document(request_type)
    cls = schema.command_class(request_type)
    assert cls is not None
    assert text["payload"]["requesttype"] == cls.request_type
    levels = [text["payload"]["supportedOS"]]
    assert [] == list(compare_support(levels, [cls.SUPPORT], request_type))
    assert [] == list(differences(text.get("payloadkeys", []), cls, levels, [cls.SUPPORT], request_type))


@pytest.mark.parametrize("request_type", list(FILES))
def test_an_answer_says_what_its_file_says(request_type: str) -> None:
    text = document(request_type)
    cls = schema.answer_class(request_type)
    assert (cls is None) == ("responsekeys" not in text)
    if cls is not None:
        assert [] == list(differences(text["responsekeys"], cls, None, [], f"{request_type}Response"))


def test_the_walker_reads_all_queries_and_answers() -> None:
    text = document("DeviceInformation")
    assert 85 == len(text["payloadkeys"][0]["subkeys"][0]["subkeys"])
    assert 87 == len(text["responsekeys"][0]["subkeys"])
