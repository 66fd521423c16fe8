"""AppStore, as Apple's schema has it.

Source: mdm/profiles/com.apple.appstore.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["AppStore"]


@model
class AppStore(Payload):
    """What a Mac's App Store lets users do."""

    payload_type: ClassVar[str] = "com.apple.appstore"

    restrict_store_require_admin_to_install: bool | None = key(
        "restrict-store-require-admin-to-install", default=None, if_absent=False
    )
    restrict_store_softwareupdate_only: bool | None = key(
        "restrict-store-softwareupdate-only", default=None, if_absent=False
    )
    restrict_store_disable_app_adoption: bool | None = key(
        "restrict-store-disable-app-adoption", default=None, if_absent=False
    )
    disable_software_update_notifications: bool | None = key(
        "DisableSoftwareUpdateNotifications", default=None, if_absent=False
    )
