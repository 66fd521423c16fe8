"""Status reports: what a device tells by itself, as values.

Reading is lenient where it can be: items that the schema does not know are kept (`StatusReport.unknown`),
and a value of the wrong type costs that value only (`StatusReport.problems`).

Source: Apple's schema, declarative/protocol/statusreport.yaml.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs

from pymdm._model import StatusItem
from pymdm.errors import DecodeError

from ._json import load_object
from .declaration_state import DeclarationState, declaration_states
from .reason import Reason, read_reasons
from .status_items import item_of, read_item, split_items

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["MAX_REPORT", "StatusError", "StatusReport", "decode_status_report", "read_errors"]

# Bytes.  A report comes in base64 in a check-in, which the service cuts at one mebibyte; a full report of a
# Mac with a hundred managed apps and certificates has a tenth of that.
MAX_REPORT: Final = 1024 * 1024

S = TypeVar("S", bound=StatusItem)


@attrs.frozen(kw_only=True)
class StatusError:
    """An item that the device was asked for and cannot report, and why."""

    status_item: str
    reasons: tuple[Reason, ...] = ()


@attrs.frozen(kw_only=True)
class StatusReport:
    """What one report says.

    Attributes:
        values: Of the items by name, as in the JSON; those that the schema does not know, too.
        errors: Items that cannot be reported.
        full: True if it tells everything, so that what is missing is gone (iOS 17, macOS 14: about once a
            day); False if it tells only what has changed.
        problems: What could not be read as what it should be; kept in ``values`` all the same.
        extra: Keys of the report that pymdm does not know.
        raw: The bytes as received.
    """

    values: Mapping[str, Any] = attrs.field(repr=False)
    errors: tuple[StatusError, ...] = ()
    full: bool = False
    problems: tuple[DecodeError, ...] = ()
    extra: Mapping[str, Any] = attrs.field(factory=dict, repr=False)
    raw: bytes = attrs.field(repr=False)

    @cached_property
    def items(self) -> Mapping[str, StatusItem]:
        """The items that the schema knows, by name, as values of `pymdm.status`."""
        read = ((name, read_item(name, value, [])) for name, value in self.values.items())
        return {name: item for name, item in read if item is not None}

    @cached_property
    def unknown(self) -> Mapping[str, Any]:
        """The values of those that it does not."""
        return {name: value for name, value in self.values.items() if name not in self.items}

    @property
    def declarations(self) -> tuple[DeclarationState, ...]:
        """What became of each declaration; empty if the report does not tell."""
        return declaration_states(self.values)

    def get(self, item: type[S]) -> S | None:
        """The item of a class of `pymdm.status`, or None if the report does not have it."""
        return item_of(self.values, item)


def decode_status_report(raw: bytes) -> StatusReport:
    """The report in the Data of a ``status`` check-in.

    Raises:
        DecodeError: it is no JSON object, or its StatusItems are none; names of items are too long or twice.
        TooLarge: over `MAX_REPORT`.
    """
    found = load_object(raw, what="status report", limit=MAX_REPORT)
    items = found.pop("StatusItems", {})
    if not isinstance(items, dict):
        raise DecodeError("expected a dictionary", path="StatusItems")
    values = split_items(items)
    problems: list[DecodeError] = []
    for name, value in values.items():
        read_item(name, value, problems)
    errors = _array(found, problems)
    full = found.pop("FullReport", False)
    if not isinstance(full, bool):
        # Taken for a report of changes: that forgets nothing which is still true.
        problems.append(DecodeError("expected true or false", path="FullReport"))
        found["FullReport"], full = full, False
    return StatusReport(
        values=values, errors=errors, full=full, problems=tuple(problems), extra=found, raw=raw
    )


def _array(found: dict[str, Any], problems: list[DecodeError]) -> tuple[StatusError, ...]:
    entries = found.pop("Errors", [])
    if isinstance(entries, list):
        return read_errors(entries, problems)
    problems.append(DecodeError("expected an array", path="Errors"))
    found["Errors"] = entries
    return ()


def read_errors(entries: list[Any], problems: list[DecodeError]) -> tuple[StatusError, ...]:
    """The entries of Errors; one that does not name its item is left out, and ``problems`` tells."""
    errors = []
    for n, entry in enumerate(entries):
        name = entry.get("StatusItem") if isinstance(entry, dict) else None
        if isinstance(name, str):
            errors.append(StatusError(status_item=name, reasons=read_reasons(entry.get("Reasons"))))
        else:
            problems.append(DecodeError("expected a string", path=f"Errors[{n}].StatusItem"))
    return tuple(errors)
