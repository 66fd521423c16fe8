"""MediaManagementDiscBurning, as Apple's schema has it.

Source: mdm/profiles/com.apple.DiscRecording.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["MediaManagementDiscBurning"]


@model
class MediaManagementDiscBurning(Payload):
    """Whether a Mac burns discs."""

    payload_type: ClassVar[str] = "com.apple.DiscRecording"

    burn_support: str = key("BurnSupport", allowed=("off", "authenticate", "on"))
