"""FDERecoveryKeyEscrow, as Apple's schema has it.

Source: mdm/profiles/com.apple.security.FDERecoveryKeyEscrow.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["FDERecoveryKeyEscrow"]


@model
class FDERecoveryKeyEscrow(Payload):
    """Where the recovery key of a disk is kept, and encrypted for whom."""

    payload_type: ClassVar[str] = "com.apple.security.FDERecoveryKeyEscrow"

    location: str = key("Location")
    encrypt_cert_payload_uuid: str = key("EncryptCertPayloadUUID")
    device_key: str | None = key("DeviceKey", default=None, secret=True)
