"""ParentalControlsGameCenter, as Apple's schema has it.

Source: mdm/profiles/com.apple.gamed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["ParentalControlsGameCenter"]


@model
class ParentalControlsGameCenter(Payload):
    """What Game Center lets users do."""

    payload_type: ClassVar[str] = "com.apple.gamed"

    gk_feature_game_center_allowed: bool | None = key(
        "GKFeatureGameCenterAllowed", default=None, if_absent=True
    )
    gk_feature_account_modification_allowed: bool | None = key(
        "GKFeatureAccountModificationAllowed", default=None, if_absent=True
    )
    gk_feature_adding_game_center_friends_allowed: bool | None = key(
        "GKFeatureAddingGameCenterFriendsAllowed", default=None, if_absent=True
    )
    gk_feature_multiplayer_gaming_allowed: bool | None = key(
        "GKFeatureMultiplayerGamingAllowed", default=None, if_absent=True
    )
