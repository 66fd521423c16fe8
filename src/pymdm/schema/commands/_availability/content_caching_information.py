"""Which devices take ContentCachingInformation.

Source: mdm/commands/information.contentcaching.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ContentCachingInformation": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.15.4", right="AllowQueryNetworkInformation", user_enrollment="forbidden"),
    ),
}
