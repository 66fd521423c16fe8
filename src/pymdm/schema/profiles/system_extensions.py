"""SystemExtensions, as Apple's schema has it.

Source: mdm/profiles/com.apple.system-extension-policy.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["SystemExtensions"]


@model
class SystemExtensions(Payload):
    """Which system extensions may run, and which may be removed."""

    payload_type: ClassVar[str] = "com.apple.system-extension-policy"

    allow_user_overrides: bool | None = key("AllowUserOverrides", default=None, if_absent=True)
    allowed_team_identifiers: Sequence[str] | None = key("AllowedTeamIdentifiers", default=None)
    allowed_system_extension_types: Mapping[str, Sequence[str]] | None = key(
        "AllowedSystemExtensionTypes", default=None
    )
    allowed_system_extensions: Mapping[str, Sequence[str]] | None = key(
        "AllowedSystemExtensions", default=None
    )
    removable_system_extensions: Mapping[str, Sequence[str]] | None = key(
        "RemovableSystemExtensions", default=None
    )
    non_removable_system_extensions: Mapping[str, Sequence[str]] | None = key(
        "NonRemovableSystemExtensions", default=None
    )
    non_removable_from_ui_system_extensions: Mapping[str, Sequence[str]] | None = key(
        "NonRemovableFromUISystemExtensions", default=None
    )
