"""LegacyInteractiveProfile, as Apple's schema has it.

Source: declarative/declarations/configurations/legacy.interactive.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Declaration, key, model

__all__ = ["LegacyInteractiveProfile"]


@model
class LegacyInteractiveProfile(Declaration):
    """A profile that the user installs."""

    declaration_type: ClassVar[str] = "com.apple.configuration.legacy.interactive"
    APPLY: ClassVar[str] = "multiple"

    profile_url: str | None = key("ProfileURL", default=None)
    profile_asset_reference: str | None = key(
        "ProfileAssetReference",
        default=None,
        assets=("com.apple.asset.data",),
        contents=("application/plist", "application/x-plist", "application/xml", "text/xml"),
    )
    visible_name: str = key("VisibleName")
