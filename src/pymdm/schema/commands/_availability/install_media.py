"""Which devices take InstallMedia.

Source: mdm/commands/media.install.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "InstallMedia": (
        Support("iOS", "8.0", right="AllowAppInstallation"),
        Support(
            "macOS",
            "10.9",
            deprecated="11.0",
            removed="11.0",
            right="AllowAppInstallation",
            device_channel=False,
            user_channel=True,
            user_enrollment="forbidden",
        ),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "InstallMedia.media_url": (Support("macOS", NEVER),),
    "InstallMedia.persistent_id": (Support("macOS", NEVER),),
    "InstallMedia.kind": (Support("macOS", NEVER),),
    "InstallMedia.version": (Support("macOS", NEVER),),
    "InstallMedia.author": (Support("macOS", NEVER),),
    "InstallMedia.title": (Support("macOS", NEVER),),
}
