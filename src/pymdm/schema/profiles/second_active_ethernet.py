"""SecondActiveEthernet, as Apple's schema has it.

Source: mdm/profiles/com.apple.secondactiveethernet.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, model

__all__ = ["SecondActiveEthernet"]


@model
class SecondActiveEthernet(Payload):
    """802.1X for the second Ethernet port that is in use."""

    payload_type: ClassVar[str] = "com.apple.secondactiveethernet.managed"
