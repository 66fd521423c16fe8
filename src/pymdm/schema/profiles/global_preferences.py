"""GlobalPreferences, as Apple's schema has it.

Source: mdm/profiles/GlobalPreferences.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["GlobalPreferences"]


@model
class GlobalPreferences(Payload):
    """When idle users are logged out, and whether several may be logged in."""

    payload_type: ClassVar[str] = ".GlobalPreferences"

    multiple_session_enabled: bool | None = key("MultipleSessionEnabled", default=None, if_absent=True)
    com_apple_autologout_auto_log_out_delay: float | None = key(
        "com.apple.autologout.AutoLogOutDelay", default=None
    )
