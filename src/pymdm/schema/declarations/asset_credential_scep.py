"""AssetCredentialSCEP, as Apple's schema has it.

Source: declarative/declarations/assets/credential.scep.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Declaration, Model, key, model

__all__ = ["AssetCredentialSCEP"]


@model
class AssetCredentialSCEP(Declaration):
    """Where the data of an identity by SCEP is."""

    declaration_type: ClassVar[str] = "com.apple.asset.credential.scep"

    @model
    class Reference(Model):
        """What stands under Reference."""

        data_url: str = key("DataURL")
        content_type: str | None = key("ContentType", default=None)
        size: int | None = key("Size", default=None)
        hash_sha256: str | None = key("Hash-SHA-256", default=None)

    @model
    class Authentication(Model):
        """What stands under Authentication."""

        type: str = key("Type", allowed=("MDM", "None"))

    reference: Reference = key("Reference", contents=("application/json",))
    authentication: Authentication | None = key("Authentication", default=None)
    accessible: str | None = key(
        "Accessible", default=None, if_absent="Default", allowed=("Default", "AfterFirstUnlock")
    )
