"""Which devices take AssetCredentialUserNameAndPassword.

Source: declarative/declarations/assets/credential.userpassword.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "AssetCredentialUserNameAndPassword": (
        Support("iOS", "15.0"),
        Support("macOS", "13.0"),
        Support("tvOS", "16.0"),
        Support("visionOS", "1.1"),
        Support("watchOS", "10.0"),
    ),
    "AssetCredentialUserNameAndPassword.authentication": (
        Support("iOS tvOS", "17.0"),
        Support("macOS", "14.0"),
    ),
}
