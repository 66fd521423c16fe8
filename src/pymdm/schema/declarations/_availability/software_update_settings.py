"""Which devices take SoftwareUpdateSettings.

Source: declarative/declarations/configurations/softwareupdate.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "SoftwareUpdateSettings": (
        Support("iOS", "18.0", enrollments="supervised device"),
        Support("macOS", "15.0", enrollments="supervised"),
        Support("tvOS", "18.4", enrollments="supervised device"),
        Support("visionOS", "26.0", enrollments="supervised device"),
        Support("watchOS", NEVER),
    ),
    "SoftwareUpdateSettings.deferrals": (Support("iOS tvOS visionOS", enrollments="supervised"),),
    "SoftwareUpdateSettings.Deferrals.combined_period_in_days": (Support("macOS", NEVER),),
    "SoftwareUpdateSettings.Deferrals.major_period_in_days": (Support("iOS tvOS visionOS", NEVER),),
    "SoftwareUpdateSettings.Deferrals.minor_period_in_days": (Support("iOS tvOS visionOS", NEVER),),
    "SoftwareUpdateSettings.Deferrals.system_period_in_days": (Support("iOS tvOS visionOS", NEVER),),
    "SoftwareUpdateSettings.recommended_cadence": (Support("macOS tvOS", NEVER),),
    "SoftwareUpdateSettings.automatic_actions": (Support("iOS tvOS visionOS", enrollments="supervised"),),
    "SoftwareUpdateSettings.AutomaticActions.download": (Support("tvOS", NEVER),),
    "SoftwareUpdateSettings.AutomaticActions.install_security_update": (Support("tvOS", NEVER),),
    "SoftwareUpdateSettings.rapid_security_response": (
        Support("iOS", enrollments="supervised"),
        Support("tvOS visionOS", NEVER),
    ),
    "SoftwareUpdateSettings.allow_standard_user_os_updates": (Support("iOS tvOS visionOS", NEVER),),
    "SoftwareUpdateSettings.beta": (Support("macOS", "15.4"), Support("tvOS visionOS", NEVER)),
    "SoftwareUpdateSettings.Beta.program_enrollment": (Support("iOS", enrollments="supervised"),),
    "SoftwareUpdateSettings.Beta.require_program": (Support("iOS", enrollments="supervised"),),
}
