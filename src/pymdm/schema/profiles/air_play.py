"""AirPlay, as Apple's schema has it.

Source: mdm/profiles/com.apple.airplay.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["AirPlay"]


@model
class AirPlay(Payload):
    """Which displays a device may use, and their passwords."""

    payload_type: ClassVar[str] = "com.apple.airplay"

    @model
    class AllowListItem(Model):
        """One display."""

        device_id: str | None = key("DeviceID", default=None, format="^([0-9A-Fa-f]{2}:){5}([0-9A-Fa-f]{2})$")
        device_name: str | None = key("DeviceName", default=None)

    @model
    class PasswordsItem(Model):
        """The password of one display."""

        device_name: str | None = key("DeviceName", default=None)
        password: str = key("Password", secret=True)
        device_id: str | None = key("DeviceID", default=None)

    allow_list: Sequence[AllowListItem] | None = key("AllowList", default=None)
    passwords: Sequence[PasswordsItem] | None = key("Passwords", default=None, secret=True)
    whitelist: Sequence[AllowListItem] | None = key("Whitelist", default=None)
