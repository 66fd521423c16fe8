"""UnrecognizedDevice, as Apple's schema has it.

Source: mdm/errors/unrecognized.device.yaml
Generated; tools/schema_generator is the place for changes.
"""

from pymdm._model import Document, key, model

__all__ = ["UnrecognizedDevice"]


@model
class UnrecognizedDevice(Document):
    """HTTP 403: the server does not know the device."""

    code: str = key("code", allowed=("com.apple.unrecognized.device",))
    description: str | None = key("description", default=None)
    message: str | None = key("message", default=None)
