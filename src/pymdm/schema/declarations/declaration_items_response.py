"""DeclarationItemsResponse, as Apple's schema has it.

Source: declarative/protocol/declarationitemsresponse.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence

from pymdm._model import Document, Model, key, model

__all__ = ["DeclarationItemsResponse"]


@model
class DeclarationItemsResponse(Document):
    """All declarations of a device with their tokens: what it should have."""

    @model
    class Declarations(Model):
        """The declarations by kind."""

        @model
        class Activations(Model):
            """One of Activations."""

            identifier: str = key("Identifier")
            server_token: str = key("ServerToken")

        @model
        class Configurations(Model):
            """One of Configurations."""

            identifier: str = key("Identifier")
            server_token: str = key("ServerToken")

        @model
        class Assets(Model):
            """One of Assets."""

            identifier: str = key("Identifier")
            server_token: str = key("ServerToken")

        @model
        class Management(Model):
            """One of Management."""

            identifier: str = key("Identifier")
            server_token: str = key("ServerToken")

        activations: Sequence[Activations] = key("Activations")
        configurations: Sequence[Configurations] = key("Configurations")
        assets: Sequence[Assets] = key("Assets")
        management: Sequence[Management] = key("Management")

    declarations: Declarations = key("Declarations")
    declarations_token: str = key("DeclarationsToken")
