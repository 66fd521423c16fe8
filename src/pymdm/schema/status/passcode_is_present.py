"""PasscodeIsPresent, as Apple's schema has it.

Source: declarative/status/passcode.is-present.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import StatusItem, key, model

__all__ = ["PasscodeIsPresent"]


@model
class PasscodeIsPresent(StatusItem):
    """The status item passcode.is-present."""

    status_item_type: ClassVar[str] = "passcode.is-present"

    value: bool | None = key("passcode.is-present", default=None, required=True)
