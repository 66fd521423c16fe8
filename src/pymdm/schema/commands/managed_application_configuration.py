"""ManagedApplicationConfiguration, as Apple's schema has it.

Source: mdm/commands/managed.application.configuration.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pymdm._model import Answer, Command, Model, key, model

__all__ = ["ManagedApplicationConfiguration", "ManagedApplicationConfigurationResponse"]


@model
class ManagedApplicationConfiguration(Command):
    """Ask for the configurations of managed apps."""

    request_type: ClassVar[str] = "ManagedApplicationConfiguration"

    identifiers: Sequence[str] = key("Identifiers")


@model
class ManagedApplicationConfigurationResponse(Answer):
    """The configurations of managed apps."""

    @model
    class ApplicationConfigurationsItem(Model):
        """The configuration of one app."""

        identifier: str | None = key("Identifier", default=None, required=True)
        configuration: Mapping[str, Any] | None = key("Configuration", default=None, secret=True)

    application_configurations: Sequence[ApplicationConfigurationsItem] | None = key(
        "ApplicationConfigurations", default=None, required=True
    )
