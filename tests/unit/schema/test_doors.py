"""Every class is found by its name and by its name on the wire, and looks as the rest does."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import pytest

from pymdm import commands, declarations, documents, profiles, schema, status
from pymdm._model import Model
from pymdm._model._fields import fields_of
from pymdm.schema import _index

DOORS = {
    "commands": commands,
    "declarations": declarations,
    "documents": documents,
    "profiles": profiles,
    "status": status,
}
COUNTS = {"commands": 68 + 35, "profiles": 127, "declarations": 68, "status": 64, "documents": 10}


def with_nested(cls: type[Any]) -> Iterator[type[Model]]:
    yield cls
    for value in vars(cls).values():
        if isinstance(value, type) and value.__qualname__.startswith(f"{cls.__qualname__}."):
            yield from with_nested(value)


def every_class() -> Iterator[type[Model]]:
    for package, door in DOORS.items():
        for name in vars(_index)[package.upper()]:
            yield from with_nested(getattr(door, name))


@pytest.mark.parametrize("package", list(DOORS))
def test_a_door_lets_out_every_class_of_its_package(package: str) -> None:
    door = DOORS[package]
    classes = vars(_index)[package.upper()]
    assert COUNTS[package] == len(classes)
    assert classes.keys() <= set(door.__all__) <= set(dir(door))
    assert [] == [name for name in classes if getattr(door, name).__name__ != name]
    assert set(importlib.import_module(f"pymdm.schema.{package}").__all__) == classes.keys()
    with pytest.raises(AttributeError, match=f"module '{door.__name__}' has no attribute 'Nope'"):
        getattr(door, "Nope")  # noqa: B009
    with pytest.raises(AttributeError, match=f"module 'pymdm.schema.{package}' has no attribute 'Nope'"):
        getattr(importlib.import_module(f"pymdm.schema.{package}"), "Nope")  # noqa: B009


def test_names_on_the_wire_find_their_classes() -> None:
    assert profiles.WiFi is schema.payload_classes("com.apple.wifi.managed")[0]
    assert 6 == len(schema.payload_classes("com.apple.MCX"))
    assert () == schema.payload_classes("com.example")
    passcode = schema.declaration_class("com.apple.configuration.passcode.settings")
    assert declarations.PasscodeSettings is passcode
    assert declarations.SCEPCredential is schema.credential_class("com.apple.credential.scep")
    assert status.DeviceModelFamily is schema.status_item_class("device.model.family")
    finders = (schema.declaration_class, schema.credential_class, schema.status_item_class)
    assert [None] * 3 == [find("com.example") for find in finders]


def test_every_index_of_names_is_complete() -> None:
    for names, attribute, find in (
        (_index.DECLARATION_TYPES, "declaration_type", schema.declaration_class),
        (_index.CREDENTIAL_TYPES, "credential_type", schema.credential_class),
        (_index.STATUS_ITEM_TYPES, "status_item_type", schema.status_item_class),
    ):
        assert list(names) == [getattr(find(name), attribute) for name in names]
    types = [
        (name, cls.payload_type) for name in _index.PAYLOAD_TYPES for cls in schema.payload_classes(name)
    ]
    assert 126 == len(types)
    assert [] == [pair for pair in types if pair[0] != pair[1]]


def test_every_key_of_every_class_has_a_shape_and_a_place_of_its_own() -> None:
    classes = list(every_class())
    assert len(classes) > 800
    for cls in classes:
        fields = fields_of(cls)
        assert len({field.key.wire for field in fields}) == len(fields), cls
        assert (cls.__doc__ or "").strip(), cls


def test_nothing_hides_the_methods_of_its_base() -> None:
    methods = {name for name in dir(Model) if not name.startswith("_")} - {"extra"}
    assert [] == [
        (cls, field.name) for cls in every_class() for field in fields_of(cls) if field.name in methods
    ]
