"""PasscodeCompliance, as Apple's schema has it.

Source: declarative/status/passcode.is-compliant.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["PasscodeCompliance"]


@model
class PasscodeCompliance(StatusItem):
    """The status item passcode.is-compliant."""

    status_item_type: ClassVar[str] = "passcode.is-compliant"

    value: bool | None = key("passcode.is-compliant", default=None, required=True)
