"""ParentalControlsTimeLimits, as Apple's schema has it.

Source: mdm/profiles/com.apple.familycontrols.timelimits.v2.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["ParentalControlsTimeLimits"]


@model
class ParentalControlsTimeLimits(Payload):
    """When and how long a Mac may be used."""

    payload_type: ClassVar[str] = "com.apple.familycontrols.timelimits.v2"

    @model
    class TimeLimits(Model):
        """What stands under time-limits."""

        @model
        class WeekdayAllowance(Model):
            """What stands under weekday-allowance."""

            enabled: bool = key("enabled")
            range_type: int = key("rangeType", allowed=(0, 1))
            start: str | None = key("start", default=None)
            end: str | None = key("end", default=None)
            seconds_per_day: int | None = key("secondsPerDay", default=None)

        @model
        class WeekdayCurfew(Model):
            """What stands under weekday-curfew."""

            enabled: bool = key("enabled")
            range_type: int = key("rangeType", allowed=(0, 1))
            start: str | None = key("start", default=None)
            end: str | None = key("end", default=None)
            seconds_per_day: int | None = key("secondsPerDay", default=None)

        @model
        class WeekendAllowance(Model):
            """What stands under weekend-allowance."""

            enabled: bool = key("enabled")
            range_type: int = key("rangeType", allowed=(0, 1))
            start: str | None = key("start", default=None)
            end: str | None = key("end", default=None)
            seconds_per_day: int | None = key("secondsPerDay", default=None)

        @model
        class WeekendCurfew(Model):
            """What stands under weekend-curfew."""

            enabled: bool = key("enabled")
            range_type: int = key("rangeType", allowed=(0, 1))
            start: str | None = key("start", default=None)
            end: str | None = key("end", default=None)
            seconds_per_day: int | None = key("secondsPerDay", default=None)

        weekday_allowance: WeekdayAllowance | None = key("weekday-allowance", default=None)
        weekday_curfew: WeekdayCurfew | None = key("weekday-curfew", default=None)
        weekend_allowance: WeekendAllowance | None = key("weekend-allowance", default=None)
        weekend_curfew: WeekendCurfew | None = key("weekend-curfew", default=None)

    family_controls_enabled: bool = key("familyControlsEnabled")
    time_limits: TimeLimits | None = key("time-limits", default=None)
