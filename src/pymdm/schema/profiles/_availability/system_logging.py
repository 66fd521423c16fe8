"""Which devices take SystemLogging.

Source: mdm/profiles/com.apple.system.logging.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "SystemLogging": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS",
            "10.12",
            user_channel=True,
            user_enrollment="forbidden",
            multiple=True,
            manual_install=True,
        ),
    ),
    "SystemLogging.subsystems": (Support("macOS", NEVER),),
    "SystemLogging.system": (Support("macOS", NEVER),),
}
