"""FDERecoveryKeyRedirection, as Apple's schema has it.

Source: mdm/profiles/com.apple.security.FDERecoveryRedirect.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["FDERecoveryKeyRedirection"]


@model
class FDERecoveryKeyRedirection(Payload):
    """Where recovery keys of disks went, before macOS 10.13."""

    payload_type: ClassVar[str] = "com.apple.security.FDERecoveryRedirect"

    redirect_url: str = key("RedirectURL")
    encrypt_cert_payload_uuid: str = key("EncryptCertPayloadUUID")
