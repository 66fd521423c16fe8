"""ScreensaverUser, as Apple's schema has it.

Source: mdm/profiles/com.apple.screensaver.user.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["ScreensaverUser"]


@model
class ScreensaverUser(Payload):
    """The screen saver of a user."""

    payload_type: ClassVar[str] = "com.apple.screensaver.user"

    module_name: str = key("moduleName")
    module_path: str | None = key("modulePath", default=None)
    idle_time: int | None = key("idleTime", default=None)
