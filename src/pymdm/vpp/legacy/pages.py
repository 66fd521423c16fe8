"""Pages of users and licenses.  Source: MDM reference 2014, getVPPUsersSrv and getVPPLicensesSrv."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from pymdm._json import objects
from pymdm.errors import DecodeError
from pymdm.vpp._json import integer, text
from pymdm.vpp.legacy.models import LegacyUser, License

__all__ = ["LegacyPage", "LegacyUserPage", "LicensePage"]


@attrs.frozen(kw_only=True)
class LegacyPage:
    """What pages have in common.

    Attributes:
        total: entries of the whole listing; only on its first page.
        batch_token: goes on with the listing; empty on the last page.
        since: asks the next time for what has changed since; only on the last page, and not of every service.
    """

    total: int | None = None
    batch_token: str = attrs.field(default="", repr=False)
    since: str = attrs.field(default="", repr=False)


@attrs.frozen(kw_only=True)
class LegacyUserPage(LegacyPage):
    """Some users; without their licenses."""

    users: tuple[LegacyUser, ...] = ()

    @classmethod
    def decode(cls, found: Mapping[str, Any]) -> LegacyUserPage:
        """Read one.

        Raises:
            DecodeError: an entry cannot be read.
        """
        items = enumerate(_rows(found, "users"))
        users = tuple(LegacyUser.decode(item, path=f"users[{place}].") for place, item in items)
        return cls(users=users, **_common(found))


@attrs.frozen(kw_only=True)
class LicensePage(LegacyPage):
    """Some licenses; those that somebody has say who."""

    licenses: tuple[License, ...] = ()

    @classmethod
    def decode(cls, found: Mapping[str, Any]) -> LicensePage:
        """Read one.

        Raises:
            DecodeError: an entry cannot be read.
        """
        items = enumerate(_rows(found, "licenses"))
        licenses = tuple(License.decode(item, path=f"licenses[{place}].") for place, item in items)
        return cls(licenses=licenses, **_common(found))


def _rows(found: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """The entries; an answer without them that does not even say that it is a success is no empty page."""
    if key not in found and "status" not in found:
        raise DecodeError("expected a page of a listing", path=key)
    return objects(found, key)


def _common(found: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "total": integer(found, "totalCount"),
        "batch_token": text(found, "batchToken"),
        "since": text(found, "sinceModifiedToken"),
    }
