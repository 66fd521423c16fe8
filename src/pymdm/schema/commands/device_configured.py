"""DeviceConfigured, as Apple's schema has it.

Source: mdm/commands/device.configured.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Command, model

__all__ = ["DeviceConfigured"]


@model
class DeviceConfigured(Command):
    """The command DeviceConfigured."""

    request_type: ClassVar[str] = "DeviceConfigured"
