"""Parts of listings: assets, assignments, users.

Source: Apple's documentation of GetAssetsResponse, GetAssignmentsResponse, GetUsersResponse; Using
Paginated Endpoints.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

import attrs

from pymdm._json import objects
from pymdm.errors import DecodeError
from pymdm.vpp._json import integer, text
from pymdm.vpp.models import Assignment, OwnedAsset, User

__all__ = ["AssetPage", "AssignmentPage", "Page", "UserPage"]

#: At least one of them is in each page of Apple's.
_MARKS: Final = frozenset({"uId", "versionId", "currentPageIndex", "size"})


@attrs.frozen(kw_only=True)
class _Part:
    """What all pages have.

    Attributes:
        reset: a listing begins here: forget what earlier pages of it held.  True for the first page, and
            again when the listing was begun anew, because something changed meanwhile.
        version_id: state of the data; kept with the last page, it is what ``since`` takes.
        index: of this page, from 0.
        next_index: of the next page; None with the last.
        total_pages: as Apple says; None if it says nothing.
    """

    reset: bool = False
    version_id: str = ""
    index: int = 0
    next_index: int | None = None
    total_pages: int | None = None

    @property
    def is_last(self) -> bool:
        """No page follows: what came since the last reset is all."""
        return self.next_index is None


def _rows(found: Mapping[str, Any], key: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The entries with their places.

    An answer with neither entries nor anything else that Apple tells with each page is no empty page: whoever
    believed that would take everything for removed.

    Raises:
        DecodeError: it is none, or its entries are no objects.
    """
    if key not in found and not _MARKS & found.keys():
        raise DecodeError("expected a page of a listing", path=key)
    return enumerate(objects(found, key))


def _common(found: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "version_id": text(found, "versionId"),
        "index": integer(found, "currentPageIndex") or 0,
        "next_index": integer(found, "nextPageIndex"),
        "total_pages": integer(found, "totalPages"),
    }


@attrs.frozen(kw_only=True)
class AssetPage(_Part):
    """Some of the location's assets."""

    assets: tuple[OwnedAsset, ...] = ()

    @classmethod
    def decode(cls, found: Mapping[str, Any]) -> AssetPage:
        """Read an answer.

        Raises:
            DecodeError: something in it has no identifier.
        """
        rows = _rows(found, "assets")
        return cls(
            assets=tuple(OwnedAsset.decode(row, path=f"assets[{n}].") for n, row in rows), **_common(found)
        )


@attrs.frozen(kw_only=True)
class AssignmentPage(_Part):
    """Some of the location's assignments."""

    assignments: tuple[Assignment, ...] = ()

    @classmethod
    def decode(cls, found: Mapping[str, Any]) -> AssignmentPage:
        """Read an answer.

        Raises:
            DecodeError: something in it has no asset.
        """
        rows = _rows(found, "assignments")
        return cls(
            assignments=tuple(Assignment.decode(row, path=f"assignments[{n}].") for n, row in rows),
            **_common(found),
        )


@attrs.frozen(kw_only=True)
class UserPage(_Part):
    """Some of the location's users."""

    users: tuple[User, ...] = ()

    @classmethod
    def decode(cls, found: Mapping[str, Any]) -> UserPage:
        """Read an answer.

        Raises:
            DecodeError: something in it has no identifier.
        """
        rows = _rows(found, "users")
        return cls(users=tuple(User.decode(row, path=f"users[{n}].") for n, row in rows), **_common(found))


Page: TypeAlias = AssetPage | AssignmentPage | UserPage
