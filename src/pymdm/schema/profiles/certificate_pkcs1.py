"""CertificatePKCS1, as Apple's schema has it.

Source: mdm/profiles/com.apple.security.pkcs1.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["CertificatePKCS1"]


@model
class CertificatePKCS1(Payload):
    """A certificate as DER."""

    payload_type: ClassVar[str] = "com.apple.security.pkcs1"

    payload_certificate_file_name: str | None = key("PayloadCertificateFileName", default=None)
    payload_content: bytes = key("PayloadContent")
