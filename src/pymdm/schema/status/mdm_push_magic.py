"""MDMPushMagic, as Apple's schema has it.

Source: declarative/status/mdm.push-magic.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["MDMPushMagic"]


@model
class MDMPushMagic(StatusItem):
    """The status item mdm.push-magic."""

    status_item_type: ClassVar[str] = "mdm.push-magic"

    value: str | None = key("mdm.push-magic", default=None, required=True, secret=True)
