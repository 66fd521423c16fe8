"""Which devices take AirPrint.

Source: mdm/profiles/com.apple.airprint.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "AirPrint": (
        Support("iOS", "7.0", multiple=True, manual_install=True),
        Support("macOS", "10.10", user_channel=True, multiple=True, manual_install=True),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "2.0", multiple=True, manual_install=True),
    ),
    "AirPrint.AirPrintItem.port": (Support("iOS", "11.0"), Support("macOS", NEVER)),
    "AirPrint.AirPrintItem.force_tls": (Support("iOS", "11.0"), Support("macOS", NEVER)),
}
