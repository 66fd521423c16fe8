"""ThirdEthernet, as Apple's schema has it.

Source: mdm/profiles/com.apple.thirdethernet.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, model

__all__ = ["ThirdEthernet"]


@model
class ThirdEthernet(Payload):
    """802.1X for the third Ethernet port."""

    payload_type: ClassVar[str] = "com.apple.thirdethernet.managed"
