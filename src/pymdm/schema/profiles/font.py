"""Font, as Apple's schema has it.

Source: mdm/profiles/com.apple.font.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["Font"]


@model
class Font(Payload):
    """A font."""

    payload_type: ClassVar[str] = "com.apple.font"

    name: str | None = key("Name", default=None, if_absent="")
    font: bytes = key("Font")
