"""MigrationAssistantSettings, as Apple's schema has it.

Source: declarative/declarations/configurations/migration-assistant.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Declaration, key, model

__all__ = ["MigrationAssistantSettings"]


@model
class MigrationAssistantSettings(Declaration):
    """What Migration Assistant takes along."""

    declaration_type: ClassVar[str] = "com.apple.configuration.migration-assistant.settings"
    APPLY: ClassVar[str] = "combined"

    should_do_managed_migration: bool = key("ShouldDoManagedMigration", combine="boolean-or")
    excluded_accounts: Sequence[str] | None = key("ExcludedAccounts", default=None, combine="set-union")
    excluded_paths: Sequence[str] | None = key("ExcludedPaths", default=None, combine="set-union")
    required_paths: Sequence[str] | None = key("RequiredPaths", default=None, combine="set-union")
    should_migrate_security_privacy_settings: bool = key(
        "ShouldMigrateSecurityPrivacySettings", combine="boolean-or"
    )
