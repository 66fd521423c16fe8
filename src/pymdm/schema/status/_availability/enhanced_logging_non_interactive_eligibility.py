"""Which devices take EnhancedLoggingNonInteractiveEligibility.

Source: declarative/status/enhanced-logging.noninteractive-eligibility.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "EnhancedLoggingNonInteractiveEligibility": (
        Support("iOS tvOS", "27.2", enrollments="supervised"),
        Support("macOS", "27.2", device_channel=False, user_channel=True, enrollments="supervised"),
        Support("visionOS watchOS", NEVER),
    ),
}
