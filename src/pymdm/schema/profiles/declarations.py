"""Declarations, as Apple's schema has it.

Source: mdm/profiles/com.apple.declarations.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["Declarations"]


@model
class Declarations(Payload):
    """Declarations that come with a profile, without a server."""

    payload_type: ClassVar[str] = "com.apple.declarations"

    declarations: Sequence[bytes] = key("Declarations")
