"""Which devices take RotateFileVaultKey.

Source: mdm/commands/rotate.file.vault.key.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "RotateFileVaultKey": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.9", right="DeviceLockAndRemovePasscode", user_enrollment="forbidden"),
    ),
    "RotateFileVaultKey.FileVaultUnlock.private_key_export": (Support("macOS", deprecated="10.15"),),
    "RotateFileVaultKey.FileVaultUnlock.private_key_export_password": (Support("macOS", deprecated="10.15"),),
}
