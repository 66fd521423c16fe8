"""ACMECertificate, as Apple's schema has it.

Source: mdm/profiles/com.apple.security.acme.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["ACMECertificate"]


@model
class ACMECertificate(Payload):
    """An identity that the device gets by ACME, with a key in its hardware if wanted."""

    payload_type: ClassVar[str] = "com.apple.security.acme"

    @model
    class SubjectAltName(Model):
        """Other names of the identity."""

        rfc822_name: str | None = key("rfc822Name", default=None)
        dns_name: str | None = key("dNSName", default=None)
        uniform_resource_identifier: str | None = key("uniformResourceIdentifier", default=None)
        nt_principal_name: str | None = key("ntPrincipalName", default=None)

    directory_url: str = key("DirectoryURL")
    client_identifier: str = key("ClientIdentifier")
    key_size: int = key("KeySize")
    key_type: str = key("KeyType", allowed=("RSA", "ECSECPrimeRandom"))
    hardware_bound: bool = key("HardwareBound")
    subject: Sequence[Sequence[Sequence[str]]] = key("Subject", length=(2, 2))
    subject_alt_name: SubjectAltName | None = key("SubjectAltName", default=None)
    usage_flags: int | None = key("UsageFlags", default=None)
    extended_key_usage: Sequence[str] | None = key("ExtendedKeyUsage", default=None)
    attest: bool | None = key("Attest", default=None, if_absent=False)
    key_is_extractable: bool | None = key("KeyIsExtractable", default=None, if_absent=True)
    allow_all_apps_access: bool | None = key("AllowAllAppsAccess", default=None, if_absent=False)
