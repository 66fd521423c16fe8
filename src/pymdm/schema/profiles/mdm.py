"""MDM, as Apple's schema has it.

Source: mdm/profiles/com.apple.mdm.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["MDM"]


@model
class MDM(Payload):
    """The payload that makes a device managed: where its server is and what it may do."""

    payload_type: ClassVar[str] = "com.apple.mdm"

    identity_certificate_uuid: str = key(
        "IdentityCertificateUUID",
        format="^[0-9A-Za-z]{8}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{12}$",
    )
    topic: str = key("Topic")
    server_url: str = key("ServerURL", format="^https://.*$")
    check_in_url: str | None = key("CheckInURL", default=None, format="^https://.*$")
    sign_message: bool | None = key("SignMessage", default=None, if_absent=False)
    access_rights: int | None = key("AccessRights", default=None)
    use_development_apns: bool | None = key("UseDevelopmentAPNS", default=None, if_absent=False)
    managed_apple_id: str | None = key("ManagedAppleID", default=None)
    assigned_managed_apple_id: str | None = key("AssignedManagedAppleID", default=None)
    enrollment_mode: str | None = key("EnrollmentMode", default=None, allowed=("BYOD", "ADDE"))
    server_url_pinning_certificate_uuids: Sequence[str] | None = key(
        "ServerURLPinningCertificateUUIDs", default=None
    )
    check_in_url_pinning_certificate_uuids: Sequence[str] | None = key(
        "CheckInURLPinningCertificateUUIDs", default=None
    )
    pinning_revocation_check_required: bool | None = key(
        "PinningRevocationCheckRequired", default=None, if_absent=False
    )
    server_capabilities: Sequence[str] | None = key(
        "ServerCapabilities",
        default=None,
        allowed=("com.apple.mdm.per-user-connections", "com.apple.mdm.bootstraptoken", "com.apple.mdm.token"),
    )
    check_out_when_removed: bool | None = key("CheckOutWhenRemoved", default=None, if_absent=False)
    required_app_id_for_mdm: int | None = key("RequiredAppIDForMDM", default=None)
    prompt_user_to_allow_bootstrap_token_for_authentication: bool | None = key(
        "PromptUserToAllowBootstrapTokenForAuthentication", default=None, if_absent=False
    )
