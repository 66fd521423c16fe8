"""AirPlaySecurity, as Apple's schema has it.

Source: mdm/profiles/com.apple.airplay.security.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["AirPlaySecurity"]


@model
class AirPlaySecurity(Payload):
    """Who may share a screen with an Apple TV, and with what password."""

    payload_type: ClassVar[str] = "com.apple.airplay.security"

    security_type: str = key("SecurityType", allowed=("PASSCODE_ONCE", "PASSCODE_ALWAYS", "PASSWORD"))
    access_type: str = key("AccessType", allowed=("ANY", "WIFI_ONLY"))
    password: str | None = key("Password", default=None, secret=True)
