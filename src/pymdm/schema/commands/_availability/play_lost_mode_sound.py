"""Which devices take PlayLostModeSound.

Source: mdm/commands/device.lostmode.playsound.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "PlayLostModeSound": (
        Support("iOS", "10.3", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
}
