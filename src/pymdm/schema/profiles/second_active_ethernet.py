"""SecondActiveEthernet, as Apple's schema has it.

Source: mdm/profiles/com.apple.secondactiveethernet.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, model

__all__ = ["SecondActiveEthernet"]


@model
class SecondActiveEthernet(Payload):
    """The payload com.apple.secondactiveethernet.managed."""

    payload_type: ClassVar[str] = "com.apple.secondactiveethernet.managed"
