"""NSExtensionMappings, as Apple's schema has it.

Source: mdm/commands/application.extensions.mappings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Answer, Command, Model, key, model

__all__ = ["NSExtensionMappings", "NSExtensionMappingsResponse"]


@model
class NSExtensionMappings(Command):
    """List the extensions that are installed, and the points where they extend a Mac."""

    request_type: ClassVar[str] = "NSExtensionMappings"


@model
class NSExtensionMappingsResponse(Answer):
    """The extensions of a Mac."""

    @model
    class ExtensionsItem(Model):
        """One extension."""

        identifier: str | None = key("Identifier", default=None, required=True)
        extension_point: str | None = key("ExtensionPoint", default=None, required=True)
        display_name: str | None = key("DisplayName", default=None, required=True)

    extensions: Sequence[ExtensionsItem] | None = key("Extensions", default=None, required=True)
