"""Where the rows of availability are: beside the class, in a module that is loaded when somebody asks.

The class ``commands.device_lock.DeviceLock`` has its rows in ``commands._availability.device_lock``, under
its qualified name; the rows of a key under that of its attribute (``DeviceLock.pin``), those of one value of
a key behind an equals sign (``DeviceInformation.queries=UDID``).
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from ._base import Model
from ._fields import fields_of
from ._support import Subject, Support

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ._fields import Field

__all__ = ["Rows", "rows_of", "subjects_of"]

Rows: TypeAlias = Mapping[str, tuple[Support, ...]]

# By module, and never changed: whoever checks one command will check another.
_loaded: Final[dict[str, Rows]] = {}


def rows_of(cls: type) -> Rows:
    """All rows of the module of a class; none where nothing is known of availability."""
    found = _loaded.get(cls.__module__)
    if found is None:
        found = _loaded[cls.__module__] = _load(*cls.__module__.rpartition(".")[::2])
    return found


def _load(package: str, name: str) -> Rows:
    where = f"{package}._availability.{name}"
    try:
        rows: Rows = import_module(where).SUPPORT if package else {}
    except ModuleNotFoundError as error:
        if not where.startswith(error.name or "?"):
            raise
        return {}
    return rows


def subjects_of(value: Model, name: str, exception: str = "") -> Iterator[Subject]:
    """What is asked of a target: the value itself, then each key that is given."""
    rows = rows_of(type(value))
    own = rows.get(type(value).__qualname__)
    if own is None:
        return  # nothing is known of it, as of a class of somebody's own
    whole = Subject(name, (own,), exception)
    yield whole
    yield from _keys_given(value, whole, rows)


def _keys_given(holder: Model, outer: Subject, rows: Rows) -> Iterator[Subject]:
    for field in fields_of(type(holder)):
        value = getattr(holder, field.name)
        if value is None:
            continue
        where = f"{type(holder).__qualname__}.{field.name}"
        own = rows.get(where)
        inner = outer._replace(name=f"{outer.name}.{field.key.wire}")
        if own is not None:
            inner = inner._replace(rows=(*outer.rows, own))
            yield inner
        yield from _parts(field, value, inner, where, rows)


def _parts(field: Field, value: Any, inner: Subject, where: str, rows: Rows) -> Iterator[Subject]:
    """What stands in the value of a key: dictionaries, and values with rows of their own."""
    if isinstance(value, Model):
        own = rows.get(type(value).__qualname__)
        if own is not None:
            inner = inner._replace(name=f"{inner.name} {type(value).__name__}", rows=(*inner.rows, own))
            yield inner
        yield from _keys_given(value, inner, rows)
    elif isinstance(value, tuple):
        for item in value:
            yield from _parts(field, item, inner, where, rows)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _parts(field, item, inner, where, rows)
    elif isinstance(value, str) and (own := rows.get(f"{where}={value}")) is not None:
        yield Subject(f"{inner.name} {value}", (*inner.rows, own))
