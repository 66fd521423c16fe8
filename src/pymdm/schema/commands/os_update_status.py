"""OSUpdateStatus, as Apple's schema has it.

Source: mdm/commands/system.update.status.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from pymdm._model import Answer, Command, Model, key, model

__all__ = ["OSUpdateStatus", "OSUpdateStatusResponse"]


@model
class OSUpdateStatus(Command):
    """Ask how far the updates are that were ordered."""

    request_type: ClassVar[str] = "OSUpdateStatus"


@model
class OSUpdateStatusResponse(Answer):
    """How far updates are."""

    @model
    class OSUpdateStatusItem(Model):
        """How far one update is."""

        product_key: str | None = key("ProductKey", default=None, required=True)
        is_downloaded: bool | None = key("IsDownloaded", default=None, required=True)
        download_percent_complete: float | None = key("DownloadPercentComplete", default=None, required=True)
        status: str | None = key("Status", default=None, required=True)
        max_deferrals: int | None = key("MaxDeferrals", default=None)
        deferrals_remaining: int | None = key("DeferralsRemaining", default=None)
        next_scheduled_install: datetime | None = key("NextScheduledInstall", default=None)
        past_notifications: Sequence[datetime] | None = key("PastNotifications", default=None)

    os_update_status: Sequence[OSUpdateStatusItem] | None = key("OSUpdateStatus", default=None, required=True)
