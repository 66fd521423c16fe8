"""SecondEthernet, as Apple's schema has it.

Source: mdm/profiles/com.apple.secondethernet.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, model

__all__ = ["SecondEthernet"]


@model
class SecondEthernet(Payload):
    """802.1X for the second Ethernet port."""

    payload_type: ClassVar[str] = "com.apple.secondethernet.managed"
