"""ScreenSharingConnection, as Apple's schema has it.

Source: declarative/declarations/configurations/screensharing.connection.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Declaration, Model, key, model

__all__ = ["ScreenSharingConnection"]


@model
class ScreenSharingConnection(Declaration):
    """A Mac to share the screen of."""

    declaration_type: ClassVar[str] = "com.apple.configuration.screensharing.connection"
    APPLY: ClassVar[str] = "multiple"

    @model
    class DisplayConfiguration(Model):
        """What stands under DisplayConfiguration."""

        display_type: str = key("DisplayType", allowed=("Virtual1", "Virtual2"))

    connection_uuid: str = key("ConnectionUUID")
    display_name: str = key("DisplayName")
    host_name: str = key("HostName")
    port: int | None = key("Port", default=None)
    display_configuration: DisplayConfiguration = key("DisplayConfiguration")
    authentication_credentials_asset_reference: str | None = key(
        "AuthenticationCredentialsAssetReference",
        default=None,
        assets=("com.apple.asset.credential.userpassword",),
    )
