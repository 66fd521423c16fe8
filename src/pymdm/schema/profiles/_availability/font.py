"""Which devices take Font.

Source: mdm/profiles/com.apple.font.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "Font": (
        Support("iOS", "7.0", shared_device=False, shared_user=True, multiple=True, manual_install=True),
        Support("macOS", "10.9", user_channel=True, multiple=True, manual_install=True),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "2.0", multiple=True, manual_install=True),
    ),
}
