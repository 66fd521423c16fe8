"""ThirdEthernet, as Apple's schema has it.

Source: mdm/profiles/com.apple.thirdethernet.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, model

__all__ = ["ThirdEthernet"]


@model
class ThirdEthernet(Payload):
    """The payload com.apple.thirdethernet.managed."""

    payload_type: ClassVar[str] = "com.apple.thirdethernet.managed"
