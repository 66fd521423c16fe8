"""Which devices take AppStore.

Source: mdm/profiles/com.apple.appstore.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "AppStore": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS",
            "10.9",
            user_channel=True,
            user_enrollment="forbidden",
            multiple=False,
            manual_install=True,
        ),
    ),
    "AppStore.restrict_store_require_admin_to_install": (Support("macOS", deprecated="10.14"),),
    "AppStore.restrict_store_softwareupdate_only": (Support("macOS", "10.10"),),
    "AppStore.restrict_store_disable_app_adoption": (Support("macOS", "10.10"),),
    "AppStore.disable_software_update_notifications": (Support("macOS", "10.10"),),
}
