"""ManagementTest, as Apple's schema has it.

Source: declarative/declarations/configurations/management.test.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Declaration, key, model

__all__ = ["ManagementTest"]


@model
class ManagementTest(Declaration):
    """Something that does nothing, to try the way there."""

    declaration_type: ClassVar[str] = "com.apple.configuration.management.test"
    APPLY: ClassVar[str] = "multiple"

    echo: str = key("Echo")
    echo_data_asset_reference: str | None = key(
        "EchoDataAssetReference", default=None, assets=("com.apple.asset.data",)
    )
    return_status: str | None = key(
        "ReturnStatus", default=None, if_absent="Installed", allowed=("Installed", "Failed", "Unlocked")
    )
