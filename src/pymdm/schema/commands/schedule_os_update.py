"""ScheduleOSUpdate, as Apple's schema has it.

Source: mdm/commands/system.update.schedule.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pymdm._model import Answer, Command, Model, key, model

__all__ = ["ScheduleOSUpdate", "ScheduleOSUpdateResponse"]


@model
class ScheduleOSUpdate(Command):
    """Order the download or installation of updates."""

    request_type: ClassVar[str] = "ScheduleOSUpdate"

    @model
    class UpdatesItem(Model):
        """One update, and what to do with it when."""

        product_key: str | None = key("ProductKey", default=None)
        product_version: str | None = key("ProductVersion", default=None)
        install_action: str = key(
            "InstallAction",
            allowed=(
                "Default",
                "DownloadOnly",
                "InstallASAP",
                "NotifyOnly",
                "InstallLater",
                "InstallForceRestart",
            ),
        )
        max_user_deferrals: int | None = key("MaxUserDeferrals", default=None)
        priority: str | None = key("Priority", default=None, if_absent="Low", allowed=("Low", "High"))

    updates: Sequence[UpdatesItem] = key("Updates")


@model
class ScheduleOSUpdateResponse(Answer):
    """What became of each order."""

    @model
    class UpdateResultsItem(Model):
        """What became of one order."""

        product_key: str | None = key("ProductKey", default=None, required=True)
        install_action: str | None = key(
            "InstallAction",
            default=None,
            required=True,
            allowed=(
                "Error",
                "DownloadOnly",
                "InstallASAP",
                "NotifyOnly",
                "InstallLater",
                "InstallForceRestart",
            ),
        )
        status: str | None = key(
            "Status",
            default=None,
            required=True,
            allowed=(
                "Idle",
                "Downloading",
                "DownloadFailed",
                "DownloadRequiresComputer",
                "DownloadInsufficientSpace",
                "DownloadInsufficientPower",
                "DownloadInsufficientNetwork",
                "Installing",
                "InstallInsufficientSpace",
                "InstallInsufficientPower",
                "InstallPhoneCallInProgress",
                "InstallFailed",
            ),
        )
        error_chain: Sequence[Mapping[str, Any]] | None = key("ErrorChain", default=None)

    update_results: Sequence[UpdateResultsItem] | None = key("UpdateResults", default=None, required=True)
