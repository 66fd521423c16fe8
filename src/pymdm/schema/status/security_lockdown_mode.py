"""SecurityLockdownMode, as Apple's schema has it.

Source: declarative/status/security.lockdown-mode.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["SecurityLockdownMode"]


@model
class SecurityLockdownMode(StatusItem):
    """The status item security.lockdown-mode."""

    status_item_type: ClassVar[str] = "security.lockdown-mode"

    value: bool | None = key("security.lockdown-mode", default=None, required=True)
