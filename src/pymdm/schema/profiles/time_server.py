"""TimeServer, as Apple's schema has it.

Source: mdm/profiles/com.apple.MCX(TimeServer).yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["TimeServer"]


@model
class TimeServer(Payload):
    """Time server and time zone of a Mac."""

    payload_type: ClassVar[str] = "com.apple.MCX"

    time_server: str | None = key("timeServer", default=None)
    time_zone: str | None = key("timeZone", default=None)
