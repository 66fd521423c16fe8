"""Which devices take ActivationLockBypassCode.

Source: mdm/commands/device.activationlock.bypasscode.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ActivationLockBypassCode": (
        Support("iOS", "7.1", supervised=True, shared_ipad="forbidden", user_enrollment="forbidden"),
        Support("macOS", "10.15", supervised=True, user_enrollment="forbidden"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "2.0", supervised=True, user_enrollment="forbidden"),
    ),
}
