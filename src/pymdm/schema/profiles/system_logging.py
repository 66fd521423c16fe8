"""SystemLogging, as Apple's schema has it.

Source: mdm/profiles/com.apple.system.logging.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from pymdm._model import Payload, key, model

__all__ = ["SystemLogging"]


@model
class SystemLogging(Payload):
    """How much single subsystems log."""

    payload_type: ClassVar[str] = "com.apple.system.logging"

    subsystems: Mapping[str, Any] | None = key("Subsystems", default=None)
    system: Mapping[str, Any] | None = key("System", default=None)
