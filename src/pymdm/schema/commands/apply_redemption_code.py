"""ApplyRedemptionCode, as Apple's schema has it.

Source: mdm/commands/application.redemptioncode.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Command, key, model

__all__ = ["ApplyRedemptionCode"]


@model
class ApplyRedemptionCode(Command):
    """Give the code that an app waits for (state NeedsRedemption)."""

    request_type: ClassVar[str] = "ApplyRedemptionCode"

    identifier: str = key("Identifier")
    redemption_code: str = key("RedemptionCode", secret=True)
