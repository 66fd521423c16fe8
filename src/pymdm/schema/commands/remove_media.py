"""RemoveMedia, as Apple's schema has it.

Source: mdm/commands/media.remove.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Command, key, model

__all__ = ["RemoveMedia"]


@model
class RemoveMedia(Command):
    """Remove a book that the server installed."""

    request_type: ClassVar[str] = "RemoveMedia"

    media_type: str = key("MediaType", allowed=("Book",))
    itunes_store_id: str | None = key("iTunesStoreID", default=None)
    persistent_id: str | None = key("PersistentID", default=None)
