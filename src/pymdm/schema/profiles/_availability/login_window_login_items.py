"""Which devices take LoginWindowLoginItems.

Source: mdm/profiles/loginwindow.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "LoginWindowLoginItems": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.7", user_enrollment="forbidden", multiple=False, manual_install=True),
    ),
    "LoginWindowLoginItems.disable_login_items_suppression": (Support("macOS", "all"),),
}
