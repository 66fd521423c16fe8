"""RequestMirroring, as Apple's schema has it.

Source: mdm/commands/mirroring.request.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Answer, Choice, Command, at_least_one, key, model

__all__ = ["RequestMirroring", "RequestMirroringResponse"]


@model
class RequestMirroring(Command):
    """Ask the user to share the screen with a display.

    The display is named by name or by hardware address; if both are there, the address counts.
    """

    request_type: ClassVar[str] = "RequestMirroring"
    RULES: ClassVar[tuple[Choice, ...]] = (at_least_one("DestinationName", "DestinationDeviceID"),)

    destination_name: str | None = key("DestinationName", default=None)
    destination_device_id: str | None = key(
        "DestinationDeviceID", default=None, format="([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}"
    )
    scan_time: int | None = key("ScanTime", default=None, if_absent=30, minimum=10, maximum=300)
    password: str | None = key("Password", default=None, secret=True)


@model
class RequestMirroringResponse(Answer):
    """Whether the screen is shared."""

    mirroring_result: str | None = key(
        "MirroringResult", default=None, allowed=("Prompting", "DestinationNotFound", "Cancelled", "Unknown")
    )
