"""LockScreenMessage, as Apple's schema has it.

Source: mdm/profiles/com.apple.shareddeviceconfiguration.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["LockScreenMessage"]


@model
class LockScreenMessage(Payload):
    """What a lost device shows on its lock screen."""

    payload_type: ClassVar[str] = "com.apple.shareddeviceconfiguration"

    asset_tag_information: str | None = key("AssetTagInformation", default=None)
    if_lost_return_to_message: str | None = key("IfLostReturnToMessage", default=None)
    lock_screen_footnote: str | None = key("LockScreenFootnote", default=None)
