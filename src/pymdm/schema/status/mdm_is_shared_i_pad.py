"""MDMIsSharedIPad, as Apple's schema has it.

Source: declarative/status/mdm.is-shared-ipad.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["MDMIsSharedIPad"]


@model
class MDMIsSharedIPad(StatusItem):
    """The status item mdm.is-shared-ipad."""

    status_item_type: ClassVar[str] = "mdm.is-shared-ipad"

    value: bool | None = key("mdm.is-shared-ipad", default=None, required=True)
