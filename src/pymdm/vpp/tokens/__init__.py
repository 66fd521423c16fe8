"""Content tokens of Apps and Books, as Apple's portal gives them out (.vpptoken).

token = ContentToken.load("example.vpptoken")
for warning in token.warnings(datetime.now(UTC)):
    print(warning.text)
"""

from __future__ import annotations

from .token import WARN_DAYS, ContentToken, TokenWarning

__all__ = ["WARN_DAYS", "ContentToken", "TokenWarning"]
