"""IdentityPreference, as Apple's schema has it.

Source: mdm/profiles/com.apple.security.identitypreference.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["IdentityPreference"]


@model
class IdentityPreference(Payload):
    """Which identity is used for an address or a name."""

    payload_type: ClassVar[str] = "com.apple.security.identitypreference"

    name: str = key("Name")
    payload_certificate_uuid: str = key("PayloadCertificateUUID")
