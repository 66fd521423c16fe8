"""ClearActivationLockBypassCode, as Apple's schema has it.

Source: mdm/commands/device.activationlock.clearbypasscode.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Command, model

__all__ = ["ClearActivationLockBypassCode"]


@model
class ClearActivationLockBypassCode(Command):
    """Make the device forget its code for Activation Lock."""

    request_type: ClassVar[str] = "ClearActivationLockBypassCode"
