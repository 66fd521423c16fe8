"""SystemMigration, as Apple's schema has it.

Source: mdm/profiles/com.apple.systemmigration.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["SystemMigration"]


@model
class SystemMigration(Payload):
    """What Migration Assistant takes along."""

    payload_type: ClassVar[str] = "com.apple.systemmigration"

    @model
    class CustomBehaviorItem(Model):
        """One of CustomBehavior."""

        @model
        class PathsItem(Model):
            """One of Paths."""

            source_path: str = key("SourcePath")
            source_path_in_user_home: bool = key("SourcePathInUserHome")
            target_path: str = key("TargetPath")
            target_path_in_user_home: bool = key("TargetPathInUserHome")

        context: str = key("Context")
        paths: Sequence[PathsItem] = key("Paths")

    custom_behavior: Sequence[CustomBehaviorItem] | None = key("CustomBehavior", default=None)
