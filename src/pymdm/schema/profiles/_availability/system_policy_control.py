"""Which devices take SystemPolicyControl.

Source: mdm/profiles/com.apple.systempolicy.control.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "SystemPolicyControl": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.8", user_enrollment="forbidden", multiple=True, manual_install=True),
    ),
    "SystemPolicyControl.enable_xprotect_malware_upload": (Support("macOS", "15.0"),),
}
