"""ConferenceRoomDisplay, as Apple's schema has it.

Source: mdm/profiles/com.apple.conferenceroomdisplay.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["ConferenceRoomDisplay"]


@model
class ConferenceRoomDisplay(Payload):
    """The display of a conference room on an Apple TV."""

    payload_type: ClassVar[str] = "com.apple.conferenceroomdisplay"

    message: str | None = key("Message", default=None)
