"""Which devices take Screensaver.

Source: mdm/profiles/com.apple.screensaver.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "Screensaver": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.11", user_enrollment="forbidden", multiple=False, manual_install=True),
    ),
    "Screensaver.ask_for_password": (Support("macOS", "10.13"),),
    "Screensaver.ask_for_password_delay": (Support("macOS", "10.13"),),
}
