"""Which devices take AssetCredentialIdentity.

Source: declarative/declarations/assets/credential.identity.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "AssetCredentialIdentity": (
        Support("iOS tvOS", "17.0"),
        Support("macOS", "14.0"),
        Support("visionOS", "1.1"),
        Support("watchOS", "10.0"),
    ),
}
