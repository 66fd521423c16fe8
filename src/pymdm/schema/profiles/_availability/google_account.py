"""Which devices take GoogleAccount.

Source: mdm/profiles/com.apple.google-oauth.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "GoogleAccount": (
        Support("iOS", "9.3", shared_device=False, shared_user=True, multiple=True, manual_install=True),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", "1.1", multiple=True, manual_install=True),
    ),
    "GoogleAccount.communication_service_rules": (Support("iOS", "10.0"),),
    "GoogleAccount.vpn_uuid": (Support("iOS", "14.0"),),
}
