"""SoftwareUpdateSettings, as Apple's schema has it.

Source: declarative/declarations/configurations/softwareupdate.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Declaration, Model, key, model

__all__ = ["SoftwareUpdateSettings"]


@model
class SoftwareUpdateSettings(Declaration):
    """When and how updates come."""

    declaration_type: ClassVar[str] = "com.apple.configuration.softwareupdate.settings"
    APPLY: ClassVar[str] = "combined"
    STATUS_ITEMS: ClassVar[tuple[str, ...]] = (
        "softwareupdate.beta-enrollment",
        "softwareupdate.pending-version",
    )

    @model
    class Deferrals(Model):
        """For how many days updates are hidden."""

        combined_period_in_days: int | None = key(
            "CombinedPeriodInDays", default=None, minimum=1, maximum=90, combine="number-max"
        )
        major_period_in_days: int | None = key(
            "MajorPeriodInDays", default=None, minimum=1, maximum=90, combine="number-max"
        )
        minor_period_in_days: int | None = key(
            "MinorPeriodInDays", default=None, minimum=1, maximum=90, combine="number-max"
        )
        system_period_in_days: int | None = key(
            "SystemPeriodInDays", default=None, minimum=1, maximum=90, combine="number-max"
        )

    @model
    class AutomaticActions(Model):
        """What happens without asking."""

        download: str | None = key(
            "Download",
            default=None,
            if_absent="Allowed",
            allowed=("Allowed", "AlwaysOn", "AlwaysOff"),
            combine="enum-last",
        )
        install_os_updates: str | None = key(
            "InstallOSUpdates",
            default=None,
            if_absent="Allowed",
            allowed=("Allowed", "AlwaysOn", "AlwaysOff"),
            combine="enum-last",
        )
        install_security_update: str | None = key(
            "InstallSecurityUpdate",
            default=None,
            if_absent="Allowed",
            allowed=("Allowed", "AlwaysOn", "AlwaysOff"),
            combine="enum-last",
        )

    @model
    class RapidSecurityResponse(Model):
        """Whether they may be installed and removed."""

        enable: bool | None = key("Enable", default=None, if_absent=True, combine="boolean-and")
        enable_rollback: bool | None = key(
            "EnableRollback", default=None, if_absent=True, combine="boolean-and"
        )

    @model
    class Beta(Model):
        """Whether and which betas are offered."""

        @model
        class Program(Model):
            """One of OfferPrograms."""

            description: str = key("Description")
            token: str = key("Token", secret=True)

        @model
        class RequireProgram(Model):
            """What stands under RequireProgram."""

            description: str = key("Description")
            token: str = key("Token", secret=True)

        program_enrollment: str | None = key(
            "ProgramEnrollment",
            default=None,
            if_absent="Allowed",
            allowed=("Allowed", "AlwaysOn", "AlwaysOff"),
            combine="enum-last",
        )
        offer_programs: Sequence[Program] | None = key("OfferPrograms", default=None, combine="set-union")
        require_program: RequireProgram | None = key("RequireProgram", default=None, combine="first")

    notifications: bool | None = key("Notifications", default=None, if_absent=True, combine="boolean-and")
    deferrals: Deferrals | None = key("Deferrals", default=None)
    recommended_cadence: str | None = key(
        "RecommendedCadence", default=None, allowed=("All", "Oldest", "Newest"), combine="enum-last"
    )
    automatic_actions: AutomaticActions | None = key("AutomaticActions", default=None)
    rapid_security_response: RapidSecurityResponse | None = key("RapidSecurityResponse", default=None)
    allow_standard_user_os_updates: bool | None = key(
        "AllowStandardUserOSUpdates", default=None, if_absent=True, combine="boolean-and"
    )
    beta: Beta | None = key("Beta", default=None)
