"""AppSettings, as Apple's schema has it.

Source: declarative/declarations/configurations/app.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from pymdm._model import Declaration, Model, key, model

__all__ = ["AppSettings"]


@model
class AppSettings(Declaration):
    """Which apps run, and what holds for all of them."""

    declaration_type: ClassVar[str] = "com.apple.configuration.app.settings"
    APPLY: ClassVar[str] = "combined"

    @model
    class Allowed(Model):
        """What stands under Allowed."""

        @model
        class BinaryIdentifier(Model):
            """One of AllowedBinaries and others."""

            cd_hash: str | None = key("CDHash", default=None)
            signing_id: str | None = key("SigningID", default=None)
            team_id: str | None = key("TeamID", default=None)
            path_prefix: str | None = key("PathPrefix", default=None)
            signing_state: str | None = key(
                "SigningState",
                default=None,
                if_absent="All",
                allowed=("All", "TestFlight", "DeveloperID", "Enterprise", "AppStore", "Apple"),
                combine="enum-last",
            )

        allowed_apps: Sequence[str] | None = key("AllowedApps", default=None, combine="set-intersection")
        denied_apps: Sequence[str] | None = key("DeniedApps", default=None, combine="set-union")
        allowed_binaries: Sequence[BinaryIdentifier] | None = key(
            "AllowedBinaries", default=None, combine="set-intersection"
        )
        denied_binaries: Sequence[BinaryIdentifier] | None = key(
            "DeniedBinaries", default=None, combine="set-union"
        )
        always_allow_managed_apps: bool | None = key(
            "AlwaysAllowManagedApps", default=None, if_absent=False, combine="boolean-or"
        )

    @model
    class Privacy(Model):
        """What stands under Privacy."""

        @model
        class PermissionDefaults(Model):
            """What stands under PermissionDefaults."""

            organization_justification: str = key("OrganizationJustification")
            accessibility: str | None = key(
                "Accessibility", default=None, allowed=("None", "Allow"), combine="enum-last"
            )
            bluetooth: str | None = key(
                "Bluetooth", default=None, allowed=("None", "Allow"), combine="enum-last"
            )
            camera: str | None = key("Camera", default=None, allowed=("None", "Allow"), combine="enum-last")
            dictation: str | None = key(
                "Dictation", default=None, allowed=("None", "Allow"), combine="enum-last"
            )
            local_network: str | None = key(
                "LocalNetwork", default=None, allowed=("None", "Allow"), combine="enum-last"
            )
            location: str | None = key(
                "Location", default=None, allowed=("None", "WhileUsing", "Always"), combine="enum-last"
            )
            location_accuracy: str | None = key(
                "LocationAccuracy",
                default=None,
                allowed=("None", "Approximate", "Precise"),
                combine="enum-last",
            )
            microphone: str | None = key(
                "Microphone", default=None, allowed=("None", "Allow"), combine="enum-last"
            )

        permission_defaults: Mapping[str, PermissionDefaults] | None = key("PermissionDefaults", default=None)

    allowed: Allowed | None = key("Allowed", default=None)
    privacy: Privacy | None = key("Privacy", default=None)
