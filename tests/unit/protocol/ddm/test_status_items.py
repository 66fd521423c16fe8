"""Status items are found by their names, whatever they nest in."""

from __future__ import annotations

import pytest

from pymdm.errors import DecodeError
from pymdm.protocol.ddm._json import dumps, load_object
from pymdm.protocol.ddm.status_items import MAX_ITEM_NAME, item_of, read_item, split_items
from pymdm.schema import status_item_class
from tests.unit.protocol.ddm.fill import ITEMS, filled


@pytest.mark.parametrize("name", ITEMS)
def test_each_item_of_the_schema_is_read_as_its_class(name: str) -> None:
    cls = status_item_class(name)
    assert cls is not None
    written = filled(cls)
    nested = written.wire()[name]
    for part in reversed(name.split(".")):
        nested = {part: nested}

    values = split_items(load_object(dumps(nested, where="x"), what="x", limit=10**6))
    problems: list[DecodeError] = []

    assert [name] == list(values)
    assert written == read_item(name, values[name], problems) == item_of(values, cls)
    assert [] == problems


def test_an_item_may_stand_under_its_full_name() -> None:
    assert {"device.model.family": "Mac"} == split_items({"device.model.family": "Mac"})
    assert {"device.model.family": "Mac"} == split_items({"device.model": {"family": "Mac"}})


def test_of_unknown_items_arrays_and_scalars_are_the_ends() -> None:
    nested = {
        "new": {"a": {"b": 1, "c": []}, "d": {}, "e": None},
        "device": {"model": {"colour": "red"}, "x": 5},
    }

    assert {
        "new.a.b": 1,
        "new.a.c": [],
        "new.d": {},
        "new.e": None,
        "device.model.colour": "red",
        "device.x": 5,
    } == split_items(nested)


def test_the_value_of_a_known_item_is_not_taken_apart() -> None:
    capabilities = {"supported-versions": ["1.0.0"], "supported-payloads": {"status-items": ["a"]}}

    assert {"management.client-capabilities": capabilities, "management.push-token": "AA=="} == split_items(
        {"management": {"client-capabilities": capabilities, "push-token": "AA=="}}
    )


def test_t39_an_item_that_is_given_twice_is_refused() -> None:
    with pytest.raises(DecodeError, match="expected the item once") as caught:
        split_items({"device": {"model": {"family": "Mac"}}, "device.model.family": "iPhone"})
    assert "StatusItems.device.model.family" == caught.value.path


def test_t75_long_names_are_refused_before_they_are_copied() -> None:
    longest = "x" * (MAX_ITEM_NAME - 2)
    assert {f"{longest}.a": 1} == split_items({longest: {"a": 1}})
    with pytest.raises(DecodeError, match=f"at most {MAX_ITEM_NAME} characters"):
        split_items({f"{longest}x": {str(n): n for n in range(10)}})


def test_a_value_of_the_wrong_type_is_kept_and_told() -> None:
    problems: list[DecodeError] = []

    item = read_item("passcode.is-present", "yes", problems)

    assert item is not None
    assert {"passcode.is-present": "yes"} == item.extra
    assert ["StatusItems.passcode.is-present"] == [problem.path for problem in problems]
    assert None is read_item("passcode.colour", "red", problems)
