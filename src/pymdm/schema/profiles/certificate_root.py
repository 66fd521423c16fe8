"""CertificateRoot, as Apple's schema has it.

Source: mdm/profiles/com.apple.security.root.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["CertificateRoot"]


@model
class CertificateRoot(Payload):
    """The certificate of an authority, trusted as a root."""

    payload_type: ClassVar[str] = "com.apple.security.root"

    payload_certificate_file_name: str | None = key("PayloadCertificateFileName", default=None)
    payload_content: bytes = key("PayloadContent")
