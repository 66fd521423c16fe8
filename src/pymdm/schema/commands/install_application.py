"""InstallApplication, as Apple's schema has it.

Source: mdm/commands/application.install.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pymdm._model import Answer, Choice, Command, Model, exactly_one, key, model

__all__ = ["InstallApplication", "InstallApplicationResponse"]


@model
class InstallApplication(Command):
    """Install an app, or update one that is managed.

    The app is named by exactly one of iTunesStoreID, Identifier and ManifestURL.
    """

    request_type: ClassVar[str] = "InstallApplication"
    RULES: ClassVar[tuple[Choice, ...]] = (exactly_one("iTunesStoreID", "Identifier", "ManifestURL"),)

    @model
    class Options(Model):
        """How the app is paid for, and whether it is managed."""

        purchase_method: int | None = key("PurchaseMethod", default=None, if_absent=0, allowed=(0, 1))
        not_managed: bool | None = key("NotManaged", default=None)

    @model
    class Attributes(Model):
        """What the app may do and which network it uses while it is managed."""

        vpn_uuid: str | None = key("VPNUUID", default=None)
        content_filter_uuid: str | None = key("ContentFilterUUID", default=None)
        dns_proxy_uuid: str | None = key("DNSProxyUUID", default=None)
        relay_uuid: str | None = key("RelayUUID", default=None)
        associated_domains: Sequence[str] | None = key("AssociatedDomains", default=None)
        associated_domains_enable_direct_downloads: bool | None = key(
            "AssociatedDomainsEnableDirectDownloads", default=None, if_absent=False
        )
        removable: bool | None = key("Removable", default=None, if_absent=True)
        tap_to_pay_screen_lock: bool | None = key("TapToPayScreenLock", default=None, if_absent=False)
        cellular_slice_uuid: str | None = key("CellularSliceUUID", default=None)
        hideable: bool | None = key("Hideable", default=None, if_absent=True)
        lockable: bool | None = key("Lockable", default=None, if_absent=True)

    itunes_store_id: int | None = key("iTunesStoreID", default=None)
    identifier: str | None = key("Identifier", default=None)
    options: Options | None = key("Options", default=None)
    manifest_url: str | None = key("ManifestURL", default=None, format="https://.*")
    management_flags: int | None = key("ManagementFlags", default=None, allowed=(1, 4, 5))
    configuration: Mapping[str, Any] | None = key("Configuration", default=None, secret=True)
    attributes: Attributes | None = key("Attributes", default=None)
    change_management_state: str | None = key("ChangeManagementState", default=None, allowed=("Managed",))
    install_as_managed: bool | None = key("InstallAsManaged", default=None, if_absent=False)
    ios_app: bool | None = key("iOSApp", default=None, if_absent=False)


@model
class InstallApplicationResponse(Answer):
    """How far the installation is, or why it was refused."""

    identifier: str | None = key("Identifier", default=None)
    state: str | None = key(
        "State",
        default=None,
        allowed=(
            "Queued",
            "NeedsRedemption",
            "Redeeming",
            "Prompting",
            "PromptingForLogin",
            "ValidatingPurchase",
            "Installing",
            "Managed",
            "ManagedButUninstalled",
            "UserInstalledApp",
            "UserRejected",
            "PromptingForUpdate",
            "PromptingForUpdateLogin",
            "ValidatingUpdate",
            "Updating",
            "UpdateRejected",
            "PromptingForManagement",
            "ManagementRejected",
            "Failed",
            "Unknown",
        ),
    )
    rejection_reason: str | None = key(
        "RejectionReason",
        default=None,
        allowed=(
            "AppAlreadyInstalled",
            "AppAlreadyQueued",
            "AppStoreDisabled",
            "CouldNotVerifyAppID",
            "ManagementChangeNotSupported",
            "NotAnApp",
            "NotSupported",
            "Other",
            "PurchaseMethodNotSupported",
            "PurchaseMethodNotSupportedInMultiUser",
        ),
    )
