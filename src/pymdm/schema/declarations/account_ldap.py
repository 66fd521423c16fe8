"""AccountLDAP, as Apple's schema has it.

Source: declarative/declarations/configurations/account.ldap.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Declaration, Model, key, model

__all__ = ["AccountLDAP"]


@model
class AccountLDAP(Declaration):
    """An LDAP directory for addresses."""

    declaration_type: ClassVar[str] = "com.apple.configuration.account.ldap"
    APPLY: ClassVar[str] = "multiple"
    STATUS_ITEMS: ClassVar[tuple[str, ...]] = ("account.list.ldap",)

    @model
    class SearchSettingsItem(Model):
        """One of SearchSettings."""

        visible_description: str | None = key("VisibleDescription", default=None)
        search_base: str = key("SearchBase")
        scope: str | None = key(
            "Scope", default=None, if_absent="Subtree", allowed=("Base", "OneLevel", "Subtree")
        )

    visible_name: str | None = key("VisibleName", default=None)
    host_name: str = key("HostName")
    port: int | None = key("Port", default=None)
    authentication_credentials_asset_reference: str | None = key(
        "AuthenticationCredentialsAssetReference",
        default=None,
        assets=("com.apple.asset.credential.userpassword",),
    )
    search_settings: Sequence[SearchSettingsItem] | None = key("SearchSettings", default=None)
