"""CertificateRevocation, as Apple's schema has it.

Source: mdm/profiles/com.apple.security.certificaterevocation.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["CertificateRevocation"]


@model
class CertificateRevocation(Payload):
    """Certificates that are checked for being revoked."""

    payload_type: ClassVar[str] = "com.apple.security.certificaterevocation"

    @model
    class SubjectPublicKeyInfoHashDict(Model):
        """One of EnabledForCerts."""

        algorithm: str = key("Algorithm", allowed=("sha256",))
        hash: bytes = key("Hash")

    enabled_for_certs: Sequence[SubjectPublicKeyInfoHashDict] | None = key("EnabledForCerts", default=None)
