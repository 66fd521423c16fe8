"""Server tokens of the Device Enrollment Program, and the key pairs that they are encrypted to.

keys = TokenKeys().stage(TokenKeyPair.create(now=datetime.now(UTC)))
upload = keys.staged.certificate_pem  # in the portal, at the server's settings
token, keys = keys.open(downloaded)
"""

from __future__ import annotations

from .keys import TokenKeyPair, TokenKeys
from .token import WARN_DAYS, ServerToken, TokenWarning

__all__ = ["WARN_DAYS", "ServerToken", "TokenKeyPair", "TokenKeys", "TokenWarning"]
