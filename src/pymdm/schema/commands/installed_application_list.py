"""InstalledApplicationList, as Apple's schema has it.

Source: mdm/commands/application.installed.list.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Answer, Command, Model, key, model

__all__ = ["InstalledApplicationList", "InstalledApplicationListResponse"]


@model
class InstalledApplicationList(Command):
    """List the apps that are installed, all or some of them."""

    request_type: ClassVar[str] = "InstalledApplicationList"

    identifiers: Sequence[str] | None = key("Identifiers", default=None)
    managed_apps_only: bool | None = key("ManagedAppsOnly", default=None, if_absent=False)
    items: Sequence[str] | None = key(
        "Items",
        default=None,
        allowed=(
            "AdHocCodeSigned",
            "AppStoreVendable",
            "BetaApp",
            "BundleSize",
            "DeviceBasedVPP",
            "DistributorIdentifier",
            "DynamicSize",
            "ExternalVersionIdentifier",
            "HasUpdateAvailable",
            "Identifier",
            "Installing",
            "IsAppClip",
            "IsValidated",
            "Name",
            "ShortVersion",
            "Version",
        ),
    )


@model
class InstalledApplicationListResponse(Answer):
    """The apps of a device."""

    @model
    class InstalledApplicationListItem(Model):
        """One app and its state."""

        identifier: str | None = key("Identifier", default=None)
        external_version_identifier: int | None = key("ExternalVersionIdentifier", default=None)
        distributor_identifier: str | None = key("DistributorIdentifier", default=None)
        version: str | None = key("Version", default=None)
        short_version: str | None = key("ShortVersion", default=None)
        name: str | None = key("Name", default=None)
        path: str | None = key("Path", default=None)
        bundle_size: int | None = key("BundleSize", default=None)
        dynamic_size: int | None = key("DynamicSize", default=None)
        is_validated: bool | None = key("IsValidated", default=None)
        installing: bool | None = key("Installing", default=None)
        app_store_vendable: bool | None = key("AppStoreVendable", default=None)
        device_based_vpp: bool | None = key("DeviceBasedVPP", default=None)
        beta_app: bool | None = key("BetaApp", default=None)
        ad_hoc_code_signed: bool | None = key("AdHocCodeSigned", default=None)
        has_update_available: bool | None = key("HasUpdateAvailable", default=None)
        download_failed: bool | None = key("DownloadFailed", default=None, if_absent=False)
        download_waiting: bool | None = key("DownloadWaiting", default=None, if_absent=False)
        download_paused: bool | None = key("DownloadPaused", default=None, if_absent=False)
        download_cancelled: bool | None = key("DownloadCancelled", default=None, if_absent=False)
        is_app_clip: bool | None = key("IsAppClip", default=None, if_absent=False)
        source: str | None = key("Source", default=None)

    installed_application_list: Sequence[InstalledApplicationListItem] | None = key(
        "InstalledApplicationList", default=None, required=True
    )
