"""UserPreferences, as Apple's schema has it.

Source: mdm/profiles/com.apple.preferences.users.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["UserPreferences"]


@model
class UserPreferences(Payload):
    """Whether users may change their password from an iCloud account."""

    payload_type: ClassVar[str] = "com.apple.preference.users"

    disable_using_icloud_password: bool | None = key(
        "DisableUsingiCloudPassword", default=None, if_absent=False
    )
