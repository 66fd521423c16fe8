"""Which devices take ScheduleOSUpdateScan.

Source: mdm/commands/system.update.scan.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ScheduleOSUpdateScan": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS", "10.11", deprecated="26.0", removed="27.0", supervised=True, user_enrollment="forbidden"
        ),
    ),
}
