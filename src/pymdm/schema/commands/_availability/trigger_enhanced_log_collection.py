"""Which devices take TriggerEnhancedLogCollection.

Source: mdm/commands/trigger.enhanced.log.collection.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "TriggerEnhancedLogCollection": (
        Support("iOS", "27.0", supervised=True, user_enrollment="forbidden"),
        Support(
            "macOS",
            "27.0",
            supervised=True,
            device_channel=False,
            user_channel=True,
            user_enrollment="forbidden",
        ),
        Support("tvOS", "27.0", supervised=True),
        Support("visionOS watchOS", NEVER),
    ),
}
