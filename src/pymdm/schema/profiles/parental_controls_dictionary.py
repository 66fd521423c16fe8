"""ParentalControlsDictionary, as Apple's schema has it.

Source: mdm/profiles/com.apple.Dictionary.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["ParentalControlsDictionary"]


@model
class ParentalControlsDictionary(Payload):
    """Whether the dictionary leaves words out."""

    payload_type: ClassVar[str] = "com.apple.Dictionary"

    parental_control: bool = key("parentalControl")
