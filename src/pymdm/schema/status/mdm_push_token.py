"""MDMPushToken, as Apple's schema has it.

Source: declarative/status/mdm.push-token.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["MDMPushToken"]


@model
class MDMPushToken(StatusItem):
    """The status item mdm.push-token."""

    status_item_type: ClassVar[str] = "mdm.push-token"

    value: bytes | None = key("mdm.push-token", default=None, required=True, secret=True)
