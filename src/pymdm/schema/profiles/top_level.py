"""TopLevel, as Apple's schema has it.

Source: mdm/profiles/TopLevel.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pymdm._model import Document, Model, key, model

__all__ = ["TopLevel"]


@model
class TopLevel(Document):
    """The profile around the payloads."""

    @model
    class ConsentText(Model):
        """What the user has to agree to, by language."""

        consent_text_item: Mapping[str, str] = key("ConsentTextItem")

    payload_identifier: str = key("PayloadIdentifier")
    payload_uuid: str = key("PayloadUUID")
    payload_type: str = key("PayloadType", allowed=("Configuration",))
    payload_version: int = key("PayloadVersion", allowed=(1,))
    payload_content: Sequence[Mapping[str, Any]] = key("PayloadContent", secret=True)
    encrypted_payload_content: bytes | None = key("EncryptedPayloadContent", default=None, secret=True)
    payload_description: str | None = key("PayloadDescription", default=None)
    payload_display_name: str | None = key("PayloadDisplayName", default=None)
    payload_organization: str | None = key("PayloadOrganization", default=None)
    payload_removal_disallowed: bool | None = key("PayloadRemovalDisallowed", default=None, if_absent=False)
    payload_scope: str | None = key("PayloadScope", default=None, allowed=("System", "User"))
    removal_date: datetime | None = key("RemovalDate", default=None)
    duration_until_removal: float | None = key("DurationUntilRemoval", default=None)
    payload_expiration_date: datetime | None = key("PayloadExpirationDate", default=None)
    target_device_type: int | None = key(
        "TargetDeviceType", default=None, if_absent=0, allowed=(0, 1, 2, 3, 4, 5, 6)
    )
    consent_text: ConsentText | None = key("ConsentText", default=None)
