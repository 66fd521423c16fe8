"""CertificatePKCS12, as Apple's schema has it.

Source: mdm/profiles/com.apple.security.pkcs12.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["CertificatePKCS12"]


@model
class CertificatePKCS12(Payload):
    """An identity with its private key, encrypted with a password."""

    payload_type: ClassVar[str] = "com.apple.security.pkcs12"

    payload_certificate_file_name: str | None = key("PayloadCertificateFileName", default=None)
    payload_content: bytes = key("PayloadContent", secret=True)
    password: str | None = key("Password", default=None, secret=True)
    allow_all_apps_access: bool | None = key("AllowAllAppsAccess", default=None, if_absent=False)
    key_is_extractable: bool | None = key("KeyIsExtractable", default=None, if_absent=True)
