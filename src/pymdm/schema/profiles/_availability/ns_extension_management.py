"""Which devices take NSExtensionManagement.

Source: mdm/profiles/com.apple.NSExtension.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "NSExtensionManagement": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS",
            "10.13",
            user_channel=True,
            user_enrollment="forbidden",
            multiple=True,
            manual_install=True,
        ),
    ),
}
