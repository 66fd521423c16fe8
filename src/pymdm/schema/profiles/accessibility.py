"""Accessibility, as Apple's schema has it.

Source: mdm/profiles/com.apple.universalaccess.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["Accessibility"]


@model
class Accessibility(Payload):
    """Zoom, contrast, keys and other aids of a Mac."""

    payload_type: ClassVar[str] = "com.apple.universalaccess"

    close_view_far_point: int | None = key("closeViewFarPoint", default=None)
    close_view_hotkeys_enabled: bool | None = key("closeViewHotkeysEnabled", default=None, if_absent=False)
    close_view_near_point: int | None = key("closeViewNearPoint", default=None)
    close_view_scroll_wheel_toggle: bool | None = key(
        "closeViewScrollWheelToggle", default=None, if_absent=False
    )
    close_view_show_preview: bool | None = key("closeViewShowPreview", default=None, if_absent=False)
    close_view_smooth_images: bool | None = key("closeViewSmoothImages", default=None, if_absent=False)
    contrast: float | None = key("contrast", default=None, minimum=0.0, maximum=1.0)
    flash_screen: bool | None = key("flashScreen", default=None, if_absent=False)
    grayscale: bool | None = key("grayscale", default=None, if_absent=False)
    mouse_driver: bool | None = key("mouseDriver", default=None, if_absent=False)
    mouse_driver_cursor_size: int | None = key("mouseDriverCursorSize", default=None)
    mouse_driver_ignore_trackpad: bool | None = key(
        "mouseDriverIgnoreTrackpad", default=None, if_absent=False
    )
    mouse_driver_initial_delay: int | None = key("mouseDriverInitialDelay", default=None)
    mouse_driver_max_speed: int | None = key("mouseDriverMaxSpeed", default=None)
    slow_key: bool | None = key("slowKey", default=None, if_absent=False)
    slow_key_beep_on: bool | None = key("slowKeyBeepOn", default=None, if_absent=False)
    slow_key_delay: int | None = key("slowKeyDelay", default=None)
    stereo_as_mono: bool | None = key("stereoAsMono", default=None, if_absent=False)
    sticky_key: bool | None = key("stickyKey", default=None, if_absent=False)
    sticky_key_beep_on_modifier: bool | None = key("stickyKeyBeepOnModifier", default=None, if_absent=False)
    sticky_key_show_window: bool | None = key("stickyKeyShowWindow", default=None, if_absent=False)
    voice_over_on_off_key: bool | None = key("voiceOverOnOffKey", default=None, if_absent=False)
    white_on_black: bool | None = key("whiteOnBlack", default=None, if_absent=False)
