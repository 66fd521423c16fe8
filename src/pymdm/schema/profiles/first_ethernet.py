"""FirstEthernet, as Apple's schema has it.

Source: mdm/profiles/com.apple.firstethernet.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, model

__all__ = ["FirstEthernet"]


@model
class FirstEthernet(Payload):
    """802.1X for the first Ethernet port."""

    payload_type: ClassVar[str] = "com.apple.firstethernet.managed"
