"""ClearPasscode, as Apple's schema has it.

Source: mdm/commands/passcode.clear.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Command, key, model

__all__ = ["ClearPasscode"]


@model
class ClearPasscode(Command):
    """Remove the passcode of a device.

    It needs the UnlockToken that the device sent with its TokenUpdate.
    """

    request_type: ClassVar[str] = "ClearPasscode"

    unlock_token: bytes = key("UnlockToken", secret=True)
