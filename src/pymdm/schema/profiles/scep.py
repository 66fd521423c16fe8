"""SCEP, as Apple's schema has it.

Source: mdm/profiles/com.apple.security.scep.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["SCEP"]


@model
class SCEP(Payload):
    """An identity that the device gets by SCEP."""

    payload_type: ClassVar[str] = "com.apple.security.scep"

    @model
    class PayloadContent(Model):
        """The SCEP server and what is asked of it."""

        @model
        class SubjectAltName(Model):
            """Other names of the identity."""

            rfc822_name: str | Sequence[str] | None = key("rfc822Name", default=None)
            dns_name: str | Sequence[str] | None = key("dNSName", default=None)
            uniform_resource_identifier: str | Sequence[str] | None = key(
                "uniformResourceIdentifier", default=None
            )
            nt_principal_name: str | Sequence[str] | None = key("ntPrincipalName", default=None)

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
        key_is_extractable: bool | None = key("KeyIsExtractable", default=None, if_absent=True)
        allow_all_apps_access: bool | None = key("AllowAllAppsAccess", default=None, if_absent=False)

    payload_content: PayloadContent = key("PayloadContent")
