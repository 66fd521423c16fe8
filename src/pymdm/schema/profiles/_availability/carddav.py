"""Which devices take CardDAV.

Source: mdm/profiles/com.apple.carddav.account.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "CardDAV": (
        Support("iOS", "4.0", shared_device=False, shared_user=True, multiple=True, manual_install=True),
        Support("macOS", "10.7", device_channel=False, user_channel=True, multiple=True, manual_install=True),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "1.1", multiple=True, manual_install=True),
    ),
    "CardDAV.carddav_principal_url": (Support("macOS", NEVER),),
    "CardDAV.communication_service_rules": (Support("iOS", "10.0"), Support("macOS", NEVER)),
    "CardDAV.vpn_uuid": (Support("iOS", "14.0"), Support("macOS", NEVER)),
}
