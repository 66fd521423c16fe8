"""Which devices take ConferenceRoomDisplay.

Source: mdm/profiles/com.apple.conferenceroomdisplay.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ConferenceRoomDisplay": (
        Support("iOS macOS visionOS watchOS", NEVER),
        Support("tvOS", "10.2", supervised=True, multiple=False, manual_install=True),
    ),
}
