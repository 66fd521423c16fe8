"""Which devices take FileVaultOptions.

Source: mdm/profiles/com.apple.MCX(FileVault2).yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "FileVaultOptions": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.7", user_enrollment="forbidden", multiple=False, manual_install=True),
    ),
    "FileVaultOptions.destroy_fv_key_on_standby": (Support("macOS", "10.10"),),
}
