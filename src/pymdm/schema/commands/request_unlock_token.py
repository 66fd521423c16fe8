"""RequestUnlockToken, as Apple's schema has it.

Source: mdm/commands/passcode.unlocktoken.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Answer, Command, key, model

__all__ = ["RequestUnlockToken", "RequestUnlockTokenResponse"]


@model
class RequestUnlockToken(Command):
    """Ask for a token with which ClearPasscode works."""

    request_type: ClassVar[str] = "RequestUnlockToken"


@model
class RequestUnlockTokenResponse(Answer):
    """A token with which ClearPasscode works."""

    unlock_token: bytes | None = key("UnlockToken", default=None, required=True, secret=True)
