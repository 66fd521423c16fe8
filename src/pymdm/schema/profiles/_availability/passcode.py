"""Which devices take Passcode.

Source: mdm/profiles/com.apple.mobiledevice.passwordpolicy.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "Passcode": (
        Support("iOS", "4.0", shared_ipad="forbidden", multiple=True, manual_install=True),
        Support(
            "macOS",
            "10.7",
            user_channel=True,
            user_enrollment="forbidden",
            multiple=True,
            manual_install=True,
        ),
        Support("tvOS", NEVER),
        Support("visionOS", "2.0", multiple=True, manual_install=True),
        Support("watchOS", "10.0", multiple=True, manual_install=True),
    ),
    "Passcode.allow_simple": (Support("iOS visionOS", user_enrollment="ignored"),),
    "Passcode.force_pin": (Support("iOS visionOS", user_enrollment="ignored"),),
    "Passcode.max_failed_attempts": (Support("iOS visionOS", user_enrollment="ignored"),),
    "Passcode.max_inactivity": (Support("iOS visionOS", user_enrollment="ignored"),),
    "Passcode.max_pin_age_in_days": (Support("iOS visionOS", user_enrollment="ignored"),),
    "Passcode.min_complex_chars": (
        Support("iOS visionOS", user_enrollment="ignored"),
        Support("watchOS", NEVER),
    ),
    "Passcode.min_length": (Support("iOS visionOS", user_enrollment="ignored"),),
    "Passcode.require_alphanumeric": (
        Support("iOS visionOS", user_enrollment="ignored"),
        Support("watchOS", NEVER),
    ),
    "Passcode.pin_history": (Support("iOS visionOS", user_enrollment="ignored"),),
    "Passcode.max_grace_period": (Support("iOS visionOS", user_enrollment="ignored"),),
    "Passcode.minutes_until_failed_login_reset": (
        Support("iOS visionOS watchOS", NEVER),
        Support("macOS", "10.10", user_enrollment="ignored"),
    ),
    "Passcode.change_at_next_auth": (
        Support("iOS visionOS watchOS", NEVER),
        Support("macOS", "10.13", user_enrollment="ignored"),
    ),
    "Passcode.custom_regex": (Support("iOS visionOS watchOS", NEVER), Support("macOS", "14.0")),
}
