"""Which devices take FirstEthernet.

Source: mdm/profiles/com.apple.firstethernet.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "FirstEthernet": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.7", user_channel=True, multiple=False, manual_install=True),
    ),
}
