"""ServiceManagementManagedLoginItems, as Apple's schema has it.

Source: mdm/profiles/com.apple.servicemanagement.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["ServiceManagementManagedLoginItems"]


@model
class ServiceManagementManagedLoginItems(Payload):
    """Login items and background tasks that users cannot turn off."""

    payload_type: ClassVar[str] = "com.apple.servicemanagement"

    @model
    class Rule(Model):
        """Which items one rule is about."""

        rule_type: str = key(
            "RuleType",
            allowed=("BundleIdentifier", "BundleIdentifierPrefix", "Label", "LabelPrefix", "TeamIdentifier"),
        )
        rule_value: str = key("RuleValue")
        comment: str | None = key("Comment", default=None)
        team_identifier: str | None = key("TeamIdentifier", default=None)

    rules: Sequence[Rule] = key("Rules")
