"""The kinds of declarations and their words."""

from __future__ import annotations

from typing import Any

import pytest

from pymdm._model._fields import fields_of
from pymdm.errors import LocalProtocolError
from pymdm.protocol.ddm import DeclarationKind, kind_of_type
from pymdm.schema import declaration_class
from pymdm.schema.declarations import DeclarationItemsResponse
from pymdm.schema.status import ManagementDeclarations
from tests.unit.protocol.ddm.fill import TYPES


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("com.apple.activation.simple", "activation"),
        ("com.apple.asset.data", "asset"),
        ("com.apple.configuration.management.test", "configuration"),
        ("com.apple.management.properties", "management"),
        ("org.example.configuration.asset", "configuration"),
    ],
)
def test_a_type_says_its_kind(name: str, kind: str) -> None:
    assert DeclarationKind(kind) is kind_of_type(name)


@pytest.mark.parametrize("name", ["com.apple.passcode.configuration", "com.apple", "configurations", ""])
def test_a_type_that_says_none_is_refused(name: str) -> None:
    with pytest.raises(LocalProtocolError, match=r"^Type: expected one that says its kind"):
        kind_of_type(name)


def test_every_type_of_the_schema_is_of_the_kind_that_its_folder_says() -> None:
    found = [kind_of_type(name) for name in TYPES if declaration_class(name)]
    assert [49, 7, 1, 3] == [
        found.count(kind)
        for kind in (
            DeclarationKind.CONFIGURATION,
            DeclarationKind.ASSET,
            DeclarationKind.ACTIVATION,
            DeclarationKind.MANAGEMENT,
        )
    ]


def keys_of_first(cls: type[Any]) -> set[str]:
    """The keys of the dictionary under the first key of a class."""
    shape: Any = fields_of(cls)[0].shape
    return {field.key.wire for field in fields_of(shape.cls)}


def test_the_keys_of_documents_are_those_of_the_schema() -> None:
    assert {kind.items_key for kind in DeclarationKind} == keys_of_first(DeclarationItemsResponse)
    assert {kind.status_key for kind in DeclarationKind} == keys_of_first(ManagementDeclarations)
