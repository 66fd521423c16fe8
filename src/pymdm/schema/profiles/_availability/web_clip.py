"""Which devices take WebClip.

Source: mdm/profiles/com.apple.webClip.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "WebClip": (
        Support("iOS", "4.0", shared_device=False, shared_user=True, multiple=True, manual_install=True),
        Support("macOS", "10.7", device_channel=False, user_channel=True, multiple=True, manual_install=True),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "WebClip.precomposed": (Support("macOS", NEVER),),
    "WebClip.full_screen": (Support("macOS", NEVER),),
    "WebClip.is_removable": (Support("macOS", NEVER),),
    "WebClip.ignore_manifest_scope": (Support("iOS", "14.0"), Support("macOS", NEVER)),
    "WebClip.target_application_bundle_identifier": (
        Support("iOS", "14.0", manual_install=False),
        Support("macOS", NEVER),
    ),
}
