"""Which devices take SecondActiveEthernet.

Source: mdm/profiles/com.apple.secondactiveethernet.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "SecondActiveEthernet": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.7", user_channel=True, multiple=False, manual_install=True),
    ),
}
