"""Which devices take CellularPrivateNetwork.

Source: mdm/profiles/com.apple.cellularprivatenetwork.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "CellularPrivateNetwork": (
        Support("iOS", "17.0", user_enrollment="forbidden", multiple=True, manual_install=True),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "CellularPrivateNetwork.network_identifier": (Support("iOS", "18.0"),),
    "CellularPrivateNetwork.csg_network_identifier": (Support("iOS", "18.0"),),
}
