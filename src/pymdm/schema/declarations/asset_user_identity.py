"""AssetUserIdentity, as Apple's schema has it.

Source: declarative/declarations/assets/useridentity.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Declaration, key, model

__all__ = ["AssetUserIdentity"]


@model
class AssetUserIdentity(Declaration):
    """Who a user is: full name and address."""

    declaration_type: ClassVar[str] = "com.apple.asset.useridentity"

    full_name: str | None = key("FullName", default=None)
    email_address: str | None = key("EmailAddress", default=None)
