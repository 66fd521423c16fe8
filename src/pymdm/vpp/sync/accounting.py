"""Whether the licenses of a location add up."""

from __future__ import annotations

from collections import Counter
from typing import Final

import attrs

from pymdm.vpp.models import Asset
from pymdm.vpp.sync.records import asset_key, assignment_key
from pymdm.vpp.sync.store import VPPStore

__all__ = ["Account", "accounts"]

#: Assignments that are looked at together.
_LOOK: Final = 10_000


@attrs.frozen(kw_only=True)
class Account:
    """The licenses of one asset, as Apple counts them and as they are listed.

    Attributes:
        asset: Which.
        total, available, assigned, retired: Of the listing of assets.
        listed: Assignments that are kept.
    """

    asset: Asset
    total: int = 0
    available: int = 0
    assigned: int = 0
    retired: int = 0
    listed: int = 0

    @property
    def adds_up(self) -> bool:
        """Each license is free, somebody's or lost."""
        return self.total == self.available + self.assigned + self.retired

    @property
    def agrees(self) -> bool:
        """As many are listed as Apple counts.  Between a job and the next synchronization they differ."""
        return self.listed == self.assigned


def accounts(store: VPPStore, uid: str) -> tuple[Account, ...]:
    """The books of a location: all assets, also those of which only assignments are kept.

    It looks at all assignments, in constant memory.
    """
    listed: Counter[str] = Counter()
    named: dict[str, Asset] = {}
    after = ""
    while some := store.assignments(uid, after=after, limit=_LOOK):
        for each in some:
            key = asset_key(each.asset)
            listed[key] += 1
            named.setdefault(key, each.asset)
        after = assignment_key(some[-1].asset, some[-1].serial, some[-1].client_user_id)
    found: dict[str, Account] = {}
    after = ""
    while owned := store.assets(uid, after=after):
        for each_asset in owned:
            after = asset_key(each_asset.asset)
            found[after] = Account(
                asset=each_asset.asset,
                total=each_asset.total,
                available=each_asset.available,
                assigned=each_asset.assigned,
                retired=each_asset.retired,
                listed=listed[after],
            )
    unknown = {key: Account(asset=named[key], listed=listed[key]) for key in named if key not in found}
    return tuple(account for _, account in sorted({**found, **unknown}.items()))
