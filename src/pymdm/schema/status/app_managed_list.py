"""AppManagedList, as Apple's schema has it.

Source: declarative/status/app.managed.list.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pymdm._model import Model, StatusItem, key, model

__all__ = ["AppManagedList"]


@model
class AppManagedList(StatusItem):
    """The status item app.managed.list."""

    status_item_type: ClassVar[str] = "app.managed.list"
    REASONS: ClassVar[tuple[str, ...]] = (
        "Error.AppStoreDisabled",
        "Error.DownloadFailed",
        "Error.DuplicateConfiguredApp",
        "Error.InstallFailed",
        "Error.InvalidAppID",
        "Error.InvalidCodeSignature",
        "Error.IsSystemApp",
        "Error.LicenseNotFound",
        "Error.NotAnApp",
        "Error.NotSupported",
        "Error.UnmanagedAppAlreadyInstalled",
        "Error.UserRejected",
        "Info.UpdateAvailable",
        "Error.UpdateFailed",
    )

    @model
    class StatusValue(Model):
        """One app."""

        @model
        class ConfigState(Model):
            """What stands under config-state."""

            @model
            class AppConfigState(Model):
                """What stands under app-config-state."""

                state: str | None = key(
                    "state", default=None, required=True, allowed=("unknown", "invalid", "valid")
                )

            @model
            class ExtensionConfigState(Model):
                """What stands under extension-config-state."""

                state: str | None = key(
                    "state", default=None, required=True, allowed=("unknown", "invalid", "valid")
                )

            app_config_state: AppConfigState | None = key("app-config-state", default=None)
            extension_config_state: Mapping[str, ExtensionConfigState] | None = key(
                "extension-config-state", default=None
            )

        @model
        class Reasons(Model):
            """One of reasons."""

            code: str | None = key("code", default=None, required=True)
            description: str | None = key("description", default=None)
            details: Mapping[str, Any] | None = key("details", default=None)

        identifier: str | None = key("identifier", default=None, required=True)
        removed: bool | None = key("_removed", default=None, if_absent=False)
        declaration_identifier: str | None = key("declaration-identifier", default=None)
        name: str | None = key("name", default=None)
        external_version_id: int | None = key("external-version-id", default=None)
        version: str | None = key("version", default=None)
        short_version: str | None = key("short-version", default=None)
        state: str | None = key(
            "state",
            default=None,
            allowed=(
                "optional",
                "queued",
                "not-present",
                "prompting-for-consent",
                "prompting-for-login",
                "prompting-for-management",
                "downloading",
                "installing",
                "managed",
                "managed-but-uninstalled",
                "failed",
            ),
        )
        update_state: str | None = key(
            "update-state",
            default=None,
            allowed=("available", "prompting-for-update", "prompting-for-update-login", "updating", "failed"),
        )
        config_state: ConfigState | None = key("config-state", default=None)
        reasons: Sequence[Reasons] | None = key("reasons", default=None)

    value: Sequence[StatusValue] | None = key("app.managed.list", default=None, required=True)
