"""SoftwareUpdateEnforcementSpecific, as Apple's schema has it.

Source: declarative/declarations/configurations/softwareupdate.enforcement.specific.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Declaration, key, model

__all__ = ["SoftwareUpdateEnforcementSpecific"]


@model
class SoftwareUpdateEnforcementSpecific(Declaration):
    """A version that has to be there by a time."""

    declaration_type: ClassVar[str] = "com.apple.configuration.softwareupdate.enforcement.specific"
    APPLY: ClassVar[str] = "multiple"
    STATUS_ITEMS: ClassVar[tuple[str, ...]] = (
        "softwareupdate.failure-reason",
        "softwareupdate.install-reason",
        "softwareupdate.install-state",
        "softwareupdate.pending-version",
    )

    target_os_version: str = key("TargetOSVersion")
    target_build_version: str | None = key("TargetBuildVersion", default=None)
    target_local_date_time: str = key("TargetLocalDateTime")
    details_url: str | None = key("DetailsURL", default=None)
