"""ActiveNSExtensions, as Apple's schema has it.

Source: mdm/commands/application.extensions.listactive.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Answer, Command, Model, key, model

__all__ = ["ActiveNSExtensions", "ActiveNSExtensionsResponse"]


@model
class ActiveNSExtensions(Command):
    """List the extensions that are active for a user of a Mac."""

    request_type: ClassVar[str] = "ActiveNSExtensions"

    filter_extension_points: Sequence[str] | None = key("FilterExtensionPoints", default=None)


@model
class ActiveNSExtensionsResponse(Answer):
    """The active extensions of a user."""

    @model
    class ExtensionsItem(Model):
        """One active extension."""

        identifier: str | None = key("Identifier", default=None, required=True)
        extension_point: str | None = key("ExtensionPoint", default=None, required=True)
        display_name: str | None = key("DisplayName", default=None, required=True)
        container_display_name: str | None = key("ContainerDisplayName", default=None)
        container_identifier: str | None = key("ContainerIdentifier", default=None)
        path: str | None = key("Path", default=None, required=True)
        version: str | None = key("Version", default=None, required=True)
        user_election: str | None = key(
            "UserElection", default=None, required=True, allowed=("Default", "Use", "Ignore")
        )

    extensions: Sequence[ExtensionsItem] | None = key("Extensions", default=None, required=True)
