"""ProfileList, as Apple's schema has it.

Source: mdm/commands/profile.list.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Answer, Command, Model, key, model

__all__ = ["ProfileList", "ProfileListResponse"]


@model
class ProfileList(Command):
    """List the profiles that are installed.

    Use ``managed_only`` to leave out what the server did not install.
    """

    request_type: ClassVar[str] = "ProfileList"

    managed_only: bool | None = key("ManagedOnly", default=None, if_absent=False)


@model
class ProfileListResponse(Answer):
    """The profiles of a device."""

    @model
    class ProfileListItem(Model):
        """One installed profile."""

        @model
        class PayloadContentItem(Model):
            """One payload of an installed profile."""

            payload_type: str | None = key("PayloadType", default=None, required=True)
            payload_version: int | None = key("PayloadVersion", default=None, required=True, allowed=(1,))
            payload_identifier: str | None = key("PayloadIdentifier", default=None, required=True)
            payload_uuid: str | None = key("PayloadUUID", default=None, required=True)
            payload_display_name: str | None = key("PayloadDisplayName", default=None)
            payload_description: str | None = key("PayloadDescription", default=None)
            payload_organization: str | None = key("PayloadOrganization", default=None)

        payload_uuid: str | None = key("PayloadUUID", default=None, required=True)
        payload_identifier: str | None = key("PayloadIdentifier", default=None, required=True)
        payload_version: int | None = key("PayloadVersion", default=None)
        payload_display_name: str | None = key("PayloadDisplayName", default=None)
        payload_organization: str | None = key("PayloadOrganization", default=None)
        payload_description: str | None = key("PayloadDescription", default=None)
        payload_removal_disallowed: bool | None = key(
            "PayloadRemovalDisallowed", default=None, if_absent=False
        )
        has_removal_passcode: bool | None = key("HasRemovalPasscode", default=None, if_absent=False)
        is_encrypted: bool | None = key("IsEncrypted", default=None, if_absent=False)
        signer_certificates: Sequence[bytes] | None = key("SignerCertificates", default=None)
        is_managed: bool | None = key("IsManaged", default=None, if_absent=False)
        source: str | None = key("Source", default=None)
        payload_content: Sequence[PayloadContentItem] | None = key("PayloadContent", default=None)

    profile_list: Sequence[ProfileListItem] | None = key("ProfileList", default=None, required=True)
