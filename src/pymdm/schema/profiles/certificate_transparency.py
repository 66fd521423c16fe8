"""CertificateTransparency, as Apple's schema has it.

Source: mdm/profiles/com.apple.security.certificatetransparency.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["CertificateTransparency"]


@model
class CertificateTransparency(Payload):
    """Where certificates need not be logged publicly."""

    payload_type: ClassVar[str] = "com.apple.security.certificatetransparency"

    @model
    class SubjectPublicKeyInfoHashDict(Model):
        """One of DisabledForCerts."""

        algorithm: str = key("Algorithm", allowed=("sha256",))
        hash: bytes = key("Hash")

    disabled_for_certs: Sequence[SubjectPublicKeyInfoHashDict] | None = key("DisabledForCerts", default=None)
    disabled_for_domains: Sequence[str] | None = key("DisabledForDomains", default=None)
