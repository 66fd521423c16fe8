"""Which devices take FirstActiveEthernet.

Source: mdm/profiles/com.apple.firstactiveethernet.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "FirstActiveEthernet": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.7", user_channel=True, multiple=False, manual_install=True),
    ),
}
