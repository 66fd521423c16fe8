"""Which devices take SetFirmwarePassword.

Source: mdm/commands/passcode.firmware.set.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "SetFirmwarePassword": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.13", right="DeviceLockAndRemovePasscode", user_enrollment="forbidden"),
    ),
}
