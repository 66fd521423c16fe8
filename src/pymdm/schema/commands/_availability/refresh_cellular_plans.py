"""Which devices take RefreshCellularPlans.

Source: mdm/commands/device.esim.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "RefreshCellularPlans": (
        Support("iOS", "13.0", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
}
