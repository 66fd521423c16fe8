"""Which devices take PasswordHash.

Source: other/passwordhash.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "PasswordHash": (Support("iOS tvOS visionOS watchOS", NEVER), Support("macOS", "10.11")),
}
