"""WellKnownFailed, as Apple's schema has it.

Source: mdm/errors/well-known.failed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from pymdm._model import Document, key, model

__all__ = ["WellKnownFailed"]


@model
class WellKnownFailed(Document):
    """HTTP 403: the device has found no server by its user's domain."""

    code: str = key("code", allowed=("com.apple.well-known.failed",))
    description: str | None = key("description", default=None)
    message: str | None = key("message", default=None)
