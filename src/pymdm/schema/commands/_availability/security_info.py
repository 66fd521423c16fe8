"""Which devices take SecurityInfo.

Source: mdm/commands/information.security.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "SecurityInfo": (
        Support("iOS", "4.0", right="AllowQuerySecurity"),
        Support("macOS", "10.7", right="AllowQuerySecurity", user_channel=True),
        Support("tvOS", "9.0", right="AllowQuerySecurity"),
        Support("visionOS", "1.1", right="AllowQuerySecurity"),
        Support("watchOS", "10.0", right="AllowQuerySecurity"),
    ),
}
