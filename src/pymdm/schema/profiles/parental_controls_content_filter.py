"""ParentalControlsContentFilter, as Apple's schema has it.

Source: mdm/profiles/com.apple.familycontrols.contentfilter.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["ParentalControlsContentFilter"]


@model
class ParentalControlsContentFilter(Payload):
    """Which pages a Mac shows."""

    payload_type: ClassVar[str] = "com.apple.familycontrols.contentfilter"

    @model
    class SiteAllowListItem(Model):
        """One of siteAllowList."""

        address: str = key("address")
        page_title: str | None = key("pageTitle", default=None)

    @model
    class SiteWhitelistItem(Model):
        """One of siteWhitelist."""

        address: str = key("address")
        page_title: str | None = key("pageTitle", default=None)

    restrict_web: bool = key("restrictWeb")
    use_content_filter: bool | None = key("useContentFilter", default=None, if_absent=False)
    allow_list_enabled: bool | None = key("allowListEnabled", default=None, if_absent=False)
    whitelist_enabled: bool | None = key("whitelistEnabled", default=None, if_absent=False)
    site_allow_list: Sequence[SiteAllowListItem] | None = key("siteAllowList", default=None)
    site_whitelist: Sequence[SiteWhitelistItem] | None = key("siteWhitelist", default=None)
    filter_allow_list: Sequence[str] | None = key("filterAllowList", default=None)
    filter_whitelist: Sequence[str] | None = key("filterWhitelist", default=None)
    filter_deny_list: Sequence[str] | None = key("filterDenyList", default=None)
    filter_blacklist: Sequence[str] | None = key("filterBlacklist", default=None)
