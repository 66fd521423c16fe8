"""Which devices take JabberAccount.

Source: mdm/profiles/com.apple.jabber.account.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "JabberAccount": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS",
            "10.7",
            deprecated="10.14",
            removed="10.14",
            device_channel=False,
            user_channel=True,
            user_enrollment="forbidden",
            multiple=True,
            manual_install=True,
        ),
    ),
}
