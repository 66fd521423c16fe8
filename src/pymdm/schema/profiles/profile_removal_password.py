"""ProfileRemovalPassword, as Apple's schema has it.

Source: mdm/profiles/com.apple.profileRemovalPassword.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["ProfileRemovalPassword"]


@model
class ProfileRemovalPassword(Payload):
    """The password without which the profile cannot be removed."""

    payload_type: ClassVar[str] = "com.apple.profileRemovalPassword"

    removal_password: str | None = key("RemovalPassword", default=None, secret=True)
