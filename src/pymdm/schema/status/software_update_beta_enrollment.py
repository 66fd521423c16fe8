"""SoftwareUpdateBetaEnrollment, as Apple's schema has it.

Source: declarative/status/softwareupdate.beta-enrollment.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["SoftwareUpdateBetaEnrollment"]


@model
class SoftwareUpdateBetaEnrollment(StatusItem):
    """The status item softwareupdate.beta-enrollment."""

    status_item_type: ClassVar[str] = "softwareupdate.beta-enrollment"

    value: str | None = key("softwareupdate.beta-enrollment", default=None, required=True)
