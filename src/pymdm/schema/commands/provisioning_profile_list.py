"""ProvisioningProfileList, as Apple's schema has it.

Source: mdm/commands/profile.provisioning.list.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from pymdm._model import Answer, Command, Model, key, model

__all__ = ["ProvisioningProfileList", "ProvisioningProfileListResponse"]


@model
class ProvisioningProfileList(Command):
    """List the provisioning profiles that are installed."""

    request_type: ClassVar[str] = "ProvisioningProfileList"

    managed_only: bool | None = key("ManagedOnly", default=None, if_absent=False)


@model
class ProvisioningProfileListResponse(Answer):
    """The provisioning profiles of a device."""

    @model
    class ProvisioningProfileListItem(Model):
        """One provisioning profile."""

        name: str | None = key("Name", default=None, required=True)
        uuid: str | None = key("UUID", default=None, required=True)
        expiry_date: datetime | None = key("ExpiryDate", default=None)

    provisioning_profile_list: Sequence[ProvisioningProfileListItem] | None = key(
        "ProvisioningProfileList", default=None, required=True
    )
