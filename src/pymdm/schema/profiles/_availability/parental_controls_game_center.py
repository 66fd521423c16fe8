"""Which devices take ParentalControlsGameCenter.

Source: mdm/profiles/com.apple.gamed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ParentalControlsGameCenter": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS",
            "10.9",
            user_channel=True,
            user_enrollment="forbidden",
            multiple=False,
            manual_install=True,
        ),
    ),
    "ParentalControlsGameCenter.gk_feature_game_center_allowed": (Support("macOS", deprecated="10.13"),),
    "ParentalControlsGameCenter.gk_feature_adding_game_center_friends_allowed": (
        Support("macOS", deprecated="10.13"),
    ),
    "ParentalControlsGameCenter.gk_feature_multiplayer_gaming_allowed": (
        Support("macOS", deprecated="10.13"),
    ),
}
