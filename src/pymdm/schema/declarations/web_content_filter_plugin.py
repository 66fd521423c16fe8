"""WebContentFilterPlugin, as Apple's schema has it.

Source: declarative/declarations/configurations/webcontent-filter.plugin.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from pymdm._model import Declaration, Model, key, model

__all__ = ["WebContentFilterPlugin"]


@model
class WebContentFilterPlugin(Declaration):
    """An app that filters what a device opens."""

    declaration_type: ClassVar[str] = "com.apple.configuration.webcontent-filter.plugin"
    APPLY: ClassVar[str] = "multiple"

    @model
    class Authentication(Model):
        """What stands under Authentication."""

        credentials_asset_reference: str | None = key(
            "CredentialsAssetReference", default=None, assets=("com.apple.asset.credential.userpassword",)
        )
        identity_asset_reference: str | None = key(
            "IdentityAssetReference",
            default=None,
            assets=(
                "com.apple.asset.credential.acme",
                "com.apple.asset.credential.identity",
                "com.apple.asset.credential.scep",
            ),
        )

    @model
    class Filter(Model):
        """What stands under Filter."""

        @model
        class Browsers(Model):
            """What stands under Browsers."""

            enabled: bool = key("Enabled")

        @model
        class Sockets(Model):
            """What stands under Sockets."""

            enabled: bool = key("Enabled")
            provider_composed_identifier: str | None = key("ProviderComposedIdentifier", default=None)

        @model
        class Packets(Model):
            """What stands under Packets."""

            enabled: bool = key("Enabled")
            provider_composed_identifier: str | None = key("ProviderComposedIdentifier", default=None)

        @model
        class URLs(Model):
            """What stands under URLs."""

            @model
            class Parameters(Model):
                """What stands under Parameters."""

                @model
                class PIR(Model):
                    """What stands under PIR."""

                    server_url: str = key("ServerURL")
                    privacy_pass_issuer_url: str = key("PrivacyPassIssuerURL")
                    authentication_token_asset_reference: str | None = key(
                        "AuthenticationTokenAssetReference",
                        default=None,
                        assets=("com.apple.asset.credential.userpassword",),
                    )

                provider_composed_identifier: str = key("ProviderComposedIdentifier")
                pir: PIR = key("PIR")
                fail_closed: bool | None = key("FailClosed", default=None, if_absent=False)
                prefilter_fetch_frequency: int | None = key(
                    "PrefilterFetchFrequency", default=None, if_absent=86400, minimum=2700
                )

            enabled: bool = key("Enabled")
            parameters: Parameters | None = key("Parameters", default=None)

        grade: str | None = key(
            "Grade", default=None, if_absent="firewall", allowed=("firewall", "inspector")
        )
        browsers: Browsers | None = key("Browsers", default=None)
        sockets: Sockets | None = key("Sockets", default=None)
        packets: Packets | None = key("Packets", default=None)
        urls: URLs | None = key("URLs", default=None)

    visible_name: str = key("VisibleName")
    plugin_bundle_id: str = key("PluginBundleID")
    content_filter_uuid: str | None = key("ContentFilterUUID", default=None)
    server_address: str | None = key("ServerAddress", default=None)
    organization: str | None = key("Organization", default=None)
    vendor_config: Mapping[str, Any] | None = key("VendorConfig", default=None, secret=True)
    authentication: Authentication | None = key("Authentication", default=None)
    filter: Filter | None = key("Filter", default=None)
