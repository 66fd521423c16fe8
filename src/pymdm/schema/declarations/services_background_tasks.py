"""ServicesBackgroundTasks, as Apple's schema has it.

Source: declarative/declarations/configurations/services.background-tasks.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Declaration, Model, key, model

__all__ = ["ServicesBackgroundTasks"]


@model
class ServicesBackgroundTasks(Declaration):
    """Tasks that run in the background of a Mac."""

    declaration_type: ClassVar[str] = "com.apple.configuration.services.background-tasks"
    APPLY: ClassVar[str] = "multiple"
    STATUS_ITEMS: ClassVar[tuple[str, ...]] = ("services.background-task",)

    @model
    class LaunchdItem(Model):
        """One of LaunchdConfigurations."""

        file_asset_reference: str = key(
            "FileAssetReference",
            assets=("com.apple.asset.data",),
            contents=("application/plist", "application/x-plist", "application/xml", "text/xml"),
        )
        context: str = key("Context", allowed=("daemon", "agent"))

    task_type: str = key("TaskType")
    task_description: str | None = key("TaskDescription", default=None)
    executable_asset_reference: str | None = key(
        "ExecutableAssetReference",
        default=None,
        assets=("com.apple.asset.data",),
        contents=("application/zip",),
    )
    launchd_configurations: Sequence[LaunchdItem] | None = key("LaunchdConfigurations", default=None)
