"""Lists in pages: assets, assignments, users, each with the version of what it lists.

Source: Apple's documentation, Using Paginated Endpoints.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final, Protocol

from pymdm.testing._vpp_users import ACTIVE
from pymdm.testing._vpp_words import Refused, device, dump, user

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pymdm.testing._vpp_books import AssetBook, Versions
    from pymdm.testing._vpp_state import Call

__all__ = ["assets", "assignments", "users"]

#: Lists that are kept between two pages; several clients may read at once.
_KEPT: Final = 8


class _Rows(Protocol):
    def __len__(self) -> int: ...

    def part(self, start: int, end: int) -> list[str]:
        """These rows, written."""


class _Objects:
    """Rows that are written one by one."""

    def __init__(self, found: Sequence[dict[str, Any]]) -> None:
        self._found = found

    def __len__(self) -> int:
        return len(self._found)

    def part(self, start: int, end: int) -> list[str]:
        return [dump(each).decode() for each in self._found[start:end]]


class _Pairs:
    """Assignments: of each asset its targets, as they are now."""

    def __init__(self, found: Sequence[tuple[AssetBook, list[str]]]) -> None:
        self._parts = [(asset.head, targets) for asset, targets in found if targets]
        self._ends = list(accumulate(len(targets) for _, targets in self._parts))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def part(self, start: int, end: int) -> list[str]:
        rows: list[str] = []
        place = bisect_right(self._ends, start)
        while place < len(self._parts) and start < end:
            head, targets = self._parts[place]
            first = start - (self._ends[place] - len(targets))
            some = targets[first : first + end - start]
            rows += [f"{head}{target}}}" for target in some]
            start += len(some)
            place += 1
        return rows


def assets(call: Call) -> str:
    """GET assets: the members of a page, written."""
    query, books = call.query, call.location.books
    wanted = {
        "adamId": query.get("adamId"),
        "pricingParam": query.get("pricingParam"),
        "productType": query.get("productType"),
    }

    def rows() -> _Rows:
        found = [asset.wire() for asset in books.assets.values()]
        return _Objects([each for each in found if _fits(each, wanted)])

    return _page(call, "assets", books.asset_versions, tuple(map(str, wanted.values())), rows)


def assignments(call: Call) -> str:
    """GET assignments: the same.

    With ``sinceVersionId`` what has been assigned since: who has lost a license is in no list.
    """
    query, books = call.query, call.location.books
    adam_id = query.get("adamId")
    since = _since(call, books.assignment_versions)
    targets = [device(query["serialNumber"])] if "serialNumber" in query else []
    targets += [user(query["clientUserId"])] if "clientUserId" in query else []

    def rows() -> _Rows:
        chosen = [asset for asset in books.assets.values() if adam_id in (None, asset.adam_id)]
        if since is None and not targets:
            return _Pairs([(asset, list(asset.assigned)) for asset in chosen])
        if since is None:
            return _Pairs([(a, [t for t in targets if t in a.assigned]) for a in chosen])
        changed: dict[tuple[str, str], dict[str, None]] = {}
        for change in books.journal[since:]:
            key = change.adam_id, change.pricing_param
            changed.setdefault(key, {}).update(dict.fromkeys(change.targets))
        return _Pairs(
            [
                (a, [t for t in changed.get(a.key, ()) if t in a.assigned and (not targets or t in targets)])
                for a in chosen
            ]
        )

    key = (str(adam_id), str(since), *targets)
    return _page(call, "assignments", books.assignment_versions, key, rows)


def users(call: Call) -> str:
    """GET users: the same; a clientUserId that was retired and made anew is there several times."""
    query, known = call.query, call.location.users
    since = _since(call, known.versions)
    name = query.get("clientUserId")
    active, retired = _flag(query, "activeOnly"), _flag(query, "retiredOnly")

    def rows() -> _Rows:
        found = known.records if since is None else list(dict.fromkeys(known.journal[since:]))
        return _Objects(
            [
                record.wire()
                for record in found
                if name in (None, record.client_user_id)
                and not (active and record.status not in ACTIVE)
                and not (retired and record.status != "Retired")
            ]
        )

    return _page(call, "users", known.versions, (str(since), str(name), f"{active}{retired}"), rows)


def _fits(found: dict[str, Any], wanted: dict[str, str | None]) -> bool:
    return all(value is None or found[key] == value for key, value in wanted.items())


def _flag(query: dict[str, str], name: str) -> bool:
    return query.get(name, "").lower() == "true"


def _since(call: Call, versions: Versions) -> int | None:
    name = call.query.get("sinceVersionId")
    if name is None:
        return None
    place = versions.place(name)
    if place is None:
        raise Refused(9721)
    return place


def _page(call: Call, name: str, versions: Versions, key: tuple[str, ...], rows: Any) -> str:
    index, world = _index(call.query), call.location.world
    kept, version = call.location.kept, versions.name
    found = kept.get((name, *key))
    if found is None or found[0] != version:
        kept.pop((name, *key), None)
        while len(kept) >= _KEPT:
            del kept[next(iter(kept))]
        found = kept[(name, *key)] = (version, rows())
    listed: _Rows = found[1]
    pages = max(-(-len(listed) // world.page), 1)
    if index >= pages:
        raise Refused(9650)
    part = listed.part(index * world.page, min((index + 1) * world.page, len(listed)))
    more = index + 1 < pages
    if more and world.roll(world.chaos.shift):
        versions.bump(0 if name == "assets" else versions.place(version) or 0)
    following = f',"nextPageIndex":{index + 1}' if more else ""
    return (
        f'"{name}":[{",".join(part)}],"currentPageIndex":{index}{following},"size":{len(part)},'
        f'"totalPages":{pages},"versionId":"{version}"'
    )


def _index(query: dict[str, str]) -> int:
    text = query.get("pageIndex", "0")
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Refused(9650)
    return int(text)
