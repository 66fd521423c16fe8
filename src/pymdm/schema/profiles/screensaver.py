"""Screensaver, as Apple's schema has it.

Source: mdm/profiles/com.apple.screensaver.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["Screensaver"]


@model
class Screensaver(Payload):
    """The screen saver of a Mac at the login window."""

    payload_type: ClassVar[str] = "com.apple.screensaver"

    ask_for_password: bool | None = key("askForPassword", default=None, if_absent=False)
    ask_for_password_delay: int | None = key("askForPasswordDelay", default=None)
    idle_time: int | None = key("idleTime", default=None)
    login_window_module_path: str | None = key("loginWindowModulePath", default=None)
    module_name: str = key("moduleName")
