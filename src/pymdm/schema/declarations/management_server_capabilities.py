"""ManagementServerCapabilities, as Apple's schema has it.

Source: declarative/declarations/management/server-capabilities.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from pymdm._model import Declaration, key, model

__all__ = ["ManagementServerCapabilities"]


@model
class ManagementServerCapabilities(Declaration):
    """What the server can do."""

    declaration_type: ClassVar[str] = "com.apple.management.server-capabilities"

    version: str = key("Version")
    supported_features: Mapping[str, Any] = key("SupportedFeatures")
