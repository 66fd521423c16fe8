"""Which devices take PasscodeSettings.

Source: declarative/declarations/configurations/passcode.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "PasscodeSettings": (
        Support("iOS", "15.0", shared_device=False, enrollments="supervised device user local"),
        Support("macOS", "13.0", user_channel=True, enrollments="supervised local"),
        Support("tvOS", NEVER),
        Support("visionOS", "2.0", enrollments="supervised device user local"),
        Support("watchOS", "10.0", enrollments="supervised local"),
    ),
    "PasscodeSettings.require_alphanumeric_passcode": (
        Support("iOS", "16.2"),
        Support("macOS", "13.1"),
        Support("watchOS", NEVER),
    ),
    "PasscodeSettings.minimum_complex_characters": (
        Support("iOS", "16.2"),
        Support("macOS", "13.1"),
        Support("watchOS", NEVER),
    ),
    "PasscodeSettings.failed_attempts_reset_in_minutes": (
        Support("iOS visionOS watchOS", NEVER),
        Support("macOS", "13.1"),
    ),
    "PasscodeSettings.maximum_passcode_age_in_days": (Support("iOS", "16.2"), Support("macOS", "13.1")),
    "PasscodeSettings.change_at_next_auth": (
        Support("iOS visionOS watchOS", NEVER),
        Support("macOS", "13.1"),
    ),
    "PasscodeSettings.custom_regex": (Support("iOS visionOS watchOS", NEVER), Support("macOS", "14.0")),
}
