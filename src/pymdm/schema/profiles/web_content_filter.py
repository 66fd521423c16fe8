"""WebContentFilter, as Apple's schema has it.

Source: mdm/profiles/com.apple.webcontent-filter.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["WebContentFilter"]


@model
class WebContentFilter(Payload):
    """Which pages a device opens: Apple's filter, or an app's."""

    payload_type: ClassVar[str] = "com.apple.webcontent-filter"

    @model
    class WhitelistedBookmarksItem(Model):
        """One of WhitelistedBookmarks."""

        url: str = key("URL")
        title: str = key("Title")

    @model
    class AllowListBookmarksItem(Model):
        """One of AllowListBookmarks."""

        url: str = key("URL")
        title: str = key("Title")

    @model
    class URLFilterParameters(Model):
        """How an app's filter is asked in private."""

        url_filter_control_provider_designated_requirement: str | None = key(
            "URLFilterControlProviderDesignatedRequirement", default=None
        )
        url_filter_control_provider_bundle_identifier: str = key("URLFilterControlProviderBundleIdentifier")
        pir_server_url: str = key("PIRServerURL")
        pir_privacy_pass_issuer_url: str = key("PIRPrivacyPassIssuerURL")
        pir_authentication_token: str = key("PIRAuthenticationToken", secret=True)
        url_filter_fail_closed: bool | None = key("URLFilterFailClosed", default=None, if_absent=False)
        url_prefilter_fetch_frequency: int | None = key(
            "URLPrefilterFetchFrequency", default=None, if_absent=86400, minimum=2700
        )

    filter_type: str | None = key(
        "FilterType", default=None, if_absent="BuiltIn", allowed=("BuiltIn", "Plugin")
    )
    safari_history_retention_enabled: bool | None = key(
        "SafariHistoryRetentionEnabled", default=None, if_absent=True
    )
    auto_filter_enabled: bool | None = key("AutoFilterEnabled", default=None, if_absent=False)
    permitted_urls: Sequence[str] | None = key("PermittedURLs", default=None)
    blacklisted_urls: Sequence[str] | None = key("BlacklistedURLs", default=None)
    deny_list_urls: Sequence[str] | None = key("DenyListURLs", default=None)
    hide_deny_list_urls: bool | None = key("HideDenyListURLs", default=None, if_absent=False)
    whitelisted_bookmarks: Sequence[WhitelistedBookmarksItem] | None = key(
        "WhitelistedBookmarks", default=None
    )
    allow_list_bookmarks: Sequence[AllowListBookmarksItem] | None = key("AllowListBookmarks", default=None)
    user_defined_name: str | None = key("UserDefinedName", default=None)
    plugin_bundle_id: str | None = key("PluginBundleID", default=None)
    server_address: str | None = key("ServerAddress", default=None)
    user_name: str | None = key("UserName", default=None)
    password: str | None = key("Password", default=None, secret=True)
    payload_certificate_uuid: str | None = key(
        "PayloadCertificateUUID",
        default=None,
        format="^[0-9A-Za-z]{8}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{12}$",
    )
    organization: str | None = key("Organization", default=None)
    vendor_config: Mapping[str, Any] | None = key("VendorConfig", default=None, secret=True)
    filter_browsers: bool | None = key("FilterBrowsers", default=None, if_absent=False)
    filter_sockets: bool | None = key("FilterSockets", default=None, if_absent=False)
    filter_data_provider_designated_requirement: str | None = key(
        "FilterDataProviderDesignatedRequirement", default=None
    )
    filter_data_provider_bundle_identifier: str | None = key(
        "FilterDataProviderBundleIdentifier", default=None
    )
    filter_packets: bool | None = key("FilterPackets", default=None, if_absent=False)
    filter_packet_provider_designated_requirement: str | None = key(
        "FilterPacketProviderDesignatedRequirement", default=None
    )
    filter_packet_provider_bundle_identifier: str | None = key(
        "FilterPacketProviderBundleIdentifier", default=None
    )
    filter_grade: str | None = key(
        "FilterGrade", default=None, if_absent="firewall", allowed=("firewall", "inspector")
    )
    content_filter_uuid: str | None = key("ContentFilterUUID", default=None)
    filter_urls: bool | None = key("FilterURLs", default=None, if_absent=False)
    url_filter_parameters: URLFilterParameters | None = key("URLFilterParameters", default=None)
