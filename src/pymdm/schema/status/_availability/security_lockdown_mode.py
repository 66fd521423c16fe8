"""Which devices take SecurityLockdownMode.

Source: declarative/status/security.lockdown-mode.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "SecurityLockdownMode": (
        Support("iOS", "27.0", shared_device=False, enrollments="supervised"),
        Support("macOS watchOS", "27.0", enrollments="supervised"),
        Support("tvOS visionOS", NEVER),
    ),
}
