"""Accounts, as Apple's schema has it.

Source: mdm/profiles/com.apple.MCX(Accounts).yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["Accounts"]


@model
class Accounts(Payload):
    """Whether guests may use a Mac."""

    payload_type: ClassVar[str] = "com.apple.MCX"

    enable_guest_account: bool | None = key("EnableGuestAccount", default=None, if_absent=False)
    disable_guest_account: bool | None = key("DisableGuestAccount", default=None, if_absent=False)
