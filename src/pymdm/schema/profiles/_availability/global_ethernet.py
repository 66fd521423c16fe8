"""Which devices take GlobalEthernet.

Source: mdm/profiles/com.apple.globalethernet.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "GlobalEthernet": (
        Support("iOS tvOS", "17.0", multiple=False, manual_install=True),
        Support("macOS", "10.13", user_channel=True, multiple=False, manual_install=True),
        Support("visionOS watchOS", NEVER),
    ),
}
