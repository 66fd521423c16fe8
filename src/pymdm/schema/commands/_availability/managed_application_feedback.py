"""Which devices take ManagedApplicationFeedback.

Source: mdm/commands/managed.application.feedback.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ManagedApplicationFeedback": (
        Support("iOS", "7.0", right="AllowAppInstallation"),
        Support("macOS", "11.0", right="AllowAppInstallation", device_channel=False, user_channel=True),
        Support("tvOS", "10.2", right="AllowAppInstallation"),
        Support("visionOS", "1.1", right="AllowAppInstallation"),
        Support("watchOS", NEVER),
    ),
}
