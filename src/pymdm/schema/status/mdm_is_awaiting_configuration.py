"""MDMIsAwaitingConfiguration, as Apple's schema has it.

Source: declarative/status/mdm.is-awaiting-configuration.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["MDMIsAwaitingConfiguration"]


@model
class MDMIsAwaitingConfiguration(StatusItem):
    """The status item mdm.is-awaiting-configuration."""

    status_item_type: ClassVar[str] = "mdm.is-awaiting-configuration"

    value: bool | None = key("mdm.is-awaiting-configuration", default=None, required=True)
