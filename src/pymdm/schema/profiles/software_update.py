"""SoftwareUpdate, as Apple's schema has it.

Source: mdm/profiles/com.apple.SoftwareUpdate.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["SoftwareUpdate"]


@model
class SoftwareUpdate(Payload):
    """How a Mac updates itself; declarations have taken its place."""

    payload_type: ClassVar[str] = "com.apple.SoftwareUpdate"

    catalog_url: str | None = key("CatalogURL", default=None)
    allow_pre_release_installation: bool | None = key(
        "AllowPreReleaseInstallation", default=None, if_absent=True
    )
    restrict_software_update_require_admin_to_install: bool | None = key(
        "restrict-software-update-require-admin-to-install", default=None, if_absent=False
    )
    automatically_install_macos_updates: bool | None = key(
        "AutomaticallyInstallMacOSUpdates", default=None, if_absent=True
    )
    automatically_install_app_updates: bool | None = key(
        "AutomaticallyInstallAppUpdates", default=None, if_absent=True
    )
    automatic_check_enabled: bool | None = key("AutomaticCheckEnabled", default=None, if_absent=True)
    automatic_download: bool | None = key("AutomaticDownload", default=None, if_absent=True)
    critical_update_install: bool | None = key("CriticalUpdateInstall", default=None, if_absent=True)
    config_data_install: bool | None = key("ConfigDataInstall", default=None, if_absent=True)
