"""SecurityCertificate, as Apple's schema has it.

Source: declarative/declarations/configurations/security.certificate.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Declaration, key, model

__all__ = ["SecurityCertificate"]


@model
class SecurityCertificate(Declaration):
    """A certificate to install."""

    declaration_type: ClassVar[str] = "com.apple.configuration.security.certificate"
    APPLY: ClassVar[str] = "multiple"
    STATUS_ITEMS: ClassVar[tuple[str, ...]] = ("security.certificate.list",)

    credential_asset_reference: str = key(
        "CredentialAssetReference", assets=("com.apple.asset.credential.certificate",)
    )
