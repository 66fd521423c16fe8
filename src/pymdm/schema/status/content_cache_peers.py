"""ContentCachePeers, as Apple's schema has it.

Source: declarative/status/content-cache.peers.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, StatusItem, key, model

__all__ = ["ContentCachePeers"]


@model
class ContentCachePeers(StatusItem):
    """The status item content-cache.peers."""

    status_item_type: ClassVar[str] = "content-cache.peers"

    @model
    class PeerItem(Model):
        """One of content-cache.peers."""

        identifier: str | None = key("identifier", default=None, required=True)
        removed: bool | None = key("_removed", default=None, if_absent=False)
        address: str | None = key("address", default=None, required=True)
        port: int | None = key("port", default=None, required=True)
        friendly: bool | None = key("friendly", default=None, required=True)
        healthy: bool | None = key("healthy", default=None, required=True)
        version: str | None = key("version", default=None, required=True)

    value: Sequence[PeerItem] | None = key("content-cache.peers", default=None, required=True)
