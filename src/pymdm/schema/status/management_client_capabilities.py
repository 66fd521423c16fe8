"""ManagementClientCapabilities, as Apple's schema has it.

Source: declarative/status/management.client-capabilities.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pymdm._model import Model, StatusItem, key, model

__all__ = ["ManagementClientCapabilities"]


@model
class ManagementClientCapabilities(StatusItem):
    """The status item management.client-capabilities."""

    status_item_type: ClassVar[str] = "management.client-capabilities"

    @model
    class Value(Model):
        """What the device understands."""

        @model
        class SupportedPayloads(Model):
            """What stands under supported-payloads."""

            @model
            class Declarations(Model):
                """What stands under declarations."""

                activations: Sequence[str] | None = key("activations", default=None)
                assets: Sequence[str] | None = key("assets", default=None)
                configurations: Sequence[str] | None = key("configurations", default=None)
                management: Sequence[str] | None = key("management", default=None)

            declarations: Declarations | None = key("declarations", default=None, required=True)
            status_items: Sequence[str] | None = key("status-items", default=None, required=True)

        supported_versions: Sequence[str] | None = key("supported-versions", default=None, required=True)
        supported_features: Mapping[str, Any] | None = key("supported-features", default=None, required=True)
        supported_payloads: SupportedPayloads | None = key("supported-payloads", default=None, required=True)

    value: Value | None = key("management.client-capabilities", default=None, required=True)
