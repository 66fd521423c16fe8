"""AccountGoogle, as Apple's schema has it.

Source: declarative/declarations/configurations/account.google.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Declaration, key, model

__all__ = ["AccountGoogle"]


@model
class AccountGoogle(Declaration):
    """A Google account."""

    declaration_type: ClassVar[str] = "com.apple.configuration.account.google"
    APPLY: ClassVar[str] = "multiple"
    STATUS_ITEMS: ClassVar[tuple[str, ...]] = ("account.list.google",)

    visible_name: str | None = key("VisibleName", default=None)
    user_identity_asset_reference: str = key(
        "UserIdentityAssetReference", assets=("com.apple.asset.useridentity",)
    )
