"""ManagedMediaList, as Apple's schema has it.

Source: mdm/commands/media.managed.list.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Answer, Command, Model, key, model

__all__ = ["ManagedMediaList", "ManagedMediaListResponse"]


@model
class ManagedMediaList(Command):
    """List the books that the server installed."""

    request_type: ClassVar[str] = "ManagedMediaList"


@model
class ManagedMediaListResponse(Answer):
    """The books that the server installed."""

    @model
    class BooksItem(Model):
        """One book."""

        itunes_store_id: int | None = key("iTunesStoreID", default=None, required=True)
        state: str | None = key("State", default=None)
        persistent_id: str | None = key("PersistentID", default=None)
        kind: str | None = key("Kind", default=None)
        version: str | None = key("Version", default=None)
        author: str | None = key("Author", default=None)
        title: str | None = key("Title", default=None)

    books: Sequence[BooksItem] | None = key("Books", default=None, required=True)
