"""ActiveDirectoryCertificate, as Apple's schema has it.

Source: mdm/profiles/com.apple.ADCertificate.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["ActiveDirectoryCertificate"]


@model
class ActiveDirectoryCertificate(Payload):
    """An identity from Microsoft's certificate services."""

    payload_type: ClassVar[str] = "com.apple.ADCertificate.managed"

    cert_server: str = key("CertServer")
    cert_template: str = key("CertTemplate")
    description: str | None = key("Description", default=None)
    certificate_renewal_time_interval: int | None = key("CertificateRenewalTimeInterval", default=None)
    certificate_authority: str | None = key("CertificateAuthority", default=None)
    certificate_acquisition_mechanism: str | None = key("CertificateAcquisitionMechanism", default=None)
    allow_all_apps_access: bool | None = key("AllowAllAppsAccess", default=None, if_absent=False)
    prompt_for_credentials: bool | None = key("PromptForCredentials", default=None, if_absent=False)
    key_is_extractable: bool | None = key("KeyIsExtractable", default=None, if_absent=False)
    keysize: int | None = key("Keysize", default=None, if_absent=2048)
    enable_auto_renewal: bool | None = key("EnableAutoRenewal", default=None, if_absent=False)
