"""HomeScreenLayout, as Apple's schema has it.

Source: mdm/profiles/com.apple.homescreenlayout.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["HomeScreenLayout"]


@model
class HomeScreenLayout(Payload):
    """Apps, folders and web clips on the home screen of a supervised device."""

    payload_type: ClassVar[str] = "com.apple.homescreenlayout"

    @model
    class IconItem(Model):
        """An app, a folder with pages of its own, or a web clip."""

        type: str = key("Type", allowed=("Application", "Folder", "WebClip"))
        display_name: str | None = key("DisplayName", default=None)
        bundle_id: str | None = key("BundleID", default=None)
        pages: "Sequence[Sequence[HomeScreenLayout.IconItem]] | None" = key("Pages", default=None)
        url: str | None = key("URL", default=None)

    dock: Sequence[IconItem] | None = key("Dock", default=None)
    pages: Sequence[Sequence[IconItem]] = key("Pages")
