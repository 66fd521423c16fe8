"""Values of schema classes, as `pymdm inspect` shows them: by the keys of the wire, without secrets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlsplit

from pymdm._model import Model
from pymdm._model._fields import fields_of
from pymdm.errors import DecodeError

from ._inspect_report import Shown, hidden, shape, show
from ._schema_facts import about, first_versions

if TYPE_CHECKING:
    from ._inspect_report import Inquiry

__all__ = ["NO_ADDRESS", "address", "explained", "read_lenient", "typed", "unknown_keys"]

NO_ADDRESS: Final = "<not an address>"

M = TypeVar("M", bound=Model)


def explained(cls: type[Model]) -> dict[str, Shown]:
    """What a class is for, and the first version of each system that has it."""
    versions = ", ".join(f"{system} {version}" for system, version in first_versions(cls).items())
    return {"about": about(cls).partition(". ")[0].rstrip("."), "systems": versions or "none"}


def read_lenient(cls: type[M], wire: Mapping[str, Any], problems: list[str]) -> M | None:
    """What a schema class reads from ``wire``; what is wrong goes to ``problems``.

    None if a key is missing without which it cannot be.
    """
    wrong: list[DecodeError] = []
    try:
        model = cls.decode(wire, problems=wrong)
    except DecodeError as error:
        problems.append(str(error))
        return None
    problems.extend(map(str, wrong))
    problems.extend(model.faults())
    return model


def typed(model: Model, asked: Inquiry, *, without: Sequence[str] = ()) -> dict[str, Shown]:
    """All keys that are given; those that the class does not know, by what they are."""
    shown: dict[str, Shown] = {}
    for field in fields_of(type(model)):
        value = getattr(model, field.name)
        if value is not None and field.key.wire not in without:
            shown[field.key.wire] = hidden(value, asked) if field.key.secret else _value(value, asked)
    return {**shown, **unknown_keys(model.extra, asked)}


def unknown_keys(extra: Mapping[str, Any], asked: Inquiry) -> dict[str, Shown]:
    """What is in keys that pymdm does not know: any of them may be a secret."""
    return {"unknown_keys": {key: shape(value, asked) for key, value in extra.items()}} if extra else {}


def address(value: object, asked: Inquiry) -> Shown:
    """An address without what may be a secret in it: credentials and the query (T50)."""
    if not isinstance(value, str) or asked.show_secrets:
        return show(value, asked)
    try:
        parts = urlsplit(value)
        _ = parts.port  # what is no number there may be a password with a slash in it
    except ValueError:
        return NO_ADDRESS
    if not parts.netloc:  # as in https:who:password@host, where all would count as a path
        return NO_ADDRESS
    host = parts.netloc.rpartition("@")[2]
    hidden_part = "<hidden>@" if "@" in parts.netloc else ""
    query = "?<hidden>" if parts.query else ""
    return f"{parts.scheme}://{hidden_part}{host}{parts.path}{query}"


def _value(value: object, asked: Inquiry) -> Shown:
    if isinstance(value, Model):
        tag = getattr(value, "TAG", None)
        return {**({tag[0]: tag[1]} if tag else {}), **typed(value, asked)}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [_value(item, asked) for item in value]
    if isinstance(value, Mapping):  # free dictionaries have no class that knows their secrets
        return _free(value, asked)
    if isinstance(value, str) and "://" in value:
        return address(value, asked)
    return show(value, asked)


def _free(value: Mapping[str, Any], asked: Inquiry) -> Shown:
    """Where values are of a class, their keys are only names; elsewhere nothing is known of them."""
    if value and all(isinstance(item, Model) for item in value.values()):
        return {key: _value(item, asked) for key, item in value.items()}
    return shape(value, asked)
