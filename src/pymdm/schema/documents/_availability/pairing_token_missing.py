"""Which devices take PairingTokenMissing.

Source: mdm/errors/watch.pairing.token.missing.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "PairingTokenMissing": (Support("iOS macOS tvOS visionOS", NEVER), Support("watchOS", "10.0")),
}
