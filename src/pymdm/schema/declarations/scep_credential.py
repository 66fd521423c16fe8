"""SCEPCredential, as Apple's schema has it.

Source: declarative/declarations/assets/credentials/scep.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Credential, Model, key, model

__all__ = ["SCEPCredential"]


@model
class SCEPCredential(Credential):
    """How a device gets an identity by SCEP."""

    credential_type: ClassVar[str] = "com.apple.credential.scep"

    @model
    class SubjectAltName(Model):
        """What stands under SubjectAltName."""

        rfc822_name: str | None = key("rfc822Name", default=None)
        dns_name: str | None = key("dNSName", default=None)
        uniform_resource_identifier: str | None = key("uniformResourceIdentifier", default=None)
        nt_principal_name: str | None = key("ntPrincipalName", default=None)

    url: str = key("URL")
    name: str | None = key("Name", default=None)
    subject: Sequence[Sequence[Sequence[str]]] | None = key("Subject", default=None, length=(2, 2))
    challenge: str | None = key("Challenge", default=None, secret=True)
    keysize: int | None = key("Keysize", default=None, if_absent=1024, allowed=(1024, 2048, 4096))
    key_type: str | None = key("Key Type", default=None, if_absent="RSA")
    key_usage: int | None = key("Key Usage", default=None, if_absent=0)
    ca_fingerprint: bytes | None = key("CAFingerprint", default=None)
    retries: int | None = key("Retries", default=None, if_absent=3)
    retry_delay: int | None = key("RetryDelay", default=None, if_absent=10)
    subject_alt_name: SubjectAltName | None = key("SubjectAltName", default=None)
