"""Which devices take SystemPolicyKernelExtensions.

Source: mdm/profiles/com.apple.syspolicy.kernel-extension-policy.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "SystemPolicyKernelExtensions": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS",
            "10.13.2",
            user_approved=True,
            user_enrollment="forbidden",
            multiple=True,
            manual_install=False,
        ),
    ),
    "SystemPolicyKernelExtensions.allow_non_admin_user_approvals": (Support("macOS", "11.0"),),
}
