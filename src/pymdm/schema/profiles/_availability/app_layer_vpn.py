"""Which devices take AppLayerVPN.

Source: mdm/profiles/com.apple.vpn.managed.applayer.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "AppLayerVPN": (
        Support("iOS", "7.0", multiple=True, manual_install=True),
        Support("macOS", "10.9", user_channel=True, multiple=True, manual_install=True),
        Support("tvOS", NEVER),
        Support("visionOS", "1.1", multiple=True, manual_install=True),
        Support("watchOS", "10.0", supervised=True, multiple=True, manual_install=False),
    ),
    "AppLayerVPN.cellular_slice_uuid": (Support("iOS", "18.0"), Support("macOS visionOS", NEVER)),
    "AppLayerVPN.safari_domains": (Support("watchOS", NEVER),),
    "AppLayerVPN.mail_domains": (
        Support("iOS", "13.0", deprecated="13.4"),
        Support("macOS", "10.15"),
        Support("visionOS watchOS", NEVER),
    ),
    "AppLayerVPN.calendar_domains": (
        Support("iOS", "13.0", deprecated="13.4"),
        Support("macOS", "10.15"),
        Support("visionOS watchOS", NEVER),
    ),
    "AppLayerVPN.contacts_domains": (
        Support("iOS", "13.0", deprecated="13.4"),
        Support("macOS", "10.15"),
        Support("visionOS watchOS", NEVER),
    ),
    "AppLayerVPN.associated_domains": (Support("iOS", "14.0"), Support("macOS", "11.0")),
    "AppLayerVPN.excluded_domains": (Support("iOS", "14.0"), Support("macOS", "11.0")),
    "AppLayerVPN.smb_domains": (Support("iOS", "13.0"), Support("macOS watchOS", NEVER)),
}
