"""TokensResponse, as Apple's schema has it.

Source: declarative/protocol/tokensresponse.yaml
Generated; tools/schema_generator is the place for changes.
"""

from pymdm._model import Document, Model, key, model

__all__ = ["TokensResponse"]


@model
class TokensResponse(Document):
    """Tells a device whether its declarations are up to date."""

    @model
    class SyncTokens(Model):
        """When the declarations changed, and the token of all of them."""

        timestamp: str = key("Timestamp")
        declarations_token: str = key("DeclarationsToken")

    sync_tokens: SyncTokens = key("SyncTokens")
