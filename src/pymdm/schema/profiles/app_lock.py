"""AppLock, as Apple's schema has it.

Source: mdm/profiles/com.apple.app.lock.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["AppLock"]


@model
class AppLock(Payload):
    """One app, and no other: the single app mode of supervised devices."""

    payload_type: ClassVar[str] = "com.apple.app.lock"

    @model
    class App(Model):
        """The app, and what its user can do."""

        @model
        class Options(Model):
            """What is always so, and cannot be changed."""

            disable_touch: bool | None = key("DisableTouch", default=None, if_absent=False)
            disable_device_rotation: bool | None = key("DisableDeviceRotation", default=None, if_absent=False)
            disable_volume_buttons: bool | None = key("DisableVolumeButtons", default=None, if_absent=False)
            disable_ringer_switch: bool | None = key("DisableRingerSwitch", default=None, if_absent=False)
            disable_sleep_wake_button: bool | None = key(
                "DisableSleepWakeButton", default=None, if_absent=False
            )
            disable_auto_lock: bool | None = key("DisableAutoLock", default=None, if_absent=False)
            enable_voice_over: bool | None = key("EnableVoiceOver", default=None, if_absent=False)
            enable_zoom: bool | None = key("EnableZoom", default=None, if_absent=False)
            enable_invert_colors: bool | None = key("EnableInvertColors", default=None, if_absent=False)
            enable_assistive_touch: bool | None = key("EnableAssistiveTouch", default=None, if_absent=False)
            enable_speak_selection: bool | None = key("EnableSpeakSelection", default=None, if_absent=False)
            enable_mono_audio: bool | None = key("EnableMonoAudio", default=None, if_absent=False)
            enable_voice_control: bool | None = key("EnableVoiceControl", default=None, if_absent=False)

        @model
        class UserEnabledOptions(Model):
            """What users may turn on or off."""

            voice_control: bool | None = key("VoiceControl", default=None, if_absent=False)
            voice_over: bool | None = key("VoiceOver", default=None, if_absent=False)
            zoom: bool | None = key("Zoom", default=None, if_absent=False)
            invert_colors: bool | None = key("InvertColors", default=None, if_absent=False)
            assistive_touch: bool | None = key("AssistiveTouch", default=None, if_absent=False)

        identifier: str = key("Identifier")
        options: Options | None = key("Options", default=None)
        user_enabled_options: UserEnabledOptions | None = key("UserEnabledOptions", default=None)

    app: App = key("App")
