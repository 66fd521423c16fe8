"""ACMECredential, as Apple's schema has it.

Source: declarative/declarations/assets/credentials/acme.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Credential, Model, key, model

__all__ = ["ACMECredential"]


@model
class ACMECredential(Credential):
    """How a device gets an identity by ACME."""

    credential_type: ClassVar[str] = "com.apple.credential.acme"

    @model
    class SubjectAltName(Model):
        """What stands under SubjectAltName."""

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
