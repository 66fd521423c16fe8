"""PasscodeSettings, as Apple's schema has it.

Source: declarative/declarations/configurations/passcode.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping
from typing import ClassVar

from pymdm._model import Declaration, Model, key, model

__all__ = ["PasscodeSettings"]


@model
class PasscodeSettings(Declaration):
    """How passcodes have to be."""

    declaration_type: ClassVar[str] = "com.apple.configuration.passcode.settings"
    APPLY: ClassVar[str] = "combined"
    STATUS_ITEMS: ClassVar[tuple[str, ...]] = ("passcode.is-compliant", "passcode.is-present")

    @model
    class CustomRegex(Model):
        """What a passcode has to match, and how that is told to users."""

        regex: str = key("Regex")
        description: Mapping[str, str] | None = key("Description", default=None)

    require_passcode: bool | None = key(
        "RequirePasscode", default=None, if_absent=False, combine="boolean-or"
    )
    require_alphanumeric_passcode: bool | None = key(
        "RequireAlphanumericPasscode", default=None, if_absent=False, combine="boolean-or"
    )
    require_complex_passcode: bool | None = key(
        "RequireComplexPasscode", default=None, if_absent=False, combine="boolean-or"
    )
    minimum_length: int | None = key(
        "MinimumLength", default=None, if_absent=0, minimum=0, maximum=16, combine="number-max"
    )
    minimum_complex_characters: int | None = key(
        "MinimumComplexCharacters", default=None, if_absent=0, minimum=0, maximum=4, combine="number-max"
    )
    maximum_failed_attempts: int | None = key(
        "MaximumFailedAttempts", default=None, if_absent=11, minimum=2, maximum=11, combine="number-min"
    )
    failed_attempts_reset_in_minutes: int | None = key(
        "FailedAttemptsResetInMinutes", default=None, combine="number-min"
    )
    maximum_grace_period_in_minutes: int | None = key(
        "MaximumGracePeriodInMinutes", default=None, combine="number-min"
    )
    maximum_inactivity_in_minutes: int | None = key(
        "MaximumInactivityInMinutes", default=None, minimum=0, maximum=15, combine="number-min"
    )
    maximum_passcode_age_in_days: int | None = key(
        "MaximumPasscodeAgeInDays", default=None, minimum=0, maximum=730, combine="number-min"
    )
    passcode_reuse_limit: int | None = key(
        "PasscodeReuseLimit", default=None, minimum=1, maximum=50, combine="number-min"
    )
    change_at_next_auth: bool | None = key(
        "ChangeAtNextAuth", default=None, if_absent=False, combine="boolean-or"
    )
    custom_regex: CustomRegex | None = key("CustomRegex", default=None)
