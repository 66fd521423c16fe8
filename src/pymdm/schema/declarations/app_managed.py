"""AppManaged, as Apple's schema has it.

Source: declarative/declarations/configurations/app.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from pymdm._model import Declaration, Model, key, model

__all__ = ["AppManaged"]


@model
class AppManaged(Declaration):
    """An app that is installed and kept."""

    declaration_type: ClassVar[str] = "com.apple.configuration.app.managed"
    APPLY: ClassVar[str] = "multiple"
    STATUS_ITEMS: ClassVar[tuple[str, ...]] = ("app.managed.list",)

    @model
    class InstallBehavior(Model):
        """Whether the app has to be there, and by which licence."""

        @model
        class License(Model):
            """What stands under License."""

            assignment: str | None = key("Assignment", default=None, allowed=("Device", "User"))
            vpp_type: str | None = key("VPPType", default=None, allowed=("Device", "User"))

        install: str | None = key(
            "Install", default=None, if_absent="Optional", allowed=("Optional", "Required")
        )
        license: License | None = key("License", default=None)
        version: int | None = key("Version", default=None)
        allow_downloads_over_cellular: str | None = key(
            "AllowDownloadsOverCellular",
            default=None,
            if_absent="StoreSettings",
            allowed=("AlwaysOn", "AlwaysOff", "StoreSettings"),
        )

    @model
    class UpdateBehavior(Model):
        """Whether it updates by itself."""

        automatic_app_updates: str = key(
            "AutomaticAppUpdates", allowed=("AlwaysOn", "AlwaysOff", "StoreSettings")
        )

    @model
    class Attributes(Model):
        """Networks, domains and rights of the app."""

        associated_domains: Sequence[str] | None = key("AssociatedDomains", default=None)
        associated_domains_enable_direct_downloads: bool | None = key(
            "AssociatedDomainsEnableDirectDownloads", default=None, if_absent=False
        )
        cellular_slice_uuid: str | None = key("CellularSliceUUID", default=None)
        content_filter_uuid: str | None = key("ContentFilterUUID", default=None)
        dns_proxy_uuid: str | None = key("DNSProxyUUID", default=None)
        hideable: bool | None = key("Hideable", default=None, if_absent=True)
        lockable: bool | None = key("Lockable", default=None, if_absent=True)
        relay_uuid: str | None = key("RelayUUID", default=None)
        tap_to_pay_screen_lock: bool | None = key("TapToPayScreenLock", default=None, if_absent=False)
        vpn_uuid: str | None = key("VPNUUID", default=None)

    @model
    class AppConfig(Model):
        """What the app is told by its server."""

        @model
        class PasswordAppConfigItem(Model):
            """One of Passwords."""

            identifier: str = key("Identifier")
            asset_reference: str = key("AssetReference", assets=("com.apple.asset.credential.userpassword",))

        @model
        class IdentityAppConfigItem(Model):
            """One of Identities."""

            identifier: str = key("Identifier")
            asset_reference: str = key(
                "AssetReference",
                assets=(
                    "com.apple.asset.credential.identity",
                    "com.apple.asset.credential.scep",
                    "com.apple.asset.credential.acme",
                ),
            )

        @model
        class CertificateAppConfigItem(Model):
            """One of Certificates."""

            identifier: str = key("Identifier")
            asset_reference: str = key("AssetReference", assets=("com.apple.asset.credential.certificate",))

        data_asset_reference: str | None = key(
            "DataAssetReference",
            default=None,
            assets=("com.apple.asset.data",),
            contents=("application/plist", "application/x-plist", "application/xml", "text/xml"),
        )
        passwords: Sequence[PasswordAppConfigItem] | None = key("Passwords", default=None, secret=True)
        identities: Sequence[IdentityAppConfigItem] | None = key("Identities", default=None)
        certificates: Sequence[CertificateAppConfigItem] | None = key("Certificates", default=None)

    @model
    class ExtensionConfigs(Model):
        """What one extension is told by its server."""

        @model
        class PasswordAppConfigItem(Model):
            """One of Passwords."""

            identifier: str = key("Identifier")
            asset_reference: str = key("AssetReference", assets=("com.apple.asset.credential.userpassword",))

        @model
        class IdentityAppConfigItem(Model):
            """One of Identities."""

            identifier: str = key("Identifier")
            asset_reference: str = key(
                "AssetReference",
                assets=(
                    "com.apple.asset.credential.identity",
                    "com.apple.asset.credential.scep",
                    "com.apple.asset.credential.acme",
                ),
            )

        @model
        class CertificateAppConfigItem(Model):
            """One of Certificates."""

            identifier: str = key("Identifier")
            asset_reference: str = key("AssetReference", assets=("com.apple.asset.credential.certificate",))

        data_asset_reference: str | None = key(
            "DataAssetReference",
            default=None,
            assets=("com.apple.asset.data",),
            contents=("application/plist", "application/x-plist", "application/xml", "text/xml"),
        )
        passwords: Sequence[PasswordAppConfigItem] | None = key("Passwords", default=None, secret=True)
        identities: Sequence[IdentityAppConfigItem] | None = key("Identities", default=None)
        certificates: Sequence[CertificateAppConfigItem] | None = key("Certificates", default=None)

    app_store_id: str | None = key("AppStoreID", default=None)
    bundle_id: str | None = key("BundleID", default=None)
    manifest_url: str | None = key("ManifestURL", default=None)
    app_composed_identifier: str | None = key("AppComposedIdentifier", default=None)
    ios_app: bool | None = key("iOSApp", default=None, if_absent=False)
    install_behavior: InstallBehavior | None = key("InstallBehavior", default=None)
    update_behavior: UpdateBehavior | None = key("UpdateBehavior", default=None)
    include_in_backup: bool | None = key("IncludeInBackup", default=None, if_absent=True)
    attributes: Attributes | None = key("Attributes", default=None)
    app_config: AppConfig | None = key("AppConfig", default=None)
    extension_configs: Mapping[str, ExtensionConfigs] | None = key("ExtensionConfigs", default=None)
    legacy_app_config_asset_reference: str | None = key(
        "LegacyAppConfigAssetReference",
        default=None,
        assets=("com.apple.asset.data",),
        contents=("application/plist", "application/x-plist", "application/xml", "text/xml"),
    )
