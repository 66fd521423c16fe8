"""The configuration that makes a device report status items by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pymdm._model import StatusItem
from pymdm.errors import LocalProtocolError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pymdm.schema.declarations import ManagementStatusSubscriptions
    from pymdm.schema.status import ManagementClientCapabilities

__all__ = ["advertised_items", "status_subscriptions"]


def status_subscriptions(
    items: Iterable[str | type[StatusItem]], *, unknown: Literal["refuse", "allow"] = "refuse"
) -> ManagementStatusSubscriptions:
    """The payload of ``com.apple.configuration.management.status-subscriptions`` for some items.

    The order does not matter and nothing is there twice, so that the same items make the same declaration.

    Args:
        items: Names such as ``device.model.family``, or classes of `pymdm.status`.
        unknown: What to do with names that the schema does not have.

    Raises:
        LocalProtocolError: a name that the schema does not have, or no name at all.
    """
    from pymdm.schema.declarations import ManagementStatusSubscriptions

    names = sorted({item if isinstance(item, str) else item.status_item_type for item in items})
    if not names:
        raise LocalProtocolError("StatusItems: expected at least one status item")
    if unknown == "refuse" and (missing := _unknown(names)):
        expected = 'items of the schema; pass unknown="allow" for new ones'
        raise LocalProtocolError(f"StatusItems: {', '.join(missing)}: expected {expected}")
    entry = ManagementStatusSubscriptions.StatusItemsStatusItem
    return ManagementStatusSubscriptions(status_items=[entry(name=name) for name in names])


def _unknown(names: list[str]) -> list[str]:
    from pymdm.schema import status_item_class

    return [name for name in names if status_item_class(name) is None]


def advertised_items(capabilities: ManagementClientCapabilities) -> tuple[str, ...]:
    """The items that a device says it can report, sorted, without those that are for tests only.

    Args:
        capabilities: What the device reported as ``management.client-capabilities``.
    """
    payloads = None if capabilities.value is None else capabilities.value.supported_payloads
    names = () if payloads is None else payloads.status_items or ()
    return tuple(sorted({name for name in names if not name.startswith("test.")}))
