"""Which devices take Identification.

Source: mdm/profiles/com.apple.configurationprofile.identification.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "Identification": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.7", deprecated="15.4", user_channel=True, multiple=False, manual_install=True),
    ),
}
