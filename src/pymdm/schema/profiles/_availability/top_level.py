"""Which devices take TopLevel.

Source: mdm/profiles/TopLevel.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "TopLevel": (
        Support("iOS", "4.0", shared_user=True, multiple=False, manual_install=True),
        Support("macOS", "10.7", user_channel=True, multiple=False, manual_install=True),
        Support("tvOS", "9.0", multiple=False, manual_install=True),
        Support("visionOS watchOS", "1.0", multiple=False, manual_install=True),
    ),
    "TopLevel.payload_removal_disallowed": (
        Support("iOS", supervised=True, user_enrollment="forbidden"),
        Support("tvOS", supervised=True),
        Support("visionOS watchOS", NEVER),
    ),
    "TopLevel.payload_scope": (Support("macOS", "10.8"),),
    "TopLevel.payload_expiration_date": (Support("watchOS", NEVER),),
    "TopLevel.target_device_type": (
        Support("iOS tvOS", "12.2"),
        Support("macOS", "10.15"),
        Support("visionOS", "1.1"),
        Support("watchOS", "5.2"),
    ),
}
