"""DeclarativeManagement, as Apple's schema has it.

Source: mdm/commands/declarativemanagement.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Command, key, model

__all__ = ["DeclarativeManagement"]


@model
class DeclarativeManagement(Command):
    """Turn on declarative management, or tell the device that its declarations have changed.

    ``data`` are the synchronization tokens as JSON, which spare the device a request.
    """

    request_type: ClassVar[str] = "DeclarativeManagement"

    data: bytes | None = key("Data", default=None)
