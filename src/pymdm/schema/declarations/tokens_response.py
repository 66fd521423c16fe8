"""TokensResponse, as Apple's schema has it.

Source: declarative/protocol/tokensresponse.yaml
Generated; tools/schema_generator is the place for changes.
"""

from pymdm._model import Document, Model, key, model

__all__ = ["TokensResponse"]


@model
class TokensResponse(Document):
    """The dictionary Tokens."""

    @model
    class SyncTokens(Model):
        """What stands under SyncTokens."""

        timestamp: str = key("Timestamp")
        declarations_token: str = key("DeclarationsToken", secret=True)

    sync_tokens: SyncTokens = key("SyncTokens", secret=True)
