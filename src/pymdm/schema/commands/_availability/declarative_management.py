"""Which devices take DeclarativeManagement.

Source: mdm/commands/declarativemanagement.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "DeclarativeManagement": (
        Support("iOS", "15.0", shared_user=True),
        Support("macOS", "13.0", user_channel=True),
        Support("tvOS", "16.0"),
        Support("visionOS", "1.1"),
        Support("watchOS", "10.0"),
    ),
}
