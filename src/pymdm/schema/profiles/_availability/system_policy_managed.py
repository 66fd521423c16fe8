"""Which devices take SystemPolicyManaged.

Source: mdm/profiles/com.apple.systempolicy.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "SystemPolicyManaged": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS",
            "10.8",
            user_channel=True,
            user_enrollment="forbidden",
            multiple=True,
            manual_install=True,
        ),
    ),
}
