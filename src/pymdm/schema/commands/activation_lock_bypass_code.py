"""ActivationLockBypassCode, as Apple's schema has it.

Source: mdm/commands/device.activationlock.bypasscode.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Answer, Command, key, model

__all__ = ["ActivationLockBypassCode", "ActivationLockBypassCodeResponse"]


@model
class ActivationLockBypassCode(Command):
    """Ask for the code that lifts Activation Lock."""

    request_type: ClassVar[str] = "ActivationLockBypassCode"


@model
class ActivationLockBypassCodeResponse(Answer):
    """The code that lifts Activation Lock, for some days after the device became supervised."""

    activation_lock_bypass_code: str | None = key(
        "ActivationLockBypassCode", default=None, required=True, secret=True
    )
