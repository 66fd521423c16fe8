"""ExternalIntelligenceSettings, as Apple's schema has it.

Source: declarative/declarations/configurations/external-intelligence.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Declaration, key, model

__all__ = ["ExternalIntelligenceSettings"]


@model
class ExternalIntelligenceSettings(Declaration):
    """Which intelligence beyond Apple's may be used."""

    declaration_type: ClassVar[str] = "com.apple.configuration.external-intelligence.settings"
    APPLY: ClassVar[str] = "combined"

    enabled: bool | None = key("Enabled", default=None, if_absent=True, combine="boolean-and")
    allow_sign_in: bool | None = key("AllowSignIn", default=None, if_absent=True, combine="boolean-and")
    allowed_workspace_ids: Sequence[str] | None = key(
        "AllowedWorkspaceIDs", default=None, combine="set-intersection"
    )
