"""ScreenSharingConnectionGroup, as Apple's schema has it.

Source: declarative/declarations/configurations/screensharing.connection.group.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Declaration, key, model

__all__ = ["ScreenSharingConnectionGroup"]


@model
class ScreenSharingConnectionGroup(Declaration):
    """Macs to share the screens of."""

    declaration_type: ClassVar[str] = "com.apple.configuration.screensharing.connection.group"
    APPLY: ClassVar[str] = "multiple"
    STATUS_ITEMS: ClassVar[tuple[str, ...]] = ("screensharing.connection.group.unresolved-connection",)

    connection_group_uuid: str = key("ConnectionGroupUUID")
    group_name: str = key("GroupName")
    members: Sequence[str] = key("Members")
