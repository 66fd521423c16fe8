"""AirPlaySecurity, as Apple's schema has it.

Source: mdm/profiles/com.apple.airplay.security.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["AirPlaySecurity"]


@model
class AirPlaySecurity(Payload):
    """The payload com.apple.airplay.security."""

    payload_type: ClassVar[str] = "com.apple.airplay.security"

    security_type: str = key("SecurityType", allowed=("PASSCODE_ONCE", "PASSCODE_ALWAYS", "PASSWORD"))
    access_type: str = key("AccessType", allowed=("ANY", "WIFI_ONLY"))
    password: str | None = key("Password", default=None, secret=True)
