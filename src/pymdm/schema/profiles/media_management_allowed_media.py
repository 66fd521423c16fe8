"""MediaManagementAllowedMedia, as Apple's schema has it.

Source: mdm/profiles/com.apple.systemuiserver.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["MediaManagementAllowedMedia"]


@model
class MediaManagementAllowedMedia(Payload):
    """Which disks and media a Mac mounts."""

    payload_type: ClassVar[str] = "com.apple.systemuiserver"

    @model
    class LogoutEject(Model):
        """What stands under logout-eject."""

        all_media: str | None = key("all-media", default=None)
        cd: str | Sequence[str] | None = key(
            "cd", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )
        dvd: str | Sequence[str] | None = key(
            "dvd", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )
        bd: str | Sequence[str] | None = key(
            "bd", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )
        blankcd: str | Sequence[str] | None = key(
            "blankcd", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )
        blankdvd: str | Sequence[str] | None = key(
            "blankdvd", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )
        blankbd: str | Sequence[str] | None = key(
            "blankbd", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )
        dvdram: str | Sequence[str] | None = key(
            "dvdram", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )
        disk_image: str | Sequence[str] | None = key(
            "disk-image", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )
        harddisk_internal: str | Sequence[str] | None = key(
            "harddisk-internal", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )
        harddisk_external: str | Sequence[str] | None = key(
            "harddisk-external", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )
        networkdisk: str | Sequence[str] | None = key(
            "networkdisk", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )

    @model
    class MountControls(Model):
        """What stands under mount-controls."""

        all_media: str | None = key("all-media", default=None)
        cd: str | Sequence[str] | None = key(
            "cd", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )
        dvd: str | Sequence[str] | None = key(
            "dvd", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )
        bd: str | Sequence[str] | None = key(
            "bd", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )
        blankcd: str | Sequence[str] | None = key(
            "blankcd", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )
        blankdvd: str | Sequence[str] | None = key(
            "blankdvd", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )
        blankbd: str | Sequence[str] | None = key(
            "blankbd", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )
        dvdram: str | Sequence[str] | None = key(
            "dvdram", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )
        disk_image: str | Sequence[str] | None = key(
            "disk-image", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )
        harddisk_internal: str | Sequence[str] | None = key(
            "harddisk-internal", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )
        harddisk_external: str | Sequence[str] | None = key(
            "harddisk-external", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )
        networkdisk: str | Sequence[str] | None = key(
            "networkdisk", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )

    @model
    class UnmountControls(Model):
        """What stands under unmount-controls."""

        all_media: str | None = key("all-media", default=None)
        cd: str | Sequence[str] | None = key(
            "cd", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )
        dvd: str | Sequence[str] | None = key(
            "dvd", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )
        bd: str | Sequence[str] | None = key(
            "bd", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )
        blankcd: str | Sequence[str] | None = key(
            "blankcd", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )
        blankdvd: str | Sequence[str] | None = key(
            "blankdvd", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )
        blankbd: str | Sequence[str] | None = key(
            "blankbd", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )
        dvdram: str | Sequence[str] | None = key(
            "dvdram", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )
        disk_image: str | Sequence[str] | None = key(
            "disk-image", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )
        harddisk_internal: str | Sequence[str] | None = key(
            "harddisk-internal", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )
        harddisk_external: str | Sequence[str] | None = key(
            "harddisk-external", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )
        networkdisk: str | Sequence[str] | None = key(
            "networkdisk", default=None, allowed=("authenticate", "read-only", "deny", "eject")
        )

    logout_eject: LogoutEject | None = key("logout-eject", default=None)
    mount_controls: MountControls | None = key("mount-controls", default=None)
    unmount_controls: UnmountControls | None = key("unmount-controls", default=None)
