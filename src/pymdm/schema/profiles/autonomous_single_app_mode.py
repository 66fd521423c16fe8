"""AutonomousSingleAppMode, as Apple's schema has it.

Source: mdm/profiles/com.apple.asam.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["AutonomousSingleAppMode"]


@model
class AutonomousSingleAppMode(Payload):
    """Apps that may put a Mac into single app mode by themselves."""

    payload_type: ClassVar[str] = "com.apple.asam"

    @model
    class AllowedApplicationsItem(Model):
        """One app."""

        bundle_identifier: str = key("BundleIdentifier")
        team_identifier: str = key("TeamIdentifier")

    allowed_applications: Sequence[AllowedApplicationsItem] = key("AllowedApplications")
