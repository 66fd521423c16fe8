"""Which devices take NSExtensionMappings.

Source: mdm/commands/application.extensions.mappings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "NSExtensionMappings": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS",
            "10.13",
            right="QueryInstalledApps",
            device_channel=False,
            user_channel=True,
            user_enrollment="forbidden",
        ),
    ),
}
