"""LightsOutManagement, as Apple's schema has it.

Source: mdm/profiles/com.apple.lom.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["LightsOutManagement"]


@model
class LightsOutManagement(Payload):
    """Certificates with which Macs turn each other on."""

    payload_type: ClassVar[str] = "com.apple.lom"

    device_certificate_uuid: str | None = key("DeviceCertificateUUID", default=None)
    controller_certificate_uuid: str | None = key("ControllerCertificateUUID", default=None)
    device_ca_certificate_uuids: Sequence[str] | None = key("DeviceCACertificateUUIDs", default=None)
    controller_ca_certificate_uuids: Sequence[str] | None = key("ControllerCACertificateUUIDs", default=None)
