"""Which devices take TVRemote.

Source: mdm/profiles/com.apple.tvremote.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "TVRemote": (
        Support(
            "iOS",
            "11.3",
            supervised=True,
            shared_user=True,
            user_enrollment="forbidden",
            multiple=False,
            manual_install=True,
        ),
        Support("macOS visionOS watchOS", NEVER),
        Support("tvOS", "11.3", supervised=True, multiple=False, manual_install=True),
    ),
    "TVRemote.allowed_remotes": (Support("iOS", NEVER),),
    "TVRemote.allowed_tvs": (Support("tvOS", NEVER),),
    "TVRemote.AllowedTVsItem.tv_device_name": (Support("iOS", "15.0"),),
}
