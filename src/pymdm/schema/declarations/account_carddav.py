"""AccountCardDAV, as Apple's schema has it.

Source: declarative/declarations/configurations/account.carddav.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Declaration, key, model

__all__ = ["AccountCardDAV"]


@model
class AccountCardDAV(Declaration):
    """An address book account."""

    declaration_type: ClassVar[str] = "com.apple.configuration.account.carddav"
    APPLY: ClassVar[str] = "multiple"
    STATUS_ITEMS: ClassVar[tuple[str, ...]] = ("account.list.carddav",)

    visible_name: str | None = key("VisibleName", default=None)
    host_name: str = key("HostName")
    port: int | None = key("Port", default=None)
    path: str | None = key("Path", default=None)
    authentication_credentials_asset_reference: str | None = key(
        "AuthenticationCredentialsAssetReference",
        default=None,
        assets=("com.apple.asset.credential.userpassword",),
    )
