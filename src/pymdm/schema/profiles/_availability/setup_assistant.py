"""Which devices take SetupAssistant.

Source: mdm/profiles/com.apple.SetupAssistant.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "SetupAssistant": (
        Support(
            "iOS", "14.0", supervised=True, user_enrollment="forbidden", multiple=False, manual_install=True
        ),
        Support(
            "macOS",
            "10.12",
            user_channel=True,
            user_enrollment="forbidden",
            multiple=False,
            manual_install=True,
        ),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "SetupAssistant.skip_cloud_setup": (Support("iOS", NEVER), Support("macOS", deprecated="15.0")),
    "SetupAssistant.skip_siri_setup": (Support("iOS", NEVER), Support("macOS", deprecated="15.0")),
    "SetupAssistant.skip_privacy_setup": (
        Support("iOS", NEVER),
        Support("macOS", "10.13.4", deprecated="15.0"),
    ),
    "SetupAssistant.skip_icloud_storage_setup": (
        Support("iOS", NEVER),
        Support("macOS", "10.13.4", deprecated="15.0"),
    ),
    "SetupAssistant.skip_true_tone": (Support("iOS", NEVER), Support("macOS", "10.13.6", deprecated="15.0")),
    "SetupAssistant.skip_appearance": (Support("iOS", NEVER), Support("macOS", "10.14", deprecated="15.0")),
    "SetupAssistant.skip_touch_id_setup": (
        Support("iOS", NEVER),
        Support("macOS", "10.15", deprecated="15.0"),
    ),
    "SetupAssistant.skip_screen_time": (Support("iOS", NEVER), Support("macOS", "10.15", deprecated="15.0")),
    "SetupAssistant.skip_accessibility": (Support("iOS", NEVER), Support("macOS", "11.0", deprecated="15.0")),
    "SetupAssistant.skip_setup_items": (Support("macOS", "15.0"),),
    "SetupAssistant.skip_unlock_with_watch": (
        Support("iOS", NEVER),
        Support("macOS", "12.0", deprecated="15.0"),
    ),
    "SetupAssistant.skip_wallpaper": (Support("iOS", NEVER), Support("macOS", "14.1", deprecated="15.0")),
}
