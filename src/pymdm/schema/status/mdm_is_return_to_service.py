"""MDMIsReturnToService, as Apple's schema has it.

Source: declarative/status/mdm.is-return-to-service.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["MDMIsReturnToService"]


@model
class MDMIsReturnToService(StatusItem):
    """The status item mdm.is-return-to-service."""

    status_item_type: ClassVar[str] = "mdm.is-return-to-service"

    value: bool | None = key("mdm.is-return-to-service", default=None, required=True)
