"""ServicesConfigurationFiles, as Apple's schema has it.

Source: declarative/declarations/configurations/services.configuration-files.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Declaration, key, model

__all__ = ["ServicesConfigurationFiles"]


@model
class ServicesConfigurationFiles(Declaration):
    """Configuration files of services of a Mac."""

    declaration_type: ClassVar[str] = "com.apple.configuration.services.configuration-files"
    APPLY: ClassVar[str] = "multiple"

    service_type: str = key("ServiceType")
    data_asset_reference: str = key(
        "DataAssetReference", assets=("com.apple.asset.data",), contents=("application/zip",)
    )
