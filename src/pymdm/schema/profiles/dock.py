"""Dock, as Apple's schema has it.

Source: mdm/profiles/com.apple.dock.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["Dock"]


@model
class Dock(Payload):
    """What is in the Dock of a Mac, and how it looks."""

    payload_type: ClassVar[str] = "com.apple.dock"

    @model
    class StaticItem(Model):
        """One tile."""

        @model
        class TileData(Model):
            """What stands under tile-data."""

            label: str = key("label")
            url: str | None = key("url", default=None)
            file_type: int = key("file-type", allowed=(0, 1, 3))
            file_data: Mapping[str, Any] | None = key("file-data", default=None)

        tile_data: TileData = key("tile-data")
        tile_type: str = key("tile-type", allowed=("file-tile", "directory-tile", "url-tile"))

    tilesize: int | None = key("tilesize", default=None, minimum=16, maximum=128)
    size_immutable: bool | None = key("size-immutable", default=None, if_absent=False)
    magnification: bool | None = key("magnification", default=None, if_absent=False)
    magnify_immutable: bool | None = key("magnify-immutable", default=None, if_absent=False)
    largesize: int | None = key("largesize", default=None, minimum=16, maximum=128)
    magsize_immutable: bool | None = key("magsize-immutable", default=None, if_absent=False)
    orientation: str | None = key("orientation", default=None, allowed=("bottom", "left", "right"))
    position_immutable: bool | None = key("position-immutable", default=None, if_absent=False)
    mineffect: str | None = key("mineffect", default=None, allowed=("genie", "scale"))
    mineffect_immutable: bool | None = key("mineffect-immutable", default=None, if_absent=False)
    windowtabbing: str | None = key("windowtabbing", default=None, allowed=("manual", "always", "fullscreen"))
    windowtabbing_immutable: bool | None = key("windowtabbing-immutable", default=None, if_absent=False)
    dblclickbehavior: str | None = key(
        "dblclickbehavior", default=None, allowed=("minimize", "maximize", "none")
    )
    dblclickbehavior_immutable: bool | None = key("dblclickbehavior-immutable", default=None, if_absent=False)
    minimize_to_application: bool | None = key("minimize-to-application", default=None, if_absent=False)
    minintoapp_immutable: bool | None = key("minintoapp-immutable", default=None, if_absent=False)
    launchanim: bool | None = key("launchanim", default=None, if_absent=False)
    launchanim_immutable: bool | None = key("launchanim-immutable", default=None, if_absent=False)
    autohide: bool | None = key("autohide", default=None, if_absent=False)
    autohide_immutable: bool | None = key("autohide-immutable", default=None, if_absent=False)
    show_process_indicators: bool | None = key("show-process-indicators", default=None, if_absent=False)
    showindicators_immutable: bool | None = key("showindicators-immutable", default=None, if_absent=False)
    show_recents: bool | None = key("show-recents", default=None, if_absent=False)
    showrecents_immutable: bool | None = key("showrecents-immutable", default=None, if_absent=False)
    contents_immutable: bool | None = key("contents-immutable", default=None, if_absent=False)
    mcx_dock_special_folders: Sequence[str] | None = key(
        "MCXDockSpecialFolders",
        default=None,
        allowed=(
            "AddDockMCXMyApplicationsFolder",
            "AddDockMCXDocumentsFolder",
            "AddDockMCXSharedFolder",
            "AddDockMCXOriginalNetworkHomeFolder",
        ),
    )
    allow_dock_fixup_override: bool | None = key("AllowDockFixupOverride", default=None, if_absent=False)
    static_only: bool | None = key("static-only", default=None, if_absent=False)
    static_others: Sequence[StaticItem] | None = key("static-others", default=None)
    static_apps: Sequence[StaticItem] | None = key("static-apps", default=None)
    persistent_apps: Sequence[StaticItem] | None = key("persistent-apps", default=None)
    persistent_others: Sequence[StaticItem] | None = key("persistent-others", default=None)
