"""Finder, as Apple's schema has it.

Source: mdm/profiles/com.apple.finder.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["Finder"]


@model
class Finder(Payload):
    """What the Finder shows and forbids."""

    payload_type: ClassVar[str] = "com.apple.finder"

    prohibit_burn: bool | None = key("ProhibitBurn", default=None, if_absent=False)
    interface_level: str | None = key("InterfaceLevel", default=None, allowed=("Simple", "Full"))
    prohibit_connect_to: bool | None = key("ProhibitConnectTo", default=None, if_absent=False)
    prohibit_eject: bool | None = key("ProhibitEject", default=None, if_absent=False)
    prohibit_go_to_folder: bool | None = key("ProhibitGoToFolder", default=None, if_absent=False)
    show_external_hard_drives_on_desktop: bool | None = key(
        "ShowExternalHardDrivesOnDesktop", default=None, if_absent=True
    )
    show_hard_drives_on_desktop: bool | None = key("ShowHardDrivesOnDesktop", default=None, if_absent=False)
    show_mounted_servers_on_desktop: bool | None = key(
        "ShowMountedServersOnDesktop", default=None, if_absent=False
    )
    show_removable_media_on_desktop: bool | None = key(
        "ShowRemovableMediaOnDesktop", default=None, if_absent=True
    )
    warn_on_empty_trash: bool | None = key("WarnOnEmptyTrash", default=None, if_absent=True)
