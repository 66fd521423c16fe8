"""Which devices take NetworkUsageRules.

Source: mdm/profiles/com.apple.networkusagerules.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "NetworkUsageRules": (
        Support("iOS", "9.0", user_enrollment="forbidden", multiple=False, manual_install=False),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "NetworkUsageRules.sim_rules": (Support("iOS", "13.0"),),
}
