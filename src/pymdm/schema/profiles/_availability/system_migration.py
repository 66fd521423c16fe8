"""Which devices take SystemMigration.

Source: mdm/profiles/com.apple.systemmigration.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "SystemMigration": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.12.4", user_enrollment="forbidden", multiple=False, manual_install=True),
    ),
}
