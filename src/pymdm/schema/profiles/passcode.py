"""Passcode, as Apple's schema has it.

Source: mdm/profiles/com.apple.mobiledevice.passwordpolicy.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["Passcode"]


@model
class Passcode(Payload):
    """How passcodes have to be."""

    payload_type: ClassVar[str] = "com.apple.mobiledevice.passwordpolicy"

    @model
    class CustomRegex(Model):
        """What a passcode has to match, and how that is told to users."""

        password_content_regex: str = key("passwordContentRegex")
        password_content_description: Mapping[str, str] | None = key(
            "passwordContentDescription", default=None
        )

    allow_simple: bool | None = key("allowSimple", default=None, if_absent=True)
    force_pin: bool | None = key("forcePIN", default=None, if_absent=False)
    max_failed_attempts: int | None = key(
        "maxFailedAttempts", default=None, if_absent=11, minimum=2, maximum=11
    )
    max_inactivity: int | None = key("maxInactivity", default=None, minimum=0, maximum=15)
    max_pin_age_in_days: int | None = key("maxPINAgeInDays", default=None, minimum=1, maximum=730)
    min_complex_chars: int | None = key("minComplexChars", default=None, if_absent=0, minimum=0, maximum=4)
    min_length: int | None = key("minLength", default=None, if_absent=0, minimum=0, maximum=16)
    require_alphanumeric: bool | None = key("requireAlphanumeric", default=None, if_absent=False)
    pin_history: int | None = key("pinHistory", default=None, minimum=1, maximum=50)
    max_grace_period: int | None = key("maxGracePeriod", default=None, if_absent=0)
    minutes_until_failed_login_reset: int | None = key("minutesUntilFailedLoginReset", default=None)
    change_at_next_auth: bool | None = key("changeAtNextAuth", default=None, if_absent=False)
    custom_regex: CustomRegex | None = key("customRegex", default=None)
