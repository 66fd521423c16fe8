"""ParentalControlsDictationAndProfanity, as Apple's schema has it.

Source: mdm/profiles/com.apple.ironwood.support.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["ParentalControlsDictationAndProfanity"]


@model
class ParentalControlsDictationAndProfanity(Payload):
    """Whether dictation works, and bad words appear."""

    payload_type: ClassVar[str] = "com.apple.ironwood.support"

    profanity_allowed: bool | None = key("Profanity Allowed", default=None, if_absent=True)
    ironwood_allowed: bool | None = key("Ironwood Allowed", default=None, if_absent=True)
