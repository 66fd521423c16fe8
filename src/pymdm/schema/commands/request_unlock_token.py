"""RequestUnlockToken, as Apple's schema has it.

Source: mdm/commands/passcode.unlocktoken.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Answer, Command, key, model

__all__ = ["RequestUnlockToken", "RequestUnlockTokenResponse"]


@model
class RequestUnlockToken(Command):
    """The command RequestUnlockToken."""

    request_type: ClassVar[str] = "RequestUnlockToken"


@model
class RequestUnlockTokenResponse(Answer):
    """What a device answers to RequestUnlockToken."""

    unlock_token: bytes | None = key("UnlockToken", default=None, required=True, secret=True)
