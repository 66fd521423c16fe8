"""ParentalControlsApplicationRestrictions, as Apple's schema has it.

Source: mdm/profiles/com.apple.applicationaccess.new.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["ParentalControlsApplicationRestrictions"]


@model
class ParentalControlsApplicationRestrictions(Payload):
    """Which apps a Mac opens."""

    payload_type: ClassVar[str] = "com.apple.applicationaccess.new"

    @model
    class AllowListItem(Model):
        """One of allowList and others."""

        bundle_id: str = key("bundleID")
        app_id: bytes = key("appID")
        detached_signature: bytes | None = key("detachedSignature", default=None)
        disabled: bool | None = key("disabled", default=None, if_absent=False)
        sub_apps: "Sequence[ParentalControlsApplicationRestrictions.AllowListItem] | None" = key(
            "subApps", default=None
        )
        display_name: str | None = key("displayName", default=None)

    family_controls_enabled: bool = key("familyControlsEnabled")
    allow_list: Sequence[AllowListItem] | None = key("allowList", default=None)
    white_list: Sequence[AllowListItem] | None = key("whiteList", default=None)
    path_deny_list: Sequence[str] | None = key("pathDenyList", default=None)
    path_black_list: Sequence[str] | None = key("pathBlackList", default=None)
    path_allow_list: Sequence[str] | None = key("pathAllowList", default=None)
    path_white_list: Sequence[str] | None = key("pathWhiteList", default=None)
