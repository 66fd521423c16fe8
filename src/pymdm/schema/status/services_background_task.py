"""ServicesBackgroundTask, as Apple's schema has it.

Source: declarative/status/services.background-task.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, StatusItem, key, model

__all__ = ["ServicesBackgroundTask"]


@model
class ServicesBackgroundTask(StatusItem):
    """The status item services.background-task."""

    status_item_type: ClassVar[str] = "services.background-task"

    @model
    class StatusValue(Model):
        """One of services.background-task."""

        @model
        class Launchd(Model):
            """What stands under launchd."""

            @model
            class DeviceManagement(Model):
                """What stands under device-management."""

                configuration_identifier: str | None = key(
                    "configuration-identifier", default=None, required=True
                )
                asset_identifier: str | None = key("asset-identifier", default=None, required=True)
                asset_server_token: str | None = key("asset-server-token", default=None, required=True)

            label: str | None = key("label", default=None, required=True)
            program: str | None = key("program", default=None, required=True)
            program_arguments: Sequence[str] | None = key("program-arguments", default=None)
            checksum: str | None = key("checksum", default=None, required=True)
            device_management: DeviceManagement | None = key("device-management", default=None)

        identifier: str | None = key("identifier", default=None, required=True)
        removed: bool | None = key("_removed", default=None, if_absent=False)
        code_signature: str | None = key("code-signature", default=None)
        uid: int | None = key("uid", default=None, required=True)
        path: str | None = key("path", default=None, required=True)
        state: str | None = key(
            "state",
            default=None,
            required=True,
            allowed=("not-registered", "enabled", "requires-approval", "not-found"),
        )
        type: str | None = key(
            "type", default=None, required=True, allowed=("daemon", "agent", "login-item", "app", "user-item")
        )
        launchd: Launchd | None = key("launchd", default=None)

    value: Sequence[StatusValue] | None = key("services.background-task", default=None, required=True)
