"""WAPIIdentityCertificate, as Apple's schema has it.

Source: mdm/profiles/com.apple.security.wapi-identity.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["WAPIIdentityCertificate"]


@model
class WAPIIdentityCertificate(Payload):
    """An identity for WAPI networks."""

    payload_type: ClassVar[str] = "com.apple.security.wapi-identity"

    pem_data: bytes = key("PEMData", secret=True)
