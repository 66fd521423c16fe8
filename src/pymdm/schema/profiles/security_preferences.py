"""SecurityPreferences, as Apple's schema has it.

Source: mdm/profiles/com.apple.preference.security.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["SecurityPreferences"]


@model
class SecurityPreferences(Payload):
    """What users may change in the security settings of a Mac."""

    payload_type: ClassVar[str] = "com.apple.preference.security"

    dont_allow_password_reset_ui: bool | None = key("dontAllowPasswordResetUI", default=None, if_absent=False)
    dont_allow_lock_message_ui: bool | None = key("dontAllowLockMessageUI", default=None, if_absent=False)
    dont_allow_fire_wall_ui: bool | None = key("dontAllowFireWallUI", default=None, if_absent=False)
