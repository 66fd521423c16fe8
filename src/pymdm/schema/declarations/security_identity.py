"""SecurityIdentity, as Apple's schema has it.

Source: declarative/declarations/configurations/security.identity.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Declaration, key, model

__all__ = ["SecurityIdentity"]


@model
class SecurityIdentity(Declaration):
    """An identity to install."""

    declaration_type: ClassVar[str] = "com.apple.configuration.security.identity"
    APPLY: ClassVar[str] = "multiple"
    STATUS_ITEMS: ClassVar[tuple[str, ...]] = ("security.certificate.list",)

    credential_asset_reference: str = key(
        "CredentialAssetReference",
        assets=(
            "com.apple.asset.credential.identity",
            "com.apple.asset.credential.scep",
            "com.apple.asset.credential.acme",
        ),
    )
    allow_all_apps_access: bool | None = key("AllowAllAppsAccess", default=None, if_absent=False)
    key_is_extractable: bool | None = key("KeyIsExtractable", default=None, if_absent=True)
