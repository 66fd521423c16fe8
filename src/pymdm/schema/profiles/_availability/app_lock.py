"""Which devices take AppLock.

Source: mdm/profiles/com.apple.app.lock.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "AppLock": (
        Support(
            "iOS", "6.0", supervised=True, user_enrollment="forbidden", multiple=False, manual_install=True
        ),
        Support("macOS visionOS watchOS", NEVER),
        Support("tvOS", "10.2", supervised=True, multiple=False, manual_install=True),
    ),
    "AppLock.App.options": (Support("iOS", "7.0"),),
    "AppLock.App.Options.disable_device_rotation": (Support("tvOS", NEVER),),
    "AppLock.App.Options.disable_volume_buttons": (Support("tvOS", NEVER),),
    "AppLock.App.Options.disable_ringer_switch": (Support("tvOS", NEVER),),
    "AppLock.App.Options.disable_sleep_wake_button": (Support("tvOS", NEVER),),
    "AppLock.App.Options.enable_assistive_touch": (Support("tvOS", NEVER),),
    "AppLock.App.Options.enable_speak_selection": (Support("tvOS", NEVER),),
    "AppLock.App.Options.enable_mono_audio": (Support("tvOS", NEVER),),
    "AppLock.App.Options.enable_voice_control": (Support("iOS", "13.0"), Support("tvOS", NEVER)),
    "AppLock.App.user_enabled_options": (Support("iOS", "7.0"),),
    "AppLock.App.UserEnabledOptions.voice_control": (Support("iOS", "13.0"), Support("tvOS", NEVER)),
    "AppLock.App.UserEnabledOptions.assistive_touch": (Support("tvOS", NEVER),),
}
