"""ShutDownDevice, as Apple's schema has it.

Source: mdm/commands/device.shutdown.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Command, model

__all__ = ["ShutDownDevice"]


@model
class ShutDownDevice(Command):
    """Turn a device off at once."""

    request_type: ClassVar[str] = "ShutDownDevice"
