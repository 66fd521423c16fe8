"""ManagedApplicationList, as Apple's schema has it.

Source: mdm/commands/application.managed.list.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from pymdm._model import Answer, Command, Model, key, model

__all__ = ["ManagedApplicationList", "ManagedApplicationListResponse"]


@model
class ManagedApplicationList(Command):
    """List the managed apps and their states."""

    request_type: ClassVar[str] = "ManagedApplicationList"

    identifiers: Sequence[str] | None = key("Identifiers", default=None)


@model
class ManagedApplicationListResponse(Answer):
    """The managed apps, by identifier."""

    @model
    class ManagedApplicationList(Model):
        """The state of one app."""

        status: str | None = key(
            "Status",
            default=None,
            required=True,
            allowed=(
                "Queued",
                "NeedsRedemption",
                "Redeeming",
                "Prompting",
                "PromptingForLogin",
                "ValidatingPurchase",
                "PromptingForUpdate",
                "PromptingForUpdateLogin",
                "PromptingForManagement",
                "ValidatingUpdate",
                "Updating",
                "Installing",
                "Managed",
                "ManagedButUninstalled",
                "Unknown",
                "UserInstalledApp",
                "UserRejected",
                "UpdateRejected",
                "ManagementRejected",
                "Failed",
            ),
        )
        management_flags: int | None = key("ManagementFlags", default=None, required=True)
        unused_redemption_code: str | None = key(
            "UnusedRedemptionCode", default=None, required=True, secret=True
        )
        has_configuration: bool | None = key("HasConfiguration", default=None, required=True)
        has_feedback: bool | None = key("HasFeedback", default=None, required=True)
        is_validated: bool | None = key("IsValidated", default=None, required=True)
        external_version_identifier: int | None = key(
            "ExternalVersionIdentifier", default=None, required=True
        )

    managed_application_list: Mapping[str, ManagedApplicationList] | None = key(
        "ManagedApplicationList", default=None, required=True
    )
