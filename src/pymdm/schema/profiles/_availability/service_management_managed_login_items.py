"""Which devices take ServiceManagementManagedLoginItems.

Source: mdm/profiles/com.apple.servicemanagement.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ServiceManagementManagedLoginItems": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS",
            "13.0",
            user_approved=True,
            user_enrollment="forbidden",
            multiple=True,
            manual_install=False,
        ),
    ),
}
