"""Status items by their names: taken out of the dictionaries they nest in, and as values of their classes.

A report nests items by the parts of their names: ``device.model.family`` is the key ``family`` in ``model``,
which is in ``device``.  Where a name ends is known for the items of the schema; of others every array and
scalar is taken for an item, so that nothing gets lost.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pymdm._model import StatusItem
from pymdm.errors import DecodeError

from ._json import typed_keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["MAX_ITEM_NAME", "item_of", "read_item", "split_items"]

# Characters of a whole name.  Apple's longest has 53; without a bound a long key above many short ones would
# be copied into each of their names.
MAX_ITEM_NAME: Final = 255

S = TypeVar("S", bound=StatusItem)


def split_items(nested: Mapping[str, Any], *, path: str = "StatusItems") -> dict[str, Any]:
    """Values by the full names of the items.

    Raises:
        DecodeError: a name is too long, or an item is given twice (nested, and by its full name).
    """
    found: dict[str, Any] = {}
    for name, value in _items(nested, ""):
        if name in found:
            raise DecodeError("expected the item once", path=f"{path}.{name}")
        found[name] = value
    return found


def _items(nested: Mapping[str, Any], above: str) -> Iterator[tuple[str, Any]]:
    for key, value in nested.items():
        name = f"{above}.{key}" if above else key
        if len(name) > MAX_ITEM_NAME:
            raise DecodeError(f"expected names of at most {MAX_ITEM_NAME} characters", path="StatusItems")
        if isinstance(value, dict) and value and name not in _known():
            yield from _items(value, name)
        else:
            yield name, value


@functools.cache
def _known() -> frozenset[str]:
    from pymdm.schema._index import STATUS_ITEM_TYPES

    return frozenset(STATUS_ITEM_TYPES)


def read_item(name: str, value: Any, problems: list[DecodeError]) -> StatusItem | None:
    """A value as its class; None for an item that the schema does not know.

    A value of the wrong type stays in the item's ``extra``, and ``problems`` tells of it.
    """
    from pymdm.schema import status_item_class  # loads one generated class, on demand

    cls = status_item_class(name)
    return None if cls is None else _read(cls, value, problems)


def item_of(values: Mapping[str, Any], cls: type[S]) -> S | None:
    """The item of a class among values by name; None if it is not there."""
    name = cls.status_item_type
    return _read(cls, values[name], []) if name in values else None


def _read(cls: type[S], value: Any, problems: list[DecodeError]) -> S:
    name = cls.status_item_type
    return cls.decode(typed_keys(cls, {name: value}), path="StatusItems", problems=problems)
