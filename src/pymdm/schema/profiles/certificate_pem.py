"""CertificatePEM, as Apple's schema has it.

Source: mdm/profiles/com.apple.security.pem.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["CertificatePEM"]


@model
class CertificatePEM(Payload):
    """A certificate as PEM."""

    payload_type: ClassVar[str] = "com.apple.security.pem"

    payload_certificate_file_name: str | None = key("PayloadCertificateFileName", default=None)
    payload_content: bytes = key("PayloadContent")
