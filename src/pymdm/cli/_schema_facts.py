"""What the schema says of one class, as values that are JSON as well."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from pymdm._model import NEVER, Support, Tagged
from pymdm._model._fields import fields_of
from pymdm._model._rows import rows_of
from pymdm.schema import answer_class

from ._schema_marks import mark_of

if TYPE_CHECKING:
    from pymdm._model import Model
    from pymdm._model._fields import Field

    from ._schema_names import Entry

__all__ = ["SYSTEMS", "about", "described", "first_versions", "merged"]

SYSTEMS: Final = ("iOS", "macOS", "tvOS", "visionOS", "watchOS")

Levels = tuple[tuple[Support, ...], ...]
"""Rows from the outside in."""


def described(entry: Entry) -> dict[str, Any]:
    """All about an entry; of a query, what is special about it."""
    cls = entry.load()
    if entry.kind == "queries":
        return _query(entry, cls)
    rows = _own_rows(cls)
    inner = _in_settings(entry)
    facts: dict[str, Any] = {
        "kind": entry.kind,
        "name": entry.name,
        "type": entry.wire,
        "class": entry.importable,
        "about": about(cls),
        "mark": mark_of("Settings", "Settings", entry.name) if inner else "",
        "availability": list(_availability((*inner, rows))),
        "rules": [rule.broken(()) or f"at most one of {', '.join(rule.names)}" for rule in cls.RULES],
        "keys": list(_keys(cls, (*inner, rows), (cls.__qualname__,), ())),
    }
    for name in ("APPLY", "STATUS_ITEMS", "REASONS"):
        if found := getattr(cls, name, ()):
            facts[name.lower()] = found if isinstance(found, str) else list(found)
    answer = answer_class(entry.wire) if entry.kind == "commands" else None
    if answer is not None:
        facts["answer"] = {
            "class": f"pymdm.commands.{answer.__qualname__}",
            "about": about(answer),
            "keys": list(_keys(answer, (), (answer.__qualname__,), ())),
        }
    return facts


def about(cls: type) -> str:
    """The docstring as running text."""
    return " ".join(inspect.cleandoc(cls.__doc__ or "").split())


def first_versions(cls: type[Model]) -> dict[str, str]:
    """System → first version, for the systems that have it at all."""
    found = {system: merged((_own_rows(cls),), system) for system in SYSTEMS}
    return {
        system: row.introduced or ""
        for system, row in found.items()
        if row is not None and row.introduced != NEVER
    }


def merged(levels: Levels, system: str) -> Support | None:
    """The facts for one system: each level overrides single facts of the one around it."""
    whole: Support | None = None
    for level in levels:
        row = next((row for row in level if system in row.os.split()), None)
        if row is not None:
            given = {name: fact for name, fact in row._asdict().items() if fact is not None}
            whole = Support(**given) if whole is None else whole._replace(**given)
        if whole is None:
            return None
    return whole


def _own_rows(cls: type) -> tuple[Support, ...]:
    return rows_of(cls).get(cls.__qualname__, ())


def _in_settings(entry: Entry) -> Levels:
    """Of an item of Settings: the rows of the command and of its one key."""
    if entry.kind != "settings":
        return ()
    rows = rows_of(entry.load())
    return (rows.get("Settings", ()), rows.get("Settings.settings", ()))


def _query(entry: Entry, cls: type[Model]) -> dict[str, Any]:
    rows = rows_of(cls)
    own = rows.get(f"DeviceInformation.queries={entry.name}", ())
    answer = answer_class("DeviceInformation")
    assert answer is not None
    keys = next(iter(_keys(answer, (), (answer.__qualname__,), ())))["keys"]
    return {
        "kind": entry.kind,
        "name": entry.name,
        "type": entry.name,
        "class": entry.importable,
        "about": "A name for the queries of DeviceInformation.",
        "mark": mark_of("DeviceInformation", "Queries", entry.name),
        "availability": list(_availability((rows["DeviceInformation"], own))),
        "rules": [],
        "keys": [],
        "answer": {
            "class": f"pymdm.commands.{answer.__qualname__}",
            "about": "What stands under QueryResponses.",
            "keys": [key for key in keys if key["key"] == entry.name],
        },
    }


def _availability(levels: Levels) -> Iterator[dict[str, Any]]:
    for system in SYSTEMS:
        row = merged(tuple(level for level in levels if level), system)
        if row is None or row.introduced == NEVER:
            continue
        facts = row._replace(os=system)._asdict()
        yield {name: fact for name, fact in facts.items() if fact is not None and fact != ""}


def _keys(
    cls: type[Model], levels: Levels, path: tuple[str, ...], around: tuple[type, ...]
) -> Iterator[dict[str, Any]]:
    for field in fields_of(cls):
        yield _key(cls, field, levels, (*path, field.key.wire), (*around, cls))


def _key(
    cls: type[Model], field: Field, levels: Levels, path: tuple[str, ...], around: tuple[type, ...]
) -> dict[str, Any]:
    facts = field.key
    where = f"{cls.__qualname__}.{field.name}"
    rows = rows_of(cls)
    own = rows.get(where)
    inner = levels if own is None else (*levels, own)
    found: dict[str, Any] = {
        "key": facts.wire,
        "attribute": field.name,
        "type": _type(field.shape),
        "presence": "required" if facts.required else "optional",
        "if_absent": facts.if_absent,
        "minimum": facts.minimum,
        "maximum": facts.maximum,
        "format": facts.format,
        "length": None if facts.length is None else list(facts.length),
        "text": facts.text,
        "combine": facts.combine,
        "assets": list(facts.assets),
        "contents": list(facts.contents),
        "secret": facts.secret,
        "mark": mark_of(*path),
        "availability": list(_availability(inner)) if own is not None else None,
        "allowed": list(_allowed(facts.allowed, where, inner, rows, path)),
    }
    found = {name: fact for name, fact in found.items() if fact not in (None, "", [], False)}
    if own is not None:  # an empty list says that no system has the key
        found.setdefault("availability", [])
    found |= _inside(field.shape, inner, path, around)
    return found


def _allowed(
    values: tuple[Any, ...],
    where: str,
    levels: Levels,
    rows: Mapping[str, tuple[Support, ...]],
    path: tuple[str, ...],
) -> Iterator[Any]:
    """The values; those with availability or a mark of their own as objects."""
    for value in values:
        own, mark = rows.get(f"{where}={value}"), mark_of(*path, str(value))
        if own is None and not mark:
            yield value
        else:
            found = {"value": value, "availability": list(_availability((*levels, own or ())))}
            yield {**found, "mark": mark} if mark else found


def _inside(shape: Any, levels: Levels, path: tuple[str, ...], around: tuple[type, ...]) -> dict[str, Any]:
    """What stands in dictionaries, in arrays or not; a dictionary that stands in itself is told by name."""
    while hasattr(shape, "item"):
        shape = shape.item
    if hasattr(shape, "classes"):
        return {"items": [_item(cls, levels, path) for cls in shape.classes.values()]}
    if not hasattr(shape, "cls"):
        return {}
    if shape.cls in around:
        return {"as": shape.cls.__qualname__}
    own = rows_of(shape.cls).get(shape.cls.__qualname__)
    inner = levels if own is None else (*levels, own)
    return {"class": shape.cls.__qualname__, "keys": list(_keys(shape.cls, inner, path, around))}


def _item(cls: type[Tagged], levels: Levels, path: tuple[str, ...]) -> dict[str, Any]:
    inner = (*levels, _own_rows(cls))
    mark = mark_of(*path, cls.TAG[1])
    return {
        cls.TAG[0]: cls.TAG[1],
        "class": cls.__qualname__,
        "about": about(cls),
        **({"mark": mark} if mark else {}),
        "availability": list(_availability(inner)),
        "keys": list(_keys(cls, inner, (*path, cls.TAG[1]), ())),
    }


def _type(shape: Any) -> str:
    """The type in the words of property lists: "array of dictionary"."""
    if shape.expected.startswith("a string or"):
        return "string or array of string"
    if hasattr(shape, "item"):
        holder = "array" if shape.expected.startswith("an array") else "dictionary"
        return f"{holder} of {_type(shape.item)}"
    if hasattr(shape, "cls") or hasattr(shape, "classes"):
        return "dictionary"
    word: str = shape.expected.removeprefix("an ").removeprefix("a ").split(" (")[0]
    return {"value": "any", "number": "real", "date with time zone": "date"}.get(word, word)
