"""GlobalEthernet, as Apple's schema has it.

Source: mdm/profiles/com.apple.globalethernet.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, model

__all__ = ["GlobalEthernet"]


@model
class GlobalEthernet(Payload):
    """802.1X for all Ethernet ports."""

    payload_type: ClassVar[str] = "com.apple.globalethernet.managed"
