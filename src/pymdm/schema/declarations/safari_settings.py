"""SafariSettings, as Apple's schema has it.

Source: declarative/declarations/configurations/safari.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping
from typing import ClassVar

from pymdm._model import Declaration, Model, key, model

__all__ = ["SafariSettings"]


@model
class SafariSettings(Declaration):
    """What Safari may do."""

    declaration_type: ClassVar[str] = "com.apple.configuration.safari.settings"
    APPLY: ClassVar[str] = "combined"

    @model
    class NewTabStartPage(Model):
        """What stands under NewTabStartPage."""

        page_type: str = key("PageType", allowed=("Start", "Home", "Extension"))
        homepage_url: str | None = key("HomepageURL", default=None)
        extension_identifier: str | None = key("ExtensionIdentifier", default=None)

    @model
    class Privacy(Model):
        """What stands under Privacy."""

        @model
        class PermissionDefaults(Model):
            """What stands under PermissionDefaults."""

            organization_justification: str = key("OrganizationJustification")
            camera: str | None = key("Camera", default=None, allowed=("None", "Allow"), combine="enum-last")
            microphone: str | None = key(
                "Microphone", default=None, allowed=("None", "Allow"), combine="enum-last"
            )

        permission_defaults: Mapping[str, PermissionDefaults] | None = key("PermissionDefaults", default=None)

    accept_cookies: str | None = key(
        "AcceptCookies",
        default=None,
        if_absent="Always",
        allowed=("Never", "CurrentWebsite", "VisitedWebsites", "Always"),
        combine="enum-first",
    )
    allow_disabling_fraud_warning: bool | None = key(
        "AllowDisablingFraudWarning", default=None, if_absent=True, combine="boolean-and"
    )
    allow_history_clearing: bool | None = key(
        "AllowHistoryClearing", default=None, if_absent=True, combine="boolean-and"
    )
    allow_java_script: bool | None = key(
        "AllowJavaScript", default=None, if_absent=True, combine="boolean-and"
    )
    allow_private_browsing: bool | None = key(
        "AllowPrivateBrowsing", default=None, if_absent=True, combine="boolean-and"
    )
    allow_popups: bool | None = key("AllowPopups", default=None, if_absent=True, combine="boolean-and")
    allow_summary: bool | None = key("AllowSummary", default=None, if_absent=True, combine="boolean-and")
    new_tab_start_page: NewTabStartPage | None = key("NewTabStartPage", default=None)
    privacy: Privacy | None = key("Privacy", default=None)
