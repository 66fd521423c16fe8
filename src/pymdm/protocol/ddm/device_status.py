"""What is known of a device from all its reports, and how one more report changes that.

A full report replaces everything.  Any other replaces the items that it names; arrays whose entries have an
identifier come in parts: an entry replaces the one of its identifier, and one with ``_removed`` takes it out
(Apple's schema, account.list.caldav.yaml and fifteen more).  Apple does not say whether an entry that has
changed is sent as a whole; the examples are, and so it is taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs

from pymdm._model import StatusItem
from pymdm._model._fields import fields_of
from pymdm._model._shapes import Array, _Nested
from pymdm.errors import DecodeError, TooLarge

from ._json import dumps, load_object, size
from .declaration_state import DeclarationState, declaration_states
from .status_items import item_of
from .status_report import StatusError, read_errors

if TYPE_CHECKING:
    from .status_report import StatusReport

__all__ = [
    "MAX_STATUS",
    "DeviceStatus",
    "decode_device_status",
    "merge_status",
]

# Bytes of all that is known of a device, as `DeviceStatus.encode` writes it: several of the largest reports.
# Without a bound a device could make the server remember another name, or another entry, with each report.
MAX_STATUS: Final = 4 * 1024 * 1024

_REMOVED: Final = "_removed"

S = TypeVar("S", bound=StatusItem)


@attrs.frozen(kw_only=True)
class DeviceStatus:
    """What a device has told so far; nothing at first.

    Attributes:
        values: Of the items by name, as in the JSON, entries that were removed left out.
        errors: Items that the device cannot report, by name; one that has a value here too had it before.
    """

    values: Mapping[str, Any] = attrs.field(factory=dict, repr=False)
    errors: Mapping[str, StatusError] = attrs.field(factory=dict)

    @property
    def declarations(self) -> tuple[DeclarationState, ...]:
        """What became of each declaration; empty if the device has not told."""
        return declaration_states(self.values)

    def get(self, item: type[S]) -> S | None:
        """The item of a class of `pymdm.status`, or None if the device has not told."""
        return item_of(self.values, item)

    def encode(self) -> bytes:
        """JSON to put away; `decode_device_status` reads it."""
        return dumps(_document(self), where="DeviceStatus")


def decode_device_status(raw: bytes) -> DeviceStatus:
    """What `DeviceStatus.encode` has written.

    Raises:
        DecodeError: it is something else.
        TooLarge: over `MAX_STATUS`.
    """
    found = load_object(raw, what="device status", limit=MAX_STATUS)
    values, errors = found.get("values"), found.get("errors")
    if not isinstance(values, dict) or not isinstance(errors, list):
        raise DecodeError("expected values and errors")
    return DeviceStatus(values=values, errors=_by_item(read_errors(errors, [])))


def merge_status(known: DeviceStatus, report: StatusReport) -> DeviceStatus:
    """What is known after one more report; ``known`` is not changed.

    An item that has a value is no longer in error; one in error keeps the value it had.

    Raises:
        TooLarge: it would be more than `MAX_STATUS` bytes; a full report starts afresh.
    """
    values: dict[str, Any] = {} if report.full else dict(known.values)
    errors: dict[str, StatusError] = {} if report.full else dict(known.errors)
    for name, value in report.values.items():
        values[name] = _merged(name, values.get(name), value)
        errors.pop(name, None)
    errors |= _by_item(report.errors)
    status = DeviceStatus(values=values, errors=errors)
    if size(_document(status)) > MAX_STATUS:
        raise TooLarge(f"device status: expected at most {MAX_STATUS} bytes")
    return status


def _document(status: DeviceStatus) -> dict[str, Any]:
    errors = [
        {"StatusItem": error.status_item, "Reasons": [attrs.asdict(reason) for reason in error.reasons]}
        for error in status.errors.values()
    ]
    return {"values": status.values, "errors": errors}


def _by_item(errors: tuple[StatusError, ...]) -> dict[str, StatusError]:
    return {error.status_item: error for error in errors}


def _merged(name: str, before: Any, value: Any) -> Any:
    if not isinstance(value, list) or not _comes_in_parts(name, value):
        return value
    entries = _identified(before) | _identified(value)
    return [entry for entry in entries.values() if entry.get(_REMOVED) is not True]


def _identified(entries: Any) -> dict[str, dict[str, Any]]:
    """Entries by identifier; one without, which no later report could change or remove, is left out."""
    found = entries if isinstance(entries, list) else []
    return {entry["identifier"]: entry for entry in found if _has_identifier(entry)}


def _has_identifier(entry: Any) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("identifier"), str)


def _comes_in_parts(name: str, value: list[Any]) -> bool:
    """What the schema says; of an item that it does not know, what all its entries look like."""
    from pymdm.schema import status_item_class  # loads one generated class, on demand

    cls = status_item_class(name)
    if cls is None:
        return bool(value) and all(map(_has_identifier, value))
    shape = fields_of(cls)[0].shape
    entry = shape.item if isinstance(shape, Array) else None
    return isinstance(entry, _Nested) and _REMOVED in {field.key.wire for field in fields_of(entry.cls)}
