"""SetupAssistant, as Apple's schema has it.

Source: mdm/profiles/com.apple.SetupAssistant.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["SetupAssistant"]


@model
class SetupAssistant(Payload):
    """Panes that a Mac's Setup Assistant leaves out for new users."""

    payload_type: ClassVar[str] = "com.apple.SetupAssistant.managed"

    skip_cloud_setup: bool | None = key("SkipCloudSetup", default=None, if_absent=False)
    skip_siri_setup: bool | None = key("SkipSiriSetup", default=None, if_absent=False)
    skip_privacy_setup: bool | None = key("SkipPrivacySetup", default=None, if_absent=False)
    skip_icloud_storage_setup: bool | None = key("SkipiCloudStorageSetup", default=None, if_absent=False)
    skip_true_tone: bool | None = key("SkipTrueTone", default=None, if_absent=False)
    skip_appearance: bool | None = key("SkipAppearance", default=None, if_absent=False)
    skip_touch_id_setup: bool | None = key("SkipTouchIDSetup", default=None, if_absent=False)
    skip_screen_time: bool | None = key("SkipScreenTime", default=None, if_absent=False)
    skip_accessibility: bool | None = key("SkipAccessibility", default=None, if_absent=False)
    skip_setup_items: Sequence[str] | None = key("SkipSetupItems", default=None)
    skip_unlock_with_watch: bool | None = key("SkipUnlockWithWatch", default=None, if_absent=False)
    skip_wallpaper: bool | None = key("SkipWallpaper", default=None, if_absent=False)
