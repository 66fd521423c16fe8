"""AssetData, as Apple's schema has it.

Source: declarative/declarations/assets/data.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Declaration, Model, key, model

__all__ = ["AssetData"]


@model
class AssetData(Declaration):
    """Where any data is."""

    declaration_type: ClassVar[str] = "com.apple.asset.data"

    @model
    class Reference(Model):
        """Address, size and hash of the data."""

        data_url: str = key("DataURL")
        content_type: str | None = key("ContentType", default=None)
        size: int | None = key("Size", default=None)
        hash_sha256: str | None = key("Hash-SHA-256", default=None)

    @model
    class Authentication(Model):
        """How the device proves itself there."""

        type: str = key("Type", allowed=("MDM", "None"))

    reference: Reference = key("Reference")
    authentication: Authentication | None = key("Authentication", default=None)
