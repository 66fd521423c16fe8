"""ManagementDeclarations, as Apple's schema has it.

Source: declarative/status/management.declarations.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pymdm._model import Model, StatusItem, key, model

__all__ = ["ManagementDeclarations"]


@model
class ManagementDeclarations(StatusItem):
    """The status item management.declarations."""

    status_item_type: ClassVar[str] = "management.declarations"

    @model
    class Value(Model):
        """The declarations that the device has, by kind, and whether they are valid."""

        @model
        class Activations(Model):
            """One of activations."""

            @model
            class Reasons(Model):
                """One of reasons."""

                code: str | None = key("code", default=None, required=True)
                description: str | None = key("description", default=None)
                details: Mapping[str, Any] | None = key("details", default=None)

            identifier: str | None = key("identifier", default=None, required=True)
            server_token: str | None = key("server-token", default=None, required=True)
            active: bool | None = key("active", default=None, required=True)
            valid: str | None = key(
                "valid", default=None, required=True, allowed=("unknown", "invalid", "valid")
            )
            reasons: Sequence[Reasons] | None = key("reasons", default=None)

        @model
        class Configurations(Model):
            """One of configurations."""

            @model
            class Reasons(Model):
                """One of reasons."""

                code: str | None = key("code", default=None, required=True)
                description: str | None = key("description", default=None)
                details: Mapping[str, Any] | None = key("details", default=None)

            identifier: str | None = key("identifier", default=None, required=True)
            server_token: str | None = key("server-token", default=None, required=True)
            active: bool | None = key("active", default=None, required=True)
            valid: str | None = key(
                "valid", default=None, required=True, allowed=("unknown", "invalid", "valid")
            )
            reasons: Sequence[Reasons] | None = key("reasons", default=None)

        @model
        class Assets(Model):
            """One of assets."""

            @model
            class Reasons(Model):
                """One of reasons."""

                code: str | None = key("code", default=None, required=True)
                description: str | None = key("description", default=None)
                details: Mapping[str, Any] | None = key("details", default=None)

            identifier: str | None = key("identifier", default=None, required=True)
            server_token: str | None = key("server-token", default=None, required=True)
            active: bool | None = key("active", default=None, required=True)
            valid: str | None = key(
                "valid", default=None, required=True, allowed=("unknown", "invalid", "valid")
            )
            reasons: Sequence[Reasons] | None = key("reasons", default=None)

        @model
        class Management(Model):
            """One of management."""

            @model
            class Reasons(Model):
                """One of reasons."""

                code: str | None = key("code", default=None, required=True)
                description: str | None = key("description", default=None)
                details: Mapping[str, Any] | None = key("details", default=None)

            identifier: str | None = key("identifier", default=None, required=True)
            server_token: str | None = key("server-token", default=None, required=True)
            active: bool | None = key("active", default=None, required=True)
            valid: str | None = key(
                "valid", default=None, required=True, allowed=("unknown", "invalid", "valid")
            )
            reasons: Sequence[Reasons] | None = key("reasons", default=None)

        activations: Sequence[Activations] | None = key("activations", default=None, required=True)
        configurations: Sequence[Configurations] | None = key("configurations", default=None, required=True)
        assets: Sequence[Assets] | None = key("assets", default=None, required=True)
        management: Sequence[Management] | None = key("management", default=None, required=True)

    value: Value | None = key("management.declarations", default=None, required=True)
