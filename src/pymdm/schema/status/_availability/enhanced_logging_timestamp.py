"""Which devices take EnhancedLoggingTimestamp.

Source: declarative/status/enhanced-logging.timestamp.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "EnhancedLoggingTimestamp": (
        Support("iOS tvOS", "27.0", enrollments="supervised"),
        Support("macOS", "27.0", device_channel=False, user_channel=True, enrollments="supervised"),
        Support("visionOS watchOS", NEVER),
    ),
}
