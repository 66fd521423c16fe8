"""Which devices take SoftwareUpdate.

Source: mdm/profiles/com.apple.SoftwareUpdate.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "SoftwareUpdate": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS",
            "10.7",
            deprecated="26.0",
            removed="27.0",
            user_enrollment="forbidden",
            multiple=False,
            manual_install=True,
        ),
    ),
    "SoftwareUpdate.catalog_url": (Support("macOS", deprecated="11.0"),),
    "SoftwareUpdate.allow_pre_release_installation": (Support("macOS", "10.9"),),
    "SoftwareUpdate.restrict_software_update_require_admin_to_install": (Support("macOS", "10.14"),),
    "SoftwareUpdate.automatically_install_macos_updates": (Support("macOS", "10.15"),),
    "SoftwareUpdate.automatically_install_app_updates": (Support("macOS", "10.15"),),
    "SoftwareUpdate.automatic_check_enabled": (Support("macOS", "10.15"),),
    "SoftwareUpdate.automatic_download": (Support("macOS", "10.15"),),
    "SoftwareUpdate.critical_update_install": (Support("macOS", "10.15"),),
    "SoftwareUpdate.config_data_install": (Support("macOS", "10.15"),),
}
