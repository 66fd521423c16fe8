"""PairingTokenMissing, as Apple's schema has it.

Source: mdm/errors/watch.pairing.token.missing.yaml
Generated; tools/schema_generator is the place for changes.
"""

from pymdm._model import Document, Model, key, model

__all__ = ["PairingTokenMissing"]


@model
class PairingTokenMissing(Document):
    """HTTP 403: a watch needs a token from the iPhone that it is paired with."""

    @model
    class Details(Model):
        """What stands under details."""

        security_token: str = key("security-token", secret=True)

    code: str = key("code", allowed=("com.apple.watch.pairing.token.missing",))
    description: str | None = key("description", default=None)
    message: str | None = key("message", default=None)
    details: Details = key("details")
