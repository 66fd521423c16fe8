"""ScreenSharingConnectionGroupUnresolvedConnections, as Apple's schema has it.

Source: declarative/status/screensharing.connection.group.unresolved-connection.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, StatusItem, key, model

__all__ = ["ScreenSharingConnectionGroupUnresolvedConnections"]


@model
class ScreenSharingConnectionGroupUnresolvedConnections(StatusItem):
    """The status item screensharing.connection.group.unresolved-connection."""

    status_item_type: ClassVar[str] = "screensharing.connection.group.unresolved-connection"

    @model
    class UnresolvedGroup(Model):
        """One of screensharing.connection.group.unresolved-connection."""

        identifier: str | None = key("identifier", default=None, required=True)
        removed: bool | None = key("_removed", default=None, if_absent=False)
        unresolved_connections: Sequence[str] | None = key("unresolved_connections", default=None)

    value: Sequence[UnresolvedGroup] | None = key(
        "screensharing.connection.group.unresolved-connection", default=None, required=True
    )
