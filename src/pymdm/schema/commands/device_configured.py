"""DeviceConfigured, as Apple's schema has it.

Source: mdm/commands/device.configured.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Command, model

__all__ = ["DeviceConfigured"]


@model
class DeviceConfigured(Command):
    """Let a device out of Setup Assistant that waits for its server."""

    request_type: ClassVar[str] = "DeviceConfigured"
