"""AirPrint, as Apple's schema has it.

Source: mdm/profiles/com.apple.airprint.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["AirPrint"]


@model
class AirPrint(Payload):
    """Printers that need not be searched for."""

    payload_type: ClassVar[str] = "com.apple.airprint"

    @model
    class AirPrintItem(Model):
        """One printer."""

        ip_address: str = key("IPAddress")
        resource_path: str = key("ResourcePath")
        port: int | None = key("Port", default=None, minimum=0, maximum=65535)
        force_tls: bool | None = key("ForceTLS", default=None, if_absent=False)

    air_print: Sequence[AirPrintItem] = key("AirPrint")
