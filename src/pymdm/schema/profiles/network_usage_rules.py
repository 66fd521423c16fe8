"""NetworkUsageRules, as Apple's schema has it.

Source: mdm/profiles/com.apple.networkusagerules.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["NetworkUsageRules"]


@model
class NetworkUsageRules(Payload):
    """Which apps use the cellular network, and which SIM."""

    payload_type: ClassVar[str] = "com.apple.networkusagerules"

    @model
    class ApplicationRulesItem(Model):
        """What some apps may do."""

        app_identifier_matches: Sequence[str] | None = key("AppIdentifierMatches", default=None)
        allow_roaming_cellular_data: bool | None = key(
            "AllowRoamingCellularData", default=None, if_absent=True
        )
        allow_cellular_data: bool | None = key("AllowCellularData", default=None, if_absent=True)

    @model
    class SIMRulesItem(Model):
        """What holds for some SIMs."""

        iccids: Sequence[str] = key("ICCIDs")
        wifi_assist_policy: int = key("WiFiAssistPolicy", allowed=(2, 3))

    application_rules: Sequence[ApplicationRulesItem] | None = key("ApplicationRules", default=None)
    sim_rules: Sequence[SIMRulesItem] | None = key("SIMRules", default=None)
