"""SafariExtensionSettings, as Apple's schema has it.

Source: declarative/declarations/configurations/safari.extensions.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from pymdm._model import Declaration, Model, key, model

__all__ = ["SafariExtensionSettings"]


@model
class SafariExtensionSettings(Declaration):
    """Which extensions of Safari run, and where."""

    declaration_type: ClassVar[str] = "com.apple.configuration.safari.extensions.settings"
    APPLY: ClassVar[str] = "combined"

    @model
    class ManagedExtensions(Model):
        """What one extension may do."""

        state: str | None = key(
            "State", default=None, allowed=("Allowed", "AlwaysOn", "AlwaysOff"), combine="enum-last"
        )
        private_browsing: str | None = key(
            "PrivateBrowsing", default=None, allowed=("Allowed", "AlwaysOn", "AlwaysOff"), combine="enum-last"
        )
        allowed_domains: Sequence[str] | None = key("AllowedDomains", default=None, combine="set-union")
        denied_domains: Sequence[str] | None = key("DeniedDomains", default=None, combine="set-union")

    managed_extensions: Mapping[str, ManagedExtensions] | None = key("ManagedExtensions", default=None)
