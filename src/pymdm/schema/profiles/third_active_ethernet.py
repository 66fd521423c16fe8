"""ThirdActiveEthernet, as Apple's schema has it.

Source: mdm/profiles/com.apple.thirdactiveethernet.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, model

__all__ = ["ThirdActiveEthernet"]


@model
class ThirdActiveEthernet(Payload):
    """802.1X for the third Ethernet port that is in use."""

    payload_type: ClassVar[str] = "com.apple.thirdactiveethernet.managed"
