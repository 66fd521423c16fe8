"""AvailableOSUpdates, as Apple's schema has it.

Source: mdm/commands/system.update.available.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from pymdm._model import Answer, Command, Model, key, model

__all__ = ["AvailableOSUpdates", "AvailableOSUpdatesResponse"]


@model
class AvailableOSUpdates(Command):
    """List the system updates that a device could install."""

    request_type: ClassVar[str] = "AvailableOSUpdates"


@model
class AvailableOSUpdatesResponse(Answer):
    """The updates that a device could install."""

    @model
    class AvailableOSUpdatesItem(Model):
        """One update."""

        product_key: str | None = key("ProductKey", default=None, required=True)
        human_readable_name: str | None = key("HumanReadableName", default=None, required=True)
        human_readable_name_locale: str | None = key("HumanReadableNameLocale", default=None, required=True)
        metadata_url: str | None = key("MetadataURL", default=None, required=True)
        product_name: str | None = key("ProductName", default=None, required=True)
        version: str | None = key("Version", default=None, required=True)
        build: str | None = key("Build", default=None, required=True)
        download_size: int | None = key("DownloadSize", default=None, required=True)
        install_size: int | None = key("InstallSize", default=None, required=True)
        app_identifiers_to_close: Sequence[str] | None = key(
            "AppIdentifiersToClose", default=None, required=True
        )
        is_critical: bool | None = key("IsCritical", default=None, if_absent=False)
        is_config_data_update: bool | None = key("IsConfigDataUpdate", default=None, if_absent=False)
        is_firmware_update: bool | None = key("IsFirmwareUpdate", default=None, if_absent=False)
        is_major_os_update: bool | None = key("IsMajorOSUpdate", default=None, if_absent=False)
        restart_required: bool | None = key("RestartRequired", default=None, if_absent=False)
        allows_install_later: bool | None = key("AllowsInstallLater", default=None, if_absent=False)
        deferred_until: datetime | None = key("DeferredUntil", default=None)
        requires_bootstrap_token: bool | None = key("RequiresBootstrapToken", default=None, if_absent=False)
        is_security_response: bool | None = key("IsSecurityResponse", default=None, required=True)
        supplemental_build_version: str | None = key("SupplementalBuildVersion", default=None)
        supplemental_os_version_extra: str | None = key("SupplementalOSVersionExtra", default=None)

    available_os_updates: Sequence[AvailableOSUpdatesItem] | None = key(
        "AvailableOSUpdates", default=None, required=True
    )
