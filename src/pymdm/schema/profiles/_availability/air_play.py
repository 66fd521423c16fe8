"""Which devices take AirPlay.

Source: mdm/profiles/com.apple.airplay.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "AirPlay": (
        Support("iOS", "7.0", multiple=True, manual_install=True),
        Support("macOS", "10.10", user_channel=True, multiple=True, manual_install=True),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "AirPlay.allow_list": (
        Support("iOS", "14.5", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "11.3", user_enrollment="ignored"),
    ),
    "AirPlay.PasswordsItem.device_name": (Support("macOS", "15.0"),),
    "AirPlay.PasswordsItem.device_id": (Support("iOS", NEVER), Support("macOS", deprecated="15.0")),
    "AirPlay.whitelist": (
        Support("iOS", deprecated="14.5", supervised=True, user_enrollment="forbidden"),
        Support("macOS", deprecated="11.3", user_enrollment="ignored"),
    ),
    "AirPlay.AllowListItem": (
        Support("iOS", "7.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "10.10", user_enrollment="ignored"),
    ),
    "AirPlay.AllowListItem.device_id": (
        Support("iOS", deprecated="18.0"),
        Support("macOS", deprecated="15.0"),
    ),
    "AirPlay.AllowListItem.device_name": (Support("iOS", "18.0"), Support("macOS", "15.0")),
}
