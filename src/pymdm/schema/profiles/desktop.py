"""Desktop, as Apple's schema has it.

Source: mdm/profiles/com.apple.desktop.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["Desktop"]


@model
class Desktop(Payload):
    """The picture of a Mac's desktop."""

    payload_type: ClassVar[str] = "com.apple.desktop"

    locked: bool | None = key("locked", default=None, if_absent=False)
    override_picture_path: str | None = key("override-picture-path", default=None)
