"""Which devices take MigrationAssistantState.

Source: declarative/status/migration-assistant.state.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "MigrationAssistantState": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "26.4", enrollments="supervised"),
    ),
}
