"""ScreenSharingHostSettings, as Apple's schema has it.

Source: declarative/declarations/configurations/screensharing.host.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Declaration, key, model

__all__ = ["ScreenSharingHostSettings"]


@model
class ScreenSharingHostSettings(Declaration):
    """How the screen of this Mac is shared."""

    declaration_type: ClassVar[str] = "com.apple.configuration.screensharing.host.settings"
    APPLY: ClassVar[str] = "single"

    maximum_virtual_displays: int | None = key("MaximumVirtualDisplays", default=None, minimum=0, maximum=2)
    port_base: int | None = key("PortBase", default=None, minimum=1024, maximum=65535)
    prevent_copy_files_from_host: bool | None = key("PreventCopyFilesFromHost", default=None, if_absent=False)
    prevent_copy_files_to_host: bool | None = key("PreventCopyFilesToHost", default=None, if_absent=False)
    prevent_high_performance_connections: bool | None = key(
        "PreventHighPerformanceConnections", default=None, if_absent=False
    )
