"""Which devices take ContentCachePeers.

Source: declarative/status/content-cache.peers.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ContentCachePeers": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "27.0", enrollments="supervised local"),
    ),
}
