"""NSExtensionManagement, as Apple's schema has it.

Source: mdm/profiles/com.apple.NSExtension.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["NSExtensionManagement"]


@model
class NSExtensionManagement(Payload):
    """Which extensions a Mac lets run."""

    payload_type: ClassVar[str] = "com.apple.NSExtension"

    allowed_extensions: Sequence[str] | None = key("AllowedExtensions", default=None)
    denied_extensions: Sequence[str] | None = key("DeniedExtensions", default=None)
    denied_extension_points: Sequence[str] | None = key("DeniedExtensionPoints", default=None)
