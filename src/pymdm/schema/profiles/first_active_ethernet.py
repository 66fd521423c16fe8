"""FirstActiveEthernet, as Apple's schema has it.

Source: mdm/profiles/com.apple.firstactiveethernet.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, model

__all__ = ["FirstActiveEthernet"]


@model
class FirstActiveEthernet(Payload):
    """802.1X for the first Ethernet port that is in use."""

    payload_type: ClassVar[str] = "com.apple.firstactiveethernet.managed"
