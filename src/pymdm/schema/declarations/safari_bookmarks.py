"""SafariBookmarks, as Apple's schema has it.

Source: declarative/declarations/configurations/safari.bookmarks.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Declaration, Model, key, model

__all__ = ["SafariBookmarks"]


@model
class SafariBookmarks(Declaration):
    """Bookmarks."""

    declaration_type: ClassVar[str] = "com.apple.configuration.safari.bookmarks"
    APPLY: ClassVar[str] = "combined"

    @model
    class BookmarkGroup(Model):
        """One folder of bookmarks."""

        @model
        class BookmarksItem(Model):
            """One of Bookmarks."""

            @model
            class FolderItem(Model):
                """One of Folder."""

                title: str = key("Title")
                url: str | None = key("URL", default=None)
                folder: "Sequence[SafariBookmarks.BookmarkGroup.BookmarksItem.FolderItem] | None" = key(
                    "Folder", default=None
                )

            title: str = key("Title")
            url: str | None = key("URL", default=None)
            folder: Sequence[FolderItem] | None = key("Folder", default=None)

        group_identifier: str = key("GroupIdentifier")
        title: str = key("Title")
        bookmarks: Sequence[BookmarksItem] = key("Bookmarks", combine="array-append")

    managed_bookmarks: Sequence[BookmarkGroup] | None = key("ManagedBookmarks", default=None)
